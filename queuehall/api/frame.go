package api

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/internal/live/wire"
	"hotline/queuehall"
)

// The frames of a device, besides those of the feed.
const (
	typePress    wire.Type = "press"
	typePressure wire.Type = "pressure"
	typeHealth   wire.Type = "health"
	typeAck      wire.Type = "ack"
)

// mostAge bounds what a clock may claim; a press that old counts no more anyhow.
const mostAge = 30 * 24 * time.Hour

// frame is what a device says (docs/hall-pad-protocol.md).
type frame struct {
	Type wire.Type `json:"type"`
	ID   uuid.UUID `json:"id"`

	Nonce uuid.UUID      `json:"nonce"`
	Mark  queuehall.Mark `json:"mark"`
	AgeMS int64          `json:"age_ms"`

	Boot    uuid.UUID      `json:"boot"`
	Lit     bool           `json:"lit"`
	Lamps   queuehall.Test `json:"lamps"`
	Buttons queuehall.Test `json:"buttons"`
	Stuck   []int          `json:"stuck"`
}

// ack answers a frame: it was done, and need not be said again.
type ack struct {
	V    int           `json:"v"`
	Type wire.Type     `json:"type"`
	ID   uuid.UUID     `json:"id"`
	Why  queuehall.Why `json:"why"`
}

// parseFrame reads a frame, wire.ErrFrame when it is none. Fields that it does not know are for versions to come.
func parseFrame(b []byte) (f frame, err error) {
	var raw struct {
		frame
		Nonce string `json:"nonce"` // "" is nothing
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		return frame{}, fmt.Errorf("%w: %w", wire.ErrFrame, err)
	}
	f = raw.frame
	if raw.Nonce != "" {
		if f.Nonce, err = uuid.Parse(raw.Nonce); err != nil {
			return frame{}, fmt.Errorf("%w: %w", wire.ErrFrame, err)
		}
	}
	age := time.Duration(f.AgeMS) * time.Millisecond
	known := f.Type == typePress || f.Type == typePressure || f.Type == typeHealth
	if !known || f.ID == uuid.Nil || f.AgeMS < 0 || f.AgeMS > mostAge.Milliseconds() || age < 0 {
		return frame{}, wire.ErrFrame
	}
	return f, nil
}

// from tells whether a device of that role may say it. Nobody but the client's pad rates (VN-3.2).
func (f *frame) from(role queuehall.DeviceRole) bool {
	return f.Type == typeHealth || role == queuehall.Pad
}

func (f *frame) age() time.Duration { return time.Duration(f.AgeMS) * time.Millisecond }

// done does what the frame says.
func (f *frame) done(ctx context.Context, h *queuehall.Hall, d queuehall.Device) (why queuehall.Why, err error) {
	switch f.Type {
	case typePress:
		return h.Press(ctx, d, queuehall.PressButton{ID: queuehall.PressID(f.ID), Nonce: f.Nonce, Mark: f.Mark, Age: f.age()})
	case typePressure:
		return h.Pressure(ctx, d, queuehall.PressureReport{ID: queuehall.FlagID(f.ID), Nonce: f.Nonce, Age: f.age()})
	}
	return "", h.Health(ctx, d, queuehall.Health{
		Boot: f.Boot, Lit: f.Lit, Nonce: f.Nonce, Lamps: f.Lamps, Buttons: f.Buttons, Stuck: f.Stuck,
	})
}

// refused is what the connection is told of an error: what the device should never have said closes it for good, what is ours lets it
// come back and say it again.
func (d *device) refused(ctx context.Context, f frame, err error) error {
	switch casecore.CodeOf(err) {
	case casecore.Invalid:
		return fmt.Errorf("%w: %w", wire.ErrFrame, err)
	case casecore.Forbidden:
		return fmt.Errorf("%w: %w", wire.ErrForbidden, err)
	case casecore.NotFound: // turned out while it spoke
		d.out.Store(true)
		return err
	}
	d.api.cfg.Log.WarnContext(ctx, "hall: a device's frame not done", "type", f.Type, "device", d.is.ID, "err", err)
	return err
}
