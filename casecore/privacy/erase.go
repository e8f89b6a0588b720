package privacy

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// Erase carries out a request for erasure and returns its receipt. Reports that are open or held are kept and named on it.
// What was erased before stays erased: a second run goes on where the first was killed.
func (o *Office) Erase(ctx context.Context, id uuid.UUID, by casecore.Actor) (Request, error) {
	r, err := o.Request(ctx, id)
	switch {
	case err != nil:
		return Request{}, err
	case r.Kind != Erasure || r.State == Refused:
		return Request{}, fail(casecore.Conflict, "erase", "error.privacy_state")
	case r.State == Done:
		return r, nil
	}
	p, err := o.rules.At(o.now())
	if err != nil {
		return Request{}, err
	}
	removed, kept := Counts{}, []Kept(nil)
	slices.SortFunc(r.Reports, func(a, b casecore.ReportID) int { return slices.Compare(a[:], b[:]) })
	for _, report := range r.Reports {
		n, why, err := o.eraseReport(ctx, report, id, by, p.Privacy.OpenCases)
		if err != nil {
			return Request{}, err
		}
		removed.add(n)
		if why != nil {
			kept = append(kept, *why)
		}
	}
	if len(r.Bookings) > 0 && o.bookings != nil {
		n, err := o.bookings.Forget(ctx, r.Bookings)
		if err != nil {
			return Request{}, err
		}
		removed.add(n)
	}
	if r, err = o.settle(ctx, id, by, removed, kept); err != nil {
		return Request{}, err
	}
	o.log.InfoContext(ctx, "data erased", "request", id, "rows", removed.Total(), "kept", len(kept))
	o.removeBytes(ctx)
	return r, nil
}

// eraseReport erases one report with its cases, or says why it is kept.
func (o *Office) eraseReport(ctx context.Context, id casecore.ReportID, request uuid.UUID, by casecore.Actor,
	open regulation.OpenCases,
) (removed Counts, kept *Kept, err error) {
	err = o.store.InTx(ctx, func(ctx context.Context) error {
		removed, kept = nil, nil
		report, err := o.store.LockReport(ctx, id)
		if err != nil {
			return err
		}
		cases, err := o.lockCases(ctx, id)
		if err != nil {
			return err
		}
		joined, err := o.joined(ctx, id)
		if err != nil {
			return err
		}
		held, err := o.held(ctx, id, joined)
		if err != nil {
			return err
		}
		e := erasure{office: o, report: report, cases: cases, joined: joined, request: request, by: by, counts: Counts{}, full: true}
		switch {
		case held:
			kept = &Kept{Report: id, Number: e.number(), Why: KeptHeld}
			return nil
		case e.open() && open == regulation.OpenAnonymised && !report.Status.Open():
			e.full = false
		case e.open():
			kept = &Kept{Report: id, Number: e.number(), Why: KeptOpen}
			return nil
		}
		removed, err = e.run(ctx)
		return err
	})
	return removed, kept, err
}

// lockCases locks the cases that the report became. Cases to which it was only linked are somebody else's.
func (o *Office) lockCases(ctx context.Context, id casecore.ReportID) ([]casecore.Case, error) {
	rows, err := o.db.Query(ctx, `SELECT id FROM cases WHERE report_id = $1 ORDER BY id`, id.UUID())
	if err != nil {
		return nil, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return nil, err
	}
	cases := make([]casecore.Case, 0, len(ids))
	for _, id := range ids {
		c, err := o.store.LockCase(ctx, casecore.CaseID(id))
		if err != nil {
			return nil, err
		}
		cases = append(cases, c)
	}
	return cases, nil
}

// joinedSQL finds the cases of others to which the report was ever linked: what they told its applicant is the applicant's.
const joinedSQL = `
	SELECT DISTINCT (data ->> 'case')::uuid FROM events WHERE subject_id = $1 AND type = 'report.linked'`

func (o *Office) joined(ctx context.Context, id casecore.ReportID) ([]uuid.UUID, error) {
	rows, err := o.db.Query(ctx, joinedSQL, id.UUID())
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
}

