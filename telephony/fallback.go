package telephony

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"hotline/casecore/calls"
	"hotline/telephony/flow"
)

// fallbackPrefix begins the names of messages that the dialplan took alone:
// fallback.<seconds since 1970>.<channel's id>.<line>.<caller or "anonymous">. A channel's id has a dot of its own.
const fallbackPrefix = "fallback."

// message is what such a name says.
type message struct {
	channel string
	line    string
	number  string
	at      time.Time
}

func parseMessage(name string) (message, bool) {
	parts := strings.Split(strings.TrimPrefix(name, fallbackPrefix), ".")
	if !strings.HasPrefix(name, fallbackPrefix) || len(parts) < 4 {
		return message{}, false
	}
	at, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil || at < 0 {
		return message{}, false
	}
	n := len(parts)
	return message{
		channel: strings.Join(parts[1:n-2], "."), line: parts[n-2], number: parts[n-1], at: time.Unix(at, 0),
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

// findMessages writes down what the dialplan took while the bridge was away: the call, and its recording to be collected. A
// message that is still being spoken is left for the next time: its channel is there. What was collected before a kill and
// still lies there is deleted.
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
		case !ok:
			m, ok := parseMessage(name)
			if !ok || speaking[m.channel] {
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

func (b *Bridge) addMessage(ctx context.Context, name string, m message) error {
	row := b.began(m.channel+"/fallback", m.line, m.number)
	row.Purpose, row.Step, row.State = calls.ToLeave, string(flow.Ended), []byte("{}")
	row.Started, row.Ended, row.EndedWhy = m.at, b.Now(), "message"
	if err := b.Calls.Note(ctx, row); err != nil {
		return err
	}
	return b.Calls.AddRecording(ctx, calls.Recorded{
		ID: uuid.Must(uuid.NewV7()), Call: row.ID, PBX: row.PBX, Name: name, Kind: calls.Fallback, State: calls.Stored,
		Started: m.at, Ended: b.Now(),
	})
}
