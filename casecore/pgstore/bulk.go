package pgstore

import (
	"context"
	"errors"
	"strings"
	"time"

	"hotline/casecore"
	"hotline/casecore/pgstore/internal/dbsqlc"
)

// bulk gathers the rows of many changes column by column.
type bulk struct {
	cases      dbsqlc.UpdateCasesParams
	events     dbsqlc.InsertEventsParams
	stops      dbsqlc.StopDeadlinesParams
	fires      dbsqlc.FireDeadlinesParams
	arms       dbsqlc.InsertDeadlinesParams
	breaches   dbsqlc.InsertBreachesParams
	deliveries dbsqlc.InsertDeliveriesParams
	outbox     dbsqlc.InsertOutboxParams
	at         time.Time
}

func (b *bulk) add(c *casecore.Change) {
	switch {
	case len(c.Events) > 0:
		b.at = c.Events[0].At
	case !c.At.IsZero():
		b.at = c.At
	}
	if c.Case != nil {
		b.addCase(c.Case)
	}
	for i := range c.Events {
		b.addEvent(&c.Events[i])
	}
	for _, stop := range c.Stop {
		b.stops.SubjectIds = append(b.stops.SubjectIds, stop.Subject.ID)
		b.stops.Kinds = append(b.stops.Kinds, string(stop.Kind))
	}
	for i := range c.Fire {
		b.addFire(&c.Fire[i])
	}
	for i := range c.Arm {
		b.addArm(&c.Arm[i])
	}
	for i := range c.Breaches {
		b.addBreach(&c.Breaches[i])
	}
	for i := range c.Deliveries {
		b.addDelivery(&c.Deliveries[i])
	}
	for i := range c.Notices {
		b.addNotice(&c.Notices[i])
	}
}

// write queues one statement for each table that has rows. Deadlines are stopped and fired before new ones are armed.
func (b *bulk) write(ctx context.Context, q *dbsqlc.Queries) error {
	var errs []error
	run := func(n int, f func() error) {
		if n > 0 {
			errs = append(errs, f())
		}
	}
	b.stops.At, b.fires.At = b.at, b.at
	run(len(b.cases.Ids), func() error { return q.UpdateCases(ctx, b.cases) })
	run(len(b.events.SubjectIds), func() error { return q.InsertEvents(ctx, b.events) })
	run(len(b.stops.SubjectIds), func() error { return q.StopDeadlines(ctx, b.stops) })
	run(len(b.fires.SubjectIds), func() error { return q.FireDeadlines(ctx, b.fires) })
	run(len(b.arms.SubjectIds), func() error { return q.InsertDeadlines(ctx, b.arms) })
	run(len(b.breaches.SubjectIds), func() error { return q.InsertBreaches(ctx, b.breaches) })
	run(len(b.deliveries.Ids), func() error { return q.InsertDeliveries(ctx, b.deliveries) })
	run(len(b.outbox.SubjectIds), func() error { return q.InsertOutbox(ctx, b.outbox) })
	return errors.Join(errs...)
}

func (b *bulk) addCase(c *casecore.Case) {
	p := &b.cases
	p.Ids = append(p.Ids, c.ID.UUID())
	p.Versions = append(p.Versions, c.Version)
	p.Statuses = append(p.Statuses, string(c.Status))
	p.Phases = append(p.Phases, string(c.Phase))
	p.Outcomes = append(p.Outcomes, string(c.Outcome))
	p.Kinds = append(p.Kinds, string(c.Kind))
	p.Sos = append(p.Sos, c.SOS)
	p.Topics = append(p.Topics, string(c.Topic))
	p.LeadOrgs = append(p.LeadOrgs, c.LeadOrg.UUID())
	p.ExecutorIds = append(p.ExecutorIds, c.ExecutorID.UUID())
	p.Levels = append(p.Levels, int16(c.Level)) //nolint:gosec // one to three
	p.Cycles = append(p.Cycles, int32(c.Cycle)) //nolint:gosec // small
	p.Grounds = append(p.Grounds, string(c.Ground))
	p.Departures = append(p.Departures, c.Departure)
	p.Breached = append(p.Breached, strings.Join(c.Breached, ","))
	p.AcceptDues = append(p.AcceptDues, c.AcceptDue.UTC())
	p.SolveDues = append(p.SolveDues, c.SolveDue.UTC())
	p.AcceptedAts = append(p.AcceptedAts, c.AcceptedAt.UTC())
	p.EndedAts = append(p.EndedAts, c.EndedAt.UTC())
	p.DisputedAts = append(p.DisputedAts, c.DisputedAt.UTC())
	p.EventSeqs = append(p.EventSeqs, int32(c.Chain.Seq)) //nolint:gosec // a count
	p.EventHashes = append(p.EventHashes, c.Chain.Hash)
}

