package calls

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// Outcome is what became of a call, as the list tells it.
type Outcome string

// The outcomes.
const (
	Goes      Outcome = "goes"      // it has not ended
	Talked    Outcome = "talked"    // with an agent
	LeftWords Outcome = "message"   // a message was left
	Asked     Outcome = "callback"  // to be called back
	Abandoned Outcome = "abandoned" // waited for an agent and left
	Served    Outcome = "served"    // by the machine, or hung up before asking for anything
)

// Filter says which calls to list. Zero fields do not narrow.
type Filter struct {
	Since, Until time.Time
	Line         string
	Direction    string
	Outcome      Outcome
	Agent        casecore.StaffID
	Report       casecore.ReportID // those that gave it
	Case         casecore.CaseID   // those that gave a report of it
	Before       CallID            // those that began earlier
	Limit        int
}

// Listed is a call with what came of it.
type Listed struct {
	Call

	Outcome    Outcome
	Waited     time.Duration // for an agent, or until they left
	Talk       time.Duration
	Recordings []Recorded
	Answers    map[string][]Heard // by the recording's name
	Reports    []Given
}

// Given is a report that a call gave, and the case that it became, if any.
type Given struct {
	Report casecore.ReportID
	Case   casecore.CaseID
	Number casecore.Number
}

// outcomeSQL is the outcome of the call c.
const outcomeSQL = `CASE
	WHEN c.ended_at IS NULL THEN 'goes'
	WHEN c.answered_at IS NOT NULL OR EXISTS (SELECT FROM call_recordings r WHERE r.call_id = c.id AND r.kind = 'talk') THEN 'talked'
	WHEN EXISTS (SELECT FROM call_recordings r WHERE r.call_id = c.id AND r.kind <> 'talk' AND r.state IN ('recording', 'stored', 'kept'))
		THEN 'message'
	WHEN EXISTS (SELECT FROM desk_waits w WHERE w.call_id = c.id AND (w.report_id IS NOT NULL OR w.outcome = 'callback')) THEN 'callback'
	WHEN c.queued_at IS NOT NULL OR (c.state ->> 'wanted')::boolean THEN 'abandoned'
	ELSE 'served' END`

// List returns calls, the latest first: up to f.Limit of them. More tells that there are earlier ones.
func (s *Shelf) List(ctx context.Context, f *Filter) (list []Listed, more bool, err error) {
	list, err = pg.Collect(ctx, s.db, scanListed, `
		SELECT `+callColumns+`, outcome FROM (SELECT `+callColumns+`, `+outcomeSQL+` AS outcome FROM calls c
			WHERE ($1::timestamptz IS NULL OR c.started_at >= $1) AND ($2::timestamptz IS NULL OR c.started_at < $2)
				AND ($3 = '' OR c.line = $3) AND ($4 = '' OR c.direction = $4) AND ($5::uuid IS NULL OR c.agent_id = $5)
				AND ($6::uuid IS NULL OR EXISTS (SELECT FROM call_reports g WHERE g.call_id = c.id AND g.report_id = $6))
				AND ($7::uuid IS NULL OR EXISTS (SELECT FROM call_reports g JOIN reports r ON r.id = g.report_id
					WHERE g.call_id = c.id AND r.case_id = $7))
				AND ($8::uuid IS NULL OR c.id < $8)) c
		WHERE $9 = '' OR outcome = $9
		ORDER BY id DESC LIMIT $10`,
		pg.NullTime(f.Since), pg.NullTime(f.Until), f.Line, f.Direction, pg.NullID(f.Agent), pg.NullID(f.Report), pg.NullID(f.Case),
		pg.NullID(f.Before), string(f.Outcome), f.Limit+1)
	if err != nil {
		return nil, false, failed("list", err)
	}
	if more = len(list) > f.Limit; more {
		list = list[:f.Limit]
	}
	return list, more, s.complete(ctx, list)
}

// Open returns one call; NotFound when there is none.
func (s *Shelf) Open(ctx context.Context, id CallID) (Listed, error) {
	list, err := pg.Collect(ctx, s.db, scanListed, `SELECT `+callColumns+`, `+outcomeSQL+` FROM calls c WHERE c.id = $1`, id.UUID())
	if err == nil && len(list) == 0 {
		err = unknown("open")
	}
	if err == nil {
		err = s.complete(ctx, list)
	}
	if err != nil {
		return Listed{}, failed("open", err)
	}
	return list[0], nil
}

func scanListed(row pgx.CollectableRow) (l Listed, err error) {
	l.Call, err = scanCallAnd(row, &l.Outcome)
	return l, err
}

// complete adds what was recorded of calls, what they gave, and how long they took.
func (s *Shelf) complete(ctx context.Context, list []Listed) error {
	ids := make([]uuid.UUID, len(list))
	at := make(map[CallID]*Listed, len(list))
	for i := range list {
		ids[i] = list[i].ID.UUID()
		at[list[i].ID] = &list[i]
	}
	recorded, err := pg.Collect(ctx, s.db, scanRecording, `SELECT `+recordingColumns+` FROM call_recordings WHERE call_id = ANY($1)
		ORDER BY started_at, id`, ids)
	if err != nil {
		return failed("recordings", err)
	}
	for i := range recorded {
		l := at[recorded[i].Call]
		l.Recordings = append(l.Recordings, recorded[i])
	}
	answers, err := s.answers(ctx, ids)
	if err != nil {
		return err
	}
	rows, err := s.db.Query(ctx, `
		SELECT g.call_id, g.report_id, k.id, k.year, k.seq FROM call_reports g JOIN reports r ON r.id = g.report_id
			LEFT JOIN cases k ON k.id = r.case_id
		WHERE g.call_id = ANY($1) ORDER BY g.call_id, g.ordinal`, ids)
	if err != nil {
		return failed("given", err)
	}
	var (
		call, report uuid.UUID
		of           *uuid.UUID
		year, seq    *int
	)
	_, err = pgx.ForEachRow(rows, []any{&call, &report, &of, &year, &seq}, func() error {
		g := Given{Report: casecore.ReportID(report)}
		if of != nil {
			g.Case, g.Number = casecore.CaseID(*of), casecore.Number{Year: *year, Seq: *seq}
		}
		at[CallID(call)].Reports = append(at[CallID(call)].Reports, g)
		return nil
	})
	if err != nil {
		return failed("given", err)
	}
	for i := range list {
		list[i].measure(s.now())
		list[i].Answers = answers
	}
	return nil
}

// measure tells how long the caller waited and talked, so far or in all.
func (l *Listed) measure(now time.Time) {
	end := l.Ended
	if end.IsZero() {
		end = now
	}
	answered := l.Answered
	if answered.IsZero() {
		for i := range l.Recordings {
			if l.Recordings[i].Kind == Talk {
				answered = l.Recordings[i].Started
				break
			}
		}
	}
	if !answered.IsZero() {
		l.Talk = max(0, end.Sub(answered))
	}
	if !l.Queued.IsZero() {
		until := answered
		if until.IsZero() {
			until = end
		}
		l.Waited = max(0, until.Sub(l.Queued))
	}
}
