package regulation

import (
	"errors"
	"time"
)

// Parse reads and checks one profile. file is only named in the errors. It fails with a [*SchemaError]
// that lists every fault found, each at its line.
func Parse(file string, data []byte) (*Profile, error) {
	var d decoder
	var doc document
	if d.load(data, &doc) {
		p := doc.profile(&d)
		checker{decoder: &d, p: p}.all()
		if len(d.faults) == 0 {
			return p, nil
		}
	}
	sortFaults(d.faults)
	return nil, &SchemaError{File: file, Faults: d.faults}
}

// profile turns what is written into what is used.
func (doc document) profile(d *decoder) *Profile {
	at := doc.Zone.Location
	if at == nil { // a fault already; the other checks still want some zone
		at = time.UTC
	}
	cal, err := doc.Calendar.build(at)
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		for _, err := range joined.Unwrap() {
			d.fail("calendar", "%s", err)
		}
	}
	p := &Profile{
		Name: doc.Profile, Version: doc.Version, Titles: doc.Titles, Act: doc.Act,
		Effective: Effective{From: doc.Effective.From.in(at), Until: doc.Effective.Until.in(at), Assumed: doc.Effective.Assumed},
		Zone:      at, Calendar: cal, CalendarAssumed: doc.Calendar.Assumed, Centre: doc.Centre, Languages: doc.Languages,
		Statutory: doc.Statutory, TwoStep: doc.TwoStep, Channels: doc.Channels,
		Roles: doc.Roles, Areas: doc.Areas, Actions: doc.Actions, Kinds: doc.Kinds, Statuses: doc.Statuses,
		Transitions: doc.Transitions, Deadlines: doc.Deadlines, Levels: doc.Levels, Cap: doc.Cap,
		Grounds: doc.Grounds, Card: doc.Card, Confirmation: doc.Confirmation,
		Gathering: Gathering{
			Weekday: doc.Gathering.Weekday.Weekday, DayOfMonth: doc.Gathering.DayOfMonth,
			Clause: doc.Gathering.Clause, Assumed: doc.Gathering.Assumed,
		},
		Quiet: Quiet{
			From: doc.Quiet.From.Clock, Until: doc.Quiet.Until.Clock, Clause: doc.Quiet.Clause, Assumed: doc.Quiet.Assumed,
		},
		ForbiddenEmailDomains: doc.Domains, Notices: doc.Notices, Lines: doc.Lines, Privacy: doc.Privacy, Rota: doc.Rota.build(),
		Calling: doc.Calling.build(),
	}
	for _, s := range doc.Suspended {
		p.Suspended = append(p.Suspended, Suspension{Clause: s.Clause, From: s.From.in(at), Until: s.Until.in(at), Reason: s.Reason})
	}
	p.index()
	return p
}
