package staff

import (
	"context"
	"sync"
	"time"

	"hotline/casecore"
)

// Members is what a Directory needs of a store.
type Members interface {
	// Member returns the account with every grant it ever had, their dates at midnight UTC; NotFound when there is none.
	Member(ctx context.Context, id casecore.StaffID) (Account, []casecore.Grant, error)
}

// Directory answers who a person is and what they hold, from memory for a short time.
type Directory struct {
	members Members
	zone    *time.Location
	keep    time.Duration
	now     func() time.Time

	mu      sync.Mutex
	entries map[casecore.StaffID]entry
}

type entry struct {
	member Member
	read   time.Time
}

// maxEntries is far more people than a city's centre has; past it the memory starts anew.
const maxEntries = 10_000

// NewDirectory returns a Directory that trusts what it read for keep. A grant's dates are days in zone, the city's.
func NewDirectory(members Members, zone *time.Location, keep time.Duration, now func() time.Time) *Directory {
	return &Directory{
		members: members, zone: zone, keep: keep, now: now, entries: make(map[casecore.StaffID]entry),
	}
}

// Lookup returns a person with the grants in force now. Somebody who is disabled or unknown is NotFound.
func (d *Directory) Lookup(ctx context.Context, id casecore.StaffID) (Member, error) {
	now := d.now()
	if m, ok := d.kept(id, now); ok {
		return m, nil
	}
	account, grants, err := d.members.Member(ctx, id)
	if err != nil {
		return Member{}, err
	}
	if !account.DisabledAt.IsZero() {
		return Member{}, &casecore.Error{Code: casecore.NotFound, Op: "look up person", Key: "error.person_unknown"}
	}
	m := Member{Person: account.Person, Grants: InForce(grants, d.zone, now), Stamp: account.Stamp()}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.entries) >= maxEntries {
		clear(d.entries)
	}
	d.entries[id] = entry{m, now}
	return m, nil
}

// Forget makes the next Lookup read the store.
func (d *Directory) Forget(id casecore.StaffID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.entries, id)
}

func (d *Directory) kept(id casecore.StaffID, now time.Time) (Member, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	e, ok := d.entries[id]
	if !ok || now.Sub(e.read) >= d.keep || now.Before(e.read) {
		return Member{}, false
	}
	return e.member, true
}

// InForce returns those of the grants that hold at now; their dates are days in zone.
func InForce(grants []casecore.Grant, zone *time.Location, now time.Time) []casecore.Grant {
	var held []casecore.Grant
	for _, g := range grants {
		g.Since, g.Until = inZone(g.Since, zone), inZone(g.Until, zone)
		if now.Before(g.Since) || (!g.Until.IsZero() && !now.Before(g.Until)) {
			continue
		}
		held = append(held, g)
	}
	return held
}

// inZone returns the beginning, in zone, of the day that a midnight UTC stands for.
func inZone(day time.Time, zone *time.Location) time.Time {
	if day.IsZero() {
		return day
	}
	y, m, d := day.UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

// Actor returns a person as use cases know them.
func (d *Directory) Actor(ctx context.Context, id casecore.StaffID) (casecore.Actor, error) {
	m, err := d.Lookup(ctx, id)
	return m.Actor(), err
}
