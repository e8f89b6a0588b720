package telephony

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"hotline/casecore/calls"
	"hotline/internal/pg"
	"hotline/telephony/asterisk"
)

// The collector's pace. It is woken when there is something; the tick finds what a wake-up lost, and the dialplan's messages.
const (
	collectEvery = 5 * time.Second
	collectBatch = 16
	retryAfter   = 200 * time.Millisecond // doubling
	retryMost    = 30 * time.Second
	lostAfter    = 5 * time.Second // a recording is stored a moment after it is said to have ended
	maxRecording = 20 << 20        // bytes
)

func (b *Bridge) wakeCollector() {
	select {
	case b.collect <- struct{}{}:
	default:
	}
}

// collectAll brings recordings from Asterisk's disk to ours, until ctx ends.
func (b *Bridge) collectAll(ctx context.Context, f pg.Fence) error {
	tick := time.NewTicker(collectEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-b.collect:
		case <-b.connected:
			b.findMessagesSoon(ctx)
		case <-tick.C:
			b.findMessagesSoon(ctx)
		}
		for {
			n, err := b.collectSome(ctx, f)
			if err != nil && ctx.Err() == nil {
				b.Log.WarnContext(ctx, "telephony: recordings are not collected", "err", err)
			}
			if n < collectBatch || err != nil {
				break
			}
		}
	}
}

func (b *Bridge) collectSome(ctx context.Context, f pg.Fence) (int, error) {
	list, err := b.Calls.NextStored(ctx, b.PBX.Name(), b.Now(), collectBatch)
	if err != nil {
		return 0, err
	}
	for _, r := range list {
		if err := b.collectOne(ctx, f, r); err != nil {
			if errors.Is(err, pg.ErrLeaseLost) || ctx.Err() != nil {
				return 0, err
			}
			if !errors.Is(err, errGoesOn) {
				b.Log.WarnContext(ctx, "telephony: a recording is not collected", "recording", r.ID, "err", err)
			}
			if err := b.Calls.Postpone(ctx, r.ID, b.Now().Add(min(retryAfter<<r.Tries, retryMost))); err != nil {
				return 0, err
			}
		}
	}
	return len(list), nil
}

// errGoesOn says that Asterisk still writes a recording: it was told to end it a moment ago.
var errGoesOn = errors.New("telephony: the recording goes on")

// collectOne makes a file of a recording, and of a message a report, in one transaction; then Asterisk may forget it. A kill
// between the two leaves bytes that the next deletion of the same name removes.
func (b *Bridge) collectOne(ctx context.Context, f pg.Fence, r calls.Recorded) error {
	row, err := b.Calls.Of(ctx, r.Call)
	if err != nil {
		return err
	}
	switch goes, err := b.PBX.RecordingGoesOn(ctx, r.Name); {
	case err != nil:
		return err
	case goes:
		return errGoesOn
	}
	wav, err := b.fetch(ctx, r.Name)
	switch {
	case errors.Is(err, asterisk.ErrGone) && b.Now().Sub(r.Ended) > lostAfter:
		b.Log.ErrorContext(ctx, "telephony: Asterisk has lost a recording, or never made it", "recording", r.ID)
		r.State = calls.Lost
	case err != nil:
		return err
	default:
		heard := listen(wav)
		r.Length, r.State = heard.Length, calls.Kept
		if heard.Empty() {
			r.State = calls.Empty
		}
	}
	err = b.DB.InTx(ctx, func(ctx context.Context) error {
		if err := f.Check(ctx); err != nil {
			return err
		}
		return b.keep(ctx, row, r, wav)
	})
	if err != nil {
		return err
	}
	return b.PBX.DeleteStored(r.Name)
}

// keep writes what a recording became. Who wanted to leave a message and left none that can be heard is to be called back.
func (b *Bridge) keep(ctx context.Context, row calls.Call, r calls.Recorded, wav []byte) error {
	if r.State != calls.Kept {
		if gives(r.Kind) && row.Caller != "" {
			if _, err := b.report(ctx, row, "voice.report.missed", 0); err != nil {
				return err
			}
		}
		return b.Calls.Settle(ctx, r)
	}
	file, err := b.Files.Save(ctx, r.Started.UTC().Format("2006-01-02-150405")+".wav", "audio/wav", bytes.NewReader(wav), "system", r.Kind)
	if err != nil {
		return err
	}
	r.File = file.ID
	if !gives(r.Kind) {
		if err := b.Calls.KeepFile(ctx, row.ID, file.ID); err != nil {
			return err
		}
	} else if _, err := b.report(ctx, row, "voice.report.message", r.Length, file.ID); err != nil {
		return err
	}
	return b.Calls.Settle(ctx, r)
}

// gives tells whether a recording of the kind is a report of its own.
func gives(kind string) bool { return kind == calls.Message || kind == calls.Fallback }

func (b *Bridge) fetch(ctx context.Context, name string) ([]byte, error) {
	body, err := b.PBX.Fetch(ctx, name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = body.Close() }()
	wav, err := io.ReadAll(io.LimitReader(body, maxRecording+1))
	if err == nil && len(wav) > maxRecording {
		err = errors.New("telephony: a recording is too long")
	}
	return wav, err
}