// held tells whether a legal hold protects the report, or a case that it joined.
func (o *Office) held(ctx context.Context, id casecore.ReportID, joined []uuid.UUID) (held bool, err error) {
	err = o.db.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM legal_holds
			WHERE report_id = $1 OR report_id IN (SELECT report_id FROM cases WHERE id = ANY($2)))`, id.UUID(), joined).Scan(&held)
	return held, err
}

// erasure is the erasing of one locked report with its cases.
type erasure struct {
	office  *Office
	report  casecore.Report
	cases   []casecore.Case
	joined  []uuid.UUID // cases of others that the report was linked to
	request uuid.UUID
	by      casecore.Actor
	full    bool // false: the case goes on without whatever names its applicant
	counts  Counts
}

func (e *erasure) open() bool {
	return e.report.Status.Open() || slices.ContainsFunc(e.cases, func(c casecore.Case) bool { return !c.Ended() })
}

func (e *erasure) number() string {
	if len(e.cases) == 0 {
		return ""
	}
	return e.cases[0].Number.String()
}

func (e *erasure) run(ctx context.Context) (Counts, error) {
	subjects := []uuid.UUID{e.report.ID.UUID()}
	cases := make([]uuid.UUID, 0, len(e.cases))
	for i := range e.cases {
		cases = append(cases, e.cases[i].ID.UUID())
	}
	subjects = append(subjects, cases...)
	told := slices.Concat(subjects, e.joined)
	now := e.office.now()
	for _, s := range statements {
		if s.full && !e.full {
			continue
		}
		sql := s.sql
		if !e.full && s.partly != "" {
			sql = s.partly
		}
		tag, err := e.office.db.Exec(ctx, sql, pgx.NamedArgs{
			"report": e.report.ID.UUID(), "applicant": e.report.Applicant.ID.UUID(), "cases": cases, "subjects": subjects, "told": told,
			"channel": string(e.report.Applicant.ReplyChannel), "address": e.report.Applicant.ReplyAddress, "now": now,
		})
		if err != nil {
			return nil, err
		}
		if n := tag.RowsAffected(); n > 0 {
			e.counts[s.what] += n
		}
	}
	return e.counts, e.note(ctx)
}

// note writes the last line of each history, and tells the feed of rows that say nothing any more.
func (e *erasure) note(ctx context.Context) error {
	data, err := casecore.Canonical(map[string]string{"request": e.request.String()})
	if err != nil {
		return err
	}
	now := e.office.now()
	role := string(regulation.RoleSystem)
	if len(e.by.Grants) > 0 {
		role = string(e.by.Grants[0].Role)
	}
	var changes []casecore.Change
	line := func(sub casecore.Subject, chain *casecore.Chain, version int64, audience []string, row func() any) error {
		event := casecore.Event{Subject: sub, At: now, Type: string(sub.Type) + ".erased", Actor: e.by.String(), Role: role, Data: data}
		*chain = chain.Link(&event)
		payload, err := json.Marshal(row())
		changes = append(changes, casecore.Change{Events: []casecore.Event{event}, Notices: []casecore.Notice{{
			Stream: casecore.CasesStream, Type: event.Type, Subject: sub, Version: version, At: now, Audience: audience,
			Payload: payload, Chain: *chain,
		}}})
		return err
	}
	r, err := e.office.store.Report(ctx, e.report.ID)
	if err != nil {
		return err
	}
	r.Version++
	err = line(r.Subject(), &r.Chain, r.Version, casecore.ReportAudience(), func() any { return r.Row() })
	changes[0].Report = &r
	for i := range e.cases {
		c, readErr := e.office.store.Case(ctx, e.cases[i].ID)
		if readErr != nil {
			return readErr
		}
		c.Version++
		err = errors.Join(err, line(c.Subject(), &c.Chain, c.Version, casecore.CaseAudience(&c, e.office.catalogue), func() any { return c.Row() }))
		changes[len(changes)-1].Case = &c
	}
	if err != nil {
		return err
	}
	return e.office.store.Apply(ctx, changes...)
}
