package api

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

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

// list returns the connections, with what they are looked up by.
func (c *connected) list() (byConn map[uuid.UUID]*device, ids []queuehall.DeviceID, conns []uuid.UUID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	byConn = make(map[uuid.UUID]*device, len(c.all))
	for d := range c.all {
		byConn[d.conn] = d
		ids, conns = append(ids, d.is.ID), append(conns, d.conn)
	}
	return byConn, ids, conns
}

// turnOut ends the connections of a device that has just been turned out here.
func (a *API) turnOut(id queuehall.DeviceID) {
	byConn, _, _ := a.devices.list()
	for _, d := range byConn {
		if d.is.ID == id {
			d.out.Store(true)
		}
	}
}

// Run closes the connections of devices that were turned out or are connected at another copy, until ctx ends.
func (a *API) Run(ctx context.Context) error {
	tick := time.NewTicker(fenceEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := a.fence(ctx); err != nil && ctx.Err() == nil {
			a.cfg.Log.WarnContext(ctx, "hall: devices not looked at", "err", err)
		}
	}
}

// fence looks once at the devices that are connected to this copy.
func (a *API) fence(ctx context.Context) error {
	byConn, ids, conns := a.devices.list()
	if len(ids) == 0 {
		return nil
	}
	taken, out, err := a.hall.Fence(ctx, ids, conns)
	if err != nil {
		return err
	}
	for _, conn := range out {
		byConn[conn].out.Store(true)
	}
	for _, conn := range taken {
		key, its, _ := byConn[conn].Key()
		a.cfg.Hub.TakeOver(key, its)
	}
	return nil
}
