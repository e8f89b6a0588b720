package queuehall

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/internal/pg"
)

// KnownDevice is a device with what is known of it.
type KnownDevice struct {
	Device

	State  DeviceState
	Since  time.Time // of the state
	Seen   time.Time // to about ten seconds
	Boots  int       // starts after the first
	Faults []string  // that its self-test found
	Paired time.Time // for the first time; zero: not yet
}

// Devices returns the devices of branches that were not turned out, by branch, role and name.
func (h *Hall) Devices(ctx context.Context, branches []BranchID) ([]KnownDevice, error) {
	list, err := pg.Collect(ctx, h.db, func(row pgx.CollectableRow) (d KnownDevice, err error) {
		var counter *uuid.UUID
		var since, seen, paired *time.Time
		err = row.Scan((*uuid.UUID)(&d.ID), (*uuid.UUID)(&d.Branch), &counter, &d.Role, &d.Name, &d.State, &since, &seen, &d.Boots, &d.Faults, &paired)
		d.Counter, d.Since, d.Seen, d.Paired = pg.ID[CounterID](counter), pg.Time(since), pg.Time(seen), pg.Time(paired)
		return d, err
	}, `SELECT id, branch_id, counter_id, role, name, state, since, last_seen, boots, faults, paired_at FROM hall_devices
		WHERE branch_id = ANY ($1) AND revoked_at IS NULL ORDER BY branch_id, role, name, id`, uuids(branches))
	return list, failed("devices", err)
}

// BranchOfDevice returns where a device stands, NotFound when there is none.
func (h *Hall) BranchOfDevice(ctx context.Context, id DeviceID) (BranchID, error) {
	b, err := one(ctx, h.db, "device", "error.hall_no_device", pgx.RowTo[uuid.UUID], `SELECT branch_id FROM hall_devices WHERE id = $1`, id.UUID())
	return BranchID(b), err
}

// Fence tells which connections are no longer their devices': of taken ones the device has a newer one, turned out ones are nobody's.
func (h *Hall) Fence(ctx context.Context, devices []DeviceID, conns []uuid.UUID) (taken, out []uuid.UUID, err error) {
	var list []fenced
	list, err = pg.Collect(ctx, h.db, pgx.RowToStructByPos[fenced], `
		SELECT c.conn, d.token_hash IS NULL FROM unnest($1::uuid[], $2::uuid[]) c (id, conn) LEFT JOIN hall_devices d ON d.id = c.id
		WHERE d.token_hash IS NULL OR d.conn IS NOT NULL AND d.conn <> c.conn`, uuids(devices), conns)
	for _, f := range list {
		if f.Out {
			out = append(out, f.Conn)
		} else {
			taken = append(taken, f.Conn)
		}
	}
	return taken, out, failed("fence", err)
}

type fenced struct {
	Conn uuid.UUID
	Out  bool
}

// Tags are the audiences of the feed that a device belongs to.
func (d *Device) Tags() []string {
	if d.Role == Pad {
		return []string{padTag(d.Counter)}
	}
	return []string{displayTag(d.Branch)}
}
