package callout

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

// leaseFor is how long a bridge may have a task without telling what came of it: longer than any call is rung, and than most talks
// last. A talk that is longer still is settled by its beginning.
const leaseFor = 15 * time.Minute

// wantedFor is how long somebody who wants to speak with an applicant is at their telephone for it.
const wantedFor = 2 * time.Minute

// Ring is whom to ring about what.
type Ring struct {
	Task    casecore.CallTaskID
	Kind    casecore.CallKind
	Attempt int
	// Near is rung first: a number, the name of a telephone that Asterisk knows, or an endpoint of its own. Far is whom they are
	// joined with, "" for nobody.
	Near, Far string
	Applicant casecore.Phone   // who is called at last; "" for an officer
	By        casecore.StaffID // who speaks with them; zero for a machine
	Lang      string
	Emergency bool
	Outside   bool // an officer's organisation is outside the program: there they can accept nothing
	// What an officer or an applicant is told of.
	Number casecore.Number
	Topic  regulation.Text
	Place  string
	Text   string
}

// Next gives the task whose time has come to that call, in the transaction of ctx; false when there is none. Its attempt is
// written, so it must be committed before anything rings.
func (b *Book) Next(ctx context.Context, call calls.CallID, now time.Time) (Ring, bool, error) {
	const most = 16 // candidates looked at in one transaction
	// Emergencies and people who wait at their telephones go first.
	due, err := b.tasks(ctx, `WHERE state IN ('waiting', 'calling') AND next_at <= $1 AND (state = 'waiting' OR lease_until < $1)
		ORDER BY kind = 'sample', next_at, id LIMIT $2`, now, most)
	if err != nil {
		return Ring{}, false, err
	}
	paced := false
	for i := range due {
		if due[i].kind == casecore.CallSample && !paced { // these are the last
			full, err := b.paceFull(ctx, now)
			if err != nil || full {
				return Ring{}, false, err
			}
			paced = true
		}
		r, ok, err := b.give(ctx, due[i], call, now)
		if err != nil || ok {
			return r, ok, err
		}
	}
	return Ring{}, false, nil
}

// give locks what the task is about, then the task if it is still to be had, and says whom to ring; false when nobody is to be.
func (b *Book) give(ctx context.Context, seen task, call calls.CallID, now time.Time) (Ring, bool, error) {
	about, err := b.lock(ctx, seen)
	if err != nil {
		return Ring{}, false, err
	}
	list, err := b.tasks(ctx, `WHERE id = $1 AND state IN ('waiting', 'calling') AND next_at <= $2
		AND (state = 'waiting' OR lease_until < $2) FOR UPDATE SKIP LOCKED`, seen.id.UUID(), now)
	if err != nil || len(list) == 0 {
		return Ring{}, false, err
	}
	t := list[0]
	if t.state == Calling { // nobody knows what came of it
		if err := b.exec(ctx, "lost", `UPDATE call_attempts SET result = 'lost', ended_at = $2 WHERE call_id = $1`, t.call.UUID(), now); err != nil {
			return Ring{}, false, err
		}
	}
	r := Ring{Task: t.id, Kind: t.kind, Attempt: t.tries + 1, Lang: "uk"}
	var whom string
	var ok bool
	switch t.kind {
	case casecore.CallOfficer:
		whom, ok, err = b.officer(ctx, t, about, &r, now)
	case casecore.CallSample:
		ok, err = b.asked(ctx, t, about, &r, now)
	default:
		ok, err = b.joined(ctx, t, about, &r, now)
	}
	if err != nil || !ok {
		return Ring{}, false, err
	}
	if err := b.exec(ctx, "give", `UPDATE call_tasks SET state = 'calling', call_id = $2, lease_until = $3, attempts = attempts + 1, tries = tries + 1
		WHERE id = $1`, t.id.UUID(), call.UUID(), now.Add(leaseFor)); err != nil {
		return Ring{}, false, err
	}
	return r, true, b.exec(ctx, "attempt", `INSERT INTO call_attempts (task_id, no, call_id, whom, at) VALUES ($1, $2, $3, $4, $5)`,
		t.id.UUID(), r.Attempt, call.UUID(), whom, now)
}

// subject is what a task is about.
type subject struct {
	Case      casecore.Case   // or
	Report    casecore.Report // the other is zero
	profile   *regulation.Profile
	applicant casecore.ApplicantID
}

func (b *Book) lock(ctx context.Context, t task) (s subject, err error) {
	if !t.caseID.IsZero() {
		if s.Case, err = b.store.LockCase(ctx, t.caseID); err != nil {
			return s, err
		}
		s.applicant = s.Case.ApplicantID
		s.profile, err = b.rules.Version(s.Case.Profile, s.Case.ProfileVersion)
		return s, err
	}
	if s.Report, err = b.store.LockReport(ctx, t.report); err != nil {
		return s, err
	}
	s.applicant = s.Report.Applicant.ID
	s.profile, err = b.rules.Version(s.Report.Profile, s.Report.ProfileVersion)
	return s, err
}

