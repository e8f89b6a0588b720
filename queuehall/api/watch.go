package api

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"hotline/internal/regularly"
	"hotline/queuehall"
)

// fenceEvery is how late a device learns that it was turned out, or is connected elsewhere.
const fenceEvery = 3 * time.Second

// connected are the devices that are connected to this copy.
type connected struct {
	mu  sync.Mutex
	all map[*device]struct{}
}

func (c *connected) add(d *device) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all[d] = struct{}{}
}

func (c *connected) remove(d *device) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.all, d)
}

// list returns the connections: whose they are, and which.
func (c *connected) list() (ids []queuehall.DeviceID, conns []uuid.UUID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ids, conns = make([]queuehall.DeviceID, 0, len(c.all)), make([]uuid.UUID, 0, len(c.all))
	for d := range c.all {
		ids, conns = append(ids, d.is.ID), append(conns, d.conn)
	}
	return ids, conns
}

// of returns those connections that are among conns.
func (c *connected) of(conns []uuid.UUID) (some []*device) {
	if len(conns) == 0 {
		return nil
	}
	wanted := make(map[uuid.UUID]bool, len(conns))
	for _, conn := range conns {
		wanted[conn] = true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for d := range c.all {
		if wanted[d.conn] {
			some = append(some, d)
		}
	}
	return some
}

// turnOut ends the connections of a device.
func (c *connected) turnOut(id queuehall.DeviceID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for d := range c.all {
		if d.is.ID == id {
			d.out.Store(true)
		}
	}
}

// Run closes the connections of devices that were turned out or are connected at another copy, until ctx ends.
func (a *API) Run(ctx context.Context) error {
	return regularly.Do(ctx, fenceEvery, func(ctx context.Context) {
		if err := a.fence(ctx); err != nil && ctx.Err() == nil {
			a.cfg.Log.WarnContext(ctx, "hall: devices not looked at", "err", err)
		}
	})
}

// fence looks once at the devices that are connected to this copy.
func (a *API) fence(ctx context.Context) error {
	ids, conns := a.devices.list()
	if len(ids) == 0 {
		return nil
	}
	taken, out, err := a.hall.Fence(ctx, ids, conns)
	if err != nil {
		return err
	}
	for _, d := range a.devices.of(out) {
		d.out.Store(true)
	}
	for _, d := range a.devices.of(taken) {
		key, conn, _ := d.Key()
		a.cfg.Hub.TakeOver(key, conn)
	}
	return nil
}
