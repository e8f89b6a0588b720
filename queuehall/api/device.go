package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"golang.org/x/time/rate"

	"hotline/casecore"
	"hotline/internal/live"
	"hotline/internal/live/wire"
	"hotline/queuehall"
)

const (
	// What a device says: so many frames in a row, and then one each.
	frameBurst = 30
	frameEvery = 200 * time.Millisecond
	// hearWait bounds what is done about one frame; the device says it again after.
	hearWait = 10 * time.Second
	// goneAfter is how long a device has to come back before it counts as gone: a line that blinks is no news.
	goneAfter = 2 * time.Second
)

// device is one connection of a kiosk, a display or a pad.
type device struct {
	api   *API
	is    queuehall.Device
	conn  uuid.UUID
	turn  uint64 // of its connections
	tags  []string
	out   atomic.Bool // it was turned out
	limit *rate.Limiter
}

var (
	_ live.Speaker = (*device)(nil)
	_ live.Single  = (*device)(nil)
)

type credential struct {
	Token string `json:"token"`
}

// admitDevice leads a connection to the device whose token its hello carries.
func (a *API) admitDevice(r *http.Request, h wire.Hello) (live.Viewer, error) {
	var c credential
	if err := json.Unmarshal(h.Credential, &c); err != nil {
		return nil, wire.ErrFrame
	}
	e, err := a.door.Enter(r.Context(), c.Token)
	if err != nil {
		return nil, notAdmitted(err)
	}
	d := &device{
		api: a, is: e.Device, conn: e.Conn, turn: e.Turn, tags: e.Device.Tags(), limit: rate.NewLimiter(rate.Every(frameEvery), frameBurst),
	}
	a.devices.add(d)
	context.AfterFunc(r.Context(), func() {
		a.devices.remove(d)
		time.AfterFunc(goneAfter, d.gone)
	})
	return d, nil
}

// notAdmitted is what a connection is told that was not let in: a token that is nobody's ends it, and who cannot be asked for it now lets
// it come back.
func notAdmitted(err error) error {
	if casecore.CodeOf(err) == casecore.NotFound {
		return err
	}
	return fmt.Errorf("%w: %w", live.ErrLater, err)
}

// gone says that the connection has ended; a newer one of the device makes it no news.
func (d *device) gone() {
	ctx, cancel := context.WithTimeout(context.Background(), hearWait)
	defer cancel()
	if err := d.api.hall.Gone(ctx, d.is.ID, d.conn); err != nil {
		d.api.cfg.Log.WarnContext(ctx, "hall: a device's end not noted", "device", d.is.ID, "err", err)
	}
}

// Tags answers from memory.
func (d *device) Tags() ([]string, bool) { return d.tags, !d.out.Load() }

// Key implements live.Single.
func (d *device) Key() (key, conn string, turn uint64) {
	return d.is.ID.String(), d.conn.String(), d.turn
}

// Hear implements live.Speaker.
func (d *device) Hear(b []byte) ([]byte, error) {
	if !d.limit.Allow() {
		return nil, wire.ErrForbidden
	}
	f, err := parseFrame(b)
	if err != nil {
		return nil, err
	}
	if !f.from(d.is.Role) {
		return nil, wire.ErrForbidden
	}
	ctx, cancel := context.WithTimeout(context.Background(), hearWait)
	defer cancel()
	why, err := f.done(ctx, d.api.hall, d.is)
	if err != nil {
		return nil, d.refused(ctx, f, err)
	}
	return json.Marshal(ack{V: wire.Version, Type: typeAck, ID: f.ID, Why: why})
}
