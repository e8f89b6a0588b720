package main

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/google/uuid"

	"hotline/queuehall"
)

// peer is the product. A change is a call over its HTTP API by an operator at their own counter, made when PostgreSQL says that it was
// committed. The pads of the counters are connected too, and say that they are lit.
func (c *centre) peer(o options, s *servers) hallPeer {
	return hallPeer{
		name: "hotline",
		start: func(ctx context.Context) (serving, error) {
			if err := c.forget(ctx); err != nil {
				return serving{}, err
			}
			if err := c.fill(ctx, hallWarm+hallChanges); err != nil {
				return serving{}, err
			}
			p, err := c.start(ctx, s)
			if err != nil {
				return serving{}, err
			}
			return serving{p.address, p.cmd.Process.Pid, func() error { p.stop(); return nil }}, nil
		},
		beside: func(ctx context.Context, address string) (int, func() error, error) {
			pads, err := startSubject(ctx, "hall-pads", task{Address: address, IDs: c.pads}, o)
			if err != nil {
				return 0, nil, err
			}
			return len(c.pads), func() error {
				_ = pads.in.Close()
				_, err := pads.finish()
				return err
			}, nil
		},
		publish: func(ctx context.Context, address string) ([]hallChange, error) {
			return c.call(ctx, address, hallWarm+hallChanges)
		},
		task: c.screens(),
	}
}

// screens is what its displays say and wait for.
func (c *centre) screens() task {
	return task{
		Path: "/api/hall/devices/feed", IDs: hellos(c.displays), Until: `"type":"snapshot"`,
		Beat: [2]string{`{"v":1,"type":"beat"`, `{"v":1,"type":"beat"}`},
	}
}

// call lets so many operators call, one after the other and evenly.
func (c *centre) call(ctx context.Context, address string, count int) ([]hallChange, error) {
	changes, err := hallPace(ctx, count, func(n int) (hallChange, error) { return c.callNext(ctx, address, &c.desks[n]) })
	if err != nil {
		return nil, err
	}
	return changes, c.committed(ctx, changes)
}

// callNext lets an operator call whoever is next.
func (c *centre) callNext(ctx context.Context, address string, who *operator) (change hallChange, err error) {
	change.Asked = time.Now().UnixMicro()
	answer, err := post(ctx, "http://"+address+"/api/hall/counters/"+who.counter.String()+"/next",
		http.Header{"Cookie": {who.cookie}, "Idempotency-Key": {uuid.NewString()}}, nil)
	if err != nil {
		return change, err
	}
	return change, json.Unmarshal(answer, &change)
}

// committed notes when each call was committed: its key was, by the same commit, and is not touched after.
func (c *centre) committed(ctx context.Context, changes []hallChange) error {
	ids := make([]string, len(changes))
	byID := make(map[string]*hallChange, len(changes))
	for i := range changes {
		ids[i], byID[changes[i].ID] = changes[i].ID, &changes[i]
	}
	rows, err := c.db.Query(ctx, `SELECT result_id::text, (extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000000)::bigint
		FROM commands WHERE result_type = $1 AND result_id = ANY ($2::uuid[])`, string(queuehall.SubjectVisit), ids)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var at int64
		if err := rows.Scan(&id, &at); err != nil {
			return err
		}
		byID[id].Made = at
	}
	return rows.Err()
}