func (b *bulk) addEvent(e *casecore.Event) {
	p := &b.events
	p.SubjectIds = append(p.SubjectIds, e.Subject.ID)
	p.Seqs = append(p.Seqs, int32(e.Seq)) //nolint:gosec // a count
	p.Ats = append(p.Ats, e.At)
	p.SubjectTypes = append(p.SubjectTypes, string(e.Subject.Type))
	p.Types = append(p.Types, e.Type)
	p.Actors = append(p.Actors, e.Actor)
	p.Roles = append(p.Roles, e.Role)
	p.Data = append(p.Data, e.Data)
	p.Hashes = append(p.Hashes, e.Hash)
}

func (b *bulk) addFire(r *casecore.TimerRef) {
	p := &b.fires
	p.SubjectIds = append(p.SubjectIds, r.Subject.ID)
	p.Kinds = append(p.Kinds, string(r.Kind))
	p.Levels = append(p.Levels, int16(r.Level)) //nolint:gosec // one to three
	p.Cycles = append(p.Cycles, int32(r.Cycle)) //nolint:gosec // small
}

func (b *bulk) addArm(d *casecore.Deadline) {
	p := &b.arms
	p.SubjectIds = append(p.SubjectIds, d.Subject.ID)
	p.Kinds = append(p.Kinds, string(d.Kind))
	p.Levels = append(p.Levels, int16(d.Level)) //nolint:gosec // one to three
	p.Cycles = append(p.Cycles, int32(d.Cycle)) //nolint:gosec // small
	p.SubjectTypes = append(p.SubjectTypes, string(d.Subject.Type))
	p.Dues = append(p.Dues, d.Due)
	p.ArmedAts = append(p.ArmedAts, d.ArmedAt)
	p.Whys = append(p.Whys, d.Why)
}

func (b *bulk) addBreach(br *casecore.Breach) {
	p := &b.breaches
	p.SubjectIds = append(p.SubjectIds, br.Deadline.Subject.ID)
	p.Kinds = append(p.Kinds, string(br.Deadline.Kind))
	p.Levels = append(p.Levels, int16(br.Deadline.Level)) //nolint:gosec // one to three
	p.Cycles = append(p.Cycles, int32(br.Deadline.Cycle)) //nolint:gosec // small
	p.Breaches = append(p.Breaches, br.Kind)
	p.OrgIds = append(p.OrgIds, br.Org.UUID())
	p.Dues = append(p.Dues, br.Due)
	p.Ats = append(p.Ats, br.At)
}

func (b *bulk) addDelivery(d *casecore.Delivery) {
	p := &b.deliveries
	p.Ids = append(p.Ids, d.ID.UUID())
	p.SubjectTypes = append(p.SubjectTypes, string(d.Subject.Type))
	p.SubjectIds = append(p.SubjectIds, d.Subject.ID)
	p.Recipients = append(p.Recipients, d.To.Kind)
	p.RecipientIds = append(p.RecipientIds, d.To.ID)
	p.Channels = append(p.Channels, d.Channel)
	p.Addresses = append(p.Addresses, d.Address)
	p.Templates = append(p.Templates, d.Template)
	p.Args = append(p.Args, d.Args)
	p.Urgents = append(p.Urgents, d.Urgent)
	p.Gathers = append(p.Gathers, d.Gather)
	p.NextAts = append(p.NextAts, d.NextAt)
	p.CreatedAts = append(p.CreatedAts, d.CreatedAt)
}

func (b *bulk) addNotice(n *casecore.Notice) {
	p := &b.outbox
	p.Streams = append(p.Streams, n.Stream)
	p.Ats = append(p.Ats, n.At)
	p.Types = append(p.Types, n.Type)
	p.SubjectTypes = append(p.SubjectTypes, string(n.Subject.Type))
	p.SubjectIds = append(p.SubjectIds, n.Subject.ID)
	p.Versions = append(p.Versions, n.Version)
	p.Audiences = append(p.Audiences, strings.Join(n.Audience, ","))
	p.Losts = append(p.Losts, strings.Join(n.Lost, ","))
	p.Payloads = append(p.Payloads, n.Payload)
	p.EventSeqs = append(p.EventSeqs, int32(n.Chain.Seq)) //nolint:gosec // a count
	p.EventHashes = append(p.EventHashes, n.Chain.Hash)
}
