package telephony

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"hotline/casecore/calls"
	"hotline/telephony/flow"
)

// What the dialplan did alone lies among the recordings, under names that tell of it:
// fallback.<seconds since 1970>.<channel's id>.<line>.<caller or "anonymous"> is a message, and missed.… says that somebody hung up
// before the signal. A channel's id has a dot of its own.
const (
	fallbackPrefix = "fallback."
	missedPrefix   = "missed."
)

// message is what such a name says.
type message struct {
	missed  bool // nothing was said
	channel string
	line    string
	number  string
	at      time.Time
}

func parseMessage(name string) (message, bool) {
	rest, missed := strings.CutPrefix(name, missedPrefix)
	if !missed {
		rest = strings.TrimPrefix(name, fallbackPrefix)
	}
	parts := strings.Split(rest, ".")
	if rest == name || len(parts) < 4 {
		return message{}, false
	}
	at, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil || at < 0 {
		return message{}, false
	}
	n := len(parts)
	return message{
		missed: missed, channel: strings.Join(parts[1:n-2], "."), line: parts[n-2], number: parts[n-1], at: time.Unix(at, 0),
	}, true
}

// findMessagesSoon looks for what the dialplan took, when Asterisk is there.
func (b *Bridge) findMessagesSoon(ctx context.Context) {
	if !b.Ready() {
		return
	}
	if err := b.findMessages(ctx); err != nil && ctx.Err() == nil {
		b.Log.WarnContext(ctx, "telephony: the dialplan's messages are not found", "err", err)
	}
}

// findMessages writes down what the dialplan did while the bridge was away: the call, and its recording to be collected. A
// message that is still being spoken is left for the next time: its channel is there. What was collected before a kill and
// still lies there is deleted; what was taken for lost, as it came late to the disk, is collected.
func (b *Bridge) findMessages(ctx context.Context) error {
	names, err := b.PBX.Stored(ctx)
	if err != nil || len(names) == 0 {
		return err
	}
	known, err := b.Calls.RecordingsOf(ctx, b.PBX.Name(), names)
	if err != nil {
		return err
	}
	channels, err := b.PBX.Channels(ctx)
	if err != nil {
		return err
	}
	speaking := map[string]bool{}
	for _, c := range channels {
		speaking[c.ID] = true
	}
	for _, name := range names {
		switch state, ok := known[name]; {
		case state == calls.Kept || state == calls.Empty:
			if err := b.PBX.DeleteStored(name); err != nil {
				return err
			}
		case state == calls.Lost:
			if err := b.Calls.FindRecording(ctx, b.PBX.Name(), name); err != nil {
				return err
			}
			b.wakeCollector()
		case !ok:
			m, ok := parseMessage(name)
			if !ok || speaking[m.channel] {
				continue
			}
			if m.missed {
				if err := b.addMissed(ctx, name, m); err != nil {
					return err
				}
				continue
			}
			if err := b.DB.InTx(ctx, func(ctx context.Context) error { return b.addMessage(ctx, name, m) }); err != nil {
				return err
			}
			b.wakeCollector()
		}
	}
	return nil
}

// addMissed writes down that somebody called, unless their call is written already, and clears the name away.
func (b *Bridge) addMissed(ctx context.Context, name string, m message) error {
	row := b.began(m.channel, m.line, m.number)
	row.Step, row.State = string(flow.Ended), []byte("{}")
	row.Started, row.Ended, row.EndedWhy = m.at, m.at, whyDialplan
	if err := b.Calls.Begin(ctx, row); err != nil && !errors.Is(err, calls.ErrMoved) {
		return err
	}
	return b.PBX.DeleteStored(name)
}

func (b *Bridge) addMessage(ctx context.Context, name string, m message) error {
	row := b.began(m.channel+"/fallback", m.line, m.number)
	row.Purpose, row.Step, row.State = calls.ToLeave, string(flow.Ended), []byte("{}")
	row.Started, row.Ended, row.EndedWhy = m.at, b.Now(), "message"
	if err := b.Calls.Begin(ctx, row); err != nil {
		return err
	}
	return b.Calls.AddRecording(ctx, calls.Recorded{
		ID: uuid.Must(uuid.NewV7()), Call: row.ID, PBX: row.PBX, Name: name, Kind: calls.Fallback, State: calls.Stored,
		Started: m.at, Ended: b.Now(),
	})
}
