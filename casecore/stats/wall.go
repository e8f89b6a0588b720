package stats

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// soonWithin is what the wall calls pressing: a term that ends within it.
const soonWithin = time.Hour

// Wall is the centre at a glance.
type Wall struct {
	Waiting      int        // reports nobody has taken
	WaitingSince *time.Time // the longest of them
	Talking      int        // reports that agents have in hand, or that wait for the applicant's word
	Unheard      int        // open cases that nobody accepted and about which nobody on duty was reached (MR-4.9.1)
	Total        Load
	Parts        []LoadPart
	Hours        []Hour // of the day so far
}

// Load is open cases. Late ones have missed the term to accept or to solve; Soon are those whose next term ends within
// an hour.
type Load struct {
	Open, Unaccepted, Late, Soon, SOS int
}

// LoadPart is the load of an organisation in a district.
type LoadPart struct {
	Org      casecore.OrgID
	District regulation.DistrictCode
	Load     Load
}

// Hour is what happened within an hour of the day, 0 to 23 by the city's clocks.
type Hour struct {
	Hour, Registered, Ended int
}

// Wall reads the wall of somebody with these tags. A day begins at midnight in the zone.
func (r *Reader) Wall(ctx context.Context, tags []string, zone *time.Location) (Wall, error) {
	s, err := r.scope(ctx, tags)
	if err != nil || !s.seesCases() {
		return Wall{}, err
	}
	var w Wall
	if s.city {
		if err := r.db.QueryRow(ctx, `SELECT count(*) FILTER (WHERE status IN ('waiting', 'call_back')),
				min(received_at) FILTER (WHERE status IN ('waiting', 'call_back')), count(*) FILTER (WHERE status IN ('claimed', 'worded'))
			FROM reports WHERE closed_at IS NULL`).Scan(&w.Waiting, &w.WaitingSince, &w.Talking); err != nil {
			return Wall{}, failed("wall", err)
		}
		if err := r.db.QueryRow(ctx, `SELECT count(DISTINCT c.id) FROM call_tasks t JOIN cases c ON c.id = t.case_id
			WHERE t.kind = 'officer' AND t.state = 'failed' AND c.ended_at IS NULL AND (c.accepted_at IS NULL OR t.org_id <> c.lead_org)
				AND NOT EXISTS (SELECT FROM call_tasks l WHERE l.case_id = t.case_id AND l.org_id = t.org_id AND l.created_at > t.created_at)`).
			Scan(&w.Unheard); err != nil {
			return Wall{}, failed("wall", err)
		}
	}
	if w.Parts, err = r.load(ctx, s); err != nil {
		return Wall{}, err
	}
	for _, p := range w.Parts {
		w.Total.add(p.Load)
	}
	w.Hours, err = r.hours(ctx, s, zone)
	return w, err
}

func (l *Load) add(other Load) {
	l.Open += other.Open
	l.Unaccepted += other.Unaccepted
	l.Late += other.Late
	l.Soon += other.Soon
	l.SOS += other.SOS
}

// load counts the open cases by organisation and district.
func (r *Reader) load(ctx context.Context, s scope) ([]LoadPart, error) {
	var q query
	s.cases(&q)
	now, soon := q.arg(r.now()), q.arg(r.now().Add(soonWithin))
	return collect(ctx, r.db, "load", func(row pgx.CollectableRow) (LoadPart, error) {
		var p LoadPart
		var org uuid.UUID
		err := row.Scan(&org, &p.District, &p.Load.Open, &p.Load.Unaccepted, &p.Load.Late, &p.Load.Soon, &p.Load.SOS)
		p.Org = casecore.OrgID(org)
		return p, err
	}, `SELECT x.lead_org, x.district, count(*), count(*) FILTER (WHERE x.accepted_at IS NULL),
			count(*) FILTER (WHERE x.due < `+now+`), count(*) FILTER (WHERE x.due >= `+now+` AND x.due < `+soon+`),
			count(*) FILTER (WHERE x.sos)
		FROM (SELECT c.lead_org, c.district, c.accepted_at, c.sos,
				least(c.solve_due, CASE WHEN c.accepted_at IS NULL THEN c.accept_due END) AS due
			FROM cases c `+q.with(`c.ended_at IS NULL`)+`) x
		GROUP BY x.lead_org, x.district ORDER BY x.lead_org, x.district`, q.args...)
}

// hours counts what was registered and ended in each hour of the day so far.
func (r *Reader) hours(ctx context.Context, s scope, zone *time.Location) ([]Hour, error) {
	now := r.now().In(zone)
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, zone)
	list := make([]Hour, now.Hour()+1)
	for i := range list {
		list[i].Hour = i
	}
	for column, count := range map[string]func(*Hour) *int{
		"c.registered_at": func(h *Hour) *int { return &h.Registered }, "c.ended_at": func(h *Hour) *int { return &h.Ended },
	} {
		var q query
		s.cases(&q)
		q.add(column+` >= ?`, midnight)
		hour := `extract(hour FROM ` + column + ` AT TIME ZONE ` + q.arg(zone.String()) + `)::int`
		counted, err := collect(ctx, r.db, "hours", pgx.RowToStructByPos[struct{ Hour, Count int }],
			`SELECT `+hour+`, count(*)::int FROM cases c `+q.clause()+` GROUP BY 1`, q.args...)
		if err != nil {
			return nil, err
		}
		for _, c := range counted {
			if c.Hour < len(list) { // a clock that was put back has the same hour twice
				*count(&list[c.Hour]) += c.Count
			}
		}
	}
	return list, nil
}