// officer finds who on duty is rung. Nobody is when the executor has taken the case meanwhile, or when all were tried.
func (b *Book) officer(ctx context.Context, t task, s subject, r *Ring, now time.Time) (whom string, ok bool, err error) {
	c := &s.Case
	if settled := !c.AcceptedAt.IsZero() && c.LeadOrg == t.org; settled || !c.Concerns(t.org) || c.Ended() {
		return "", false, b.end(ctx, t, Needless, "", now)
	}
	officers, err := onDuty(ctx, b.db, b.catalogue, t.org, now)
	if err != nil {
		return "", false, err
	}
	if t.step >= len(officers) {
		if err := b.end(ctx, t, Failed, "exhausted", now); err != nil {
			return "", false, err
		}
		return "", false, b.cases.NoteCall(ctx, casecore.CallMade{
			Task: t.id, Kind: t.kind, Case: t.caseID, Org: t.org, Call: t.call.UUID(), By: casecore.System, Attempt: t.tries,
			Result: "exhausted", Exhausted: true,
		})
	}
	o := officers[t.step]
	org, _ := b.catalogue.Org(t.org)
	r.Near, r.Emergency, r.Outside = o.Phone, c.SOS, org.PhoneOnly
	b.describe(c, r)
	return o.Name, true, nil
}

// describe says what is told of a case.
func (b *Book) describe(c *casecore.Case, r *Ring) {
	r.Number, r.Place, r.Text = c.Number, c.Place, c.Text
	if topic, ok := b.catalogue.Topic(c.Topic); ok {
		r.Topic = topic.Names
	}
}

// joined finds the applicant whom somebody wants to speak with.
func (b *Book) joined(ctx context.Context, t task, s subject, r *Ring, now time.Time) (bool, error) {
	a, err := b.store.Applicant(ctx, s.applicant)
	if err != nil {
		return false, err
	}
	// Whoever wanted to call is not called twice, and not when they do something else by now.
	if a.Phone == "" || t.attempts > 0 || now.Sub(t.created) > wantedFor {
		return false, b.end(ctx, t, Failed, "lost", now)
	}
	busy, err := b.inCall(ctx, t)
	if err != nil {
		return false, err
	}
	if busy {
		return false, b.putOff(ctx, t, now.Add(busyPause))
	}
	r.Near, r.Far, r.Applicant, r.By = t.via, string(a.Phone), a.Phone, t.staff
	return true, nil
}

// busyPause is how long somebody who talks is left alone before the call that they want is tried again.
const busyPause = 2 * time.Second

// inCall tells whether whoever wants to call holds another call at the desk; the seat is theirs until the transaction ends. A turn of
// the desk's is no other call.
func (b *Book) inCall(ctx context.Context, t task) (bool, error) {
	held, err := pg.Collect(ctx, b.db, pgx.RowTo[bool],
		`SELECT call_id IS NOT NULL AND call_id IS DISTINCT FROM $2 FROM desk_seats WHERE staff_id = $1 FOR UPDATE`, t.staff.UUID(), pg.NullID(t.wait))
	return len(held) > 0 && held[0], failed("seat", err)
}

// paceFull tells whether as many applicants are called by the machine as the profile lets be at once, or in a minute.
func (b *Book) paceFull(ctx context.Context, now time.Time) (bool, error) {
	p, err := b.rules.At(now)
	if err != nil {
		return false, failed("pace", err)
	}
	var under, minute int
	err = b.db.QueryRow(ctx, `SELECT count(*) FILTER (WHERE a.ended_at IS NULL), count(*) FILTER (WHERE a.at > $1)
		FROM call_attempts a JOIN call_tasks t ON t.id = a.task_id WHERE t.kind = 'sample' AND a.at > $2`,
		now.Add(-time.Minute), now.Add(-leaseFor)).Scan(&under, &minute)
	return under >= p.Calling.AtOnce || minute >= p.Calling.PerMinute, failed("pace", err)
}

// asked finds the applicant of a sampled case, within the hours of the profile.
func (b *Book) asked(ctx context.Context, t task, s subject, r *Ring, now time.Time) (bool, error) {
	if at := s.profile.CallableAt(now); at.After(now) {
		return false, b.putOff(ctx, t, at)
	}
	a, err := b.store.Applicant(ctx, s.applicant)
	if err != nil {
		return false, err
	}
	refused, err := b.Refused(ctx, a.Phone)
	if err != nil {
		return false, err
	}
	switch {
	case !s.Case.Ended():
		return false, b.settleSample(ctx, t, Needless, "open_again", now)
	case a.Phone == "":
		return false, b.settleSample(ctx, t, Needless, "no_phone", now)
	case refused:
		return false, b.settleSample(ctx, t, Needless, "do_not_call", now)
	}
	r.Near, r.Applicant = string(a.Phone), a.Phone
	if a.Lang != "" {
		r.Lang = a.Lang
	}
	b.describe(&s.Case, r)
	return true, nil
}

// end is the last of a task.
func (b *Book) end(ctx context.Context, t task, state State, result string, now time.Time) error {
	return b.exec(ctx, "end", `UPDATE call_tasks SET state = $2, result = $3, ended_at = $4, lease_until = NULL WHERE id = $1`,
		t.id.UUID(), string(state), result, now)
}

// putOff tries again at a moment.
func (b *Book) putOff(ctx context.Context, t task, at time.Time) error {
	return b.exec(ctx, "put off", `UPDATE call_tasks SET state = 'waiting', next_at = $2, lease_until = NULL WHERE id = $1`, t.id.UUID(), at)
}
