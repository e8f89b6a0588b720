package report

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
	"hotline/queuehall"
	"hotline/queuehall/profile"
)

// Scope is whose month a report is of.
type Scope string

// The scopes.
const (
	OfCentre      Scope = "centre" // the roll-up (VN-4.2), to the centre's head and the leadership
	OfBranch      Scope = "branch" // to its heads (VN-4.1)
	OfParticipant Scope = "participant"
)

// theCentre stands for the centre where branches have their id.
const theCentre = "0a93f1d2-6c1e-5b70-9d34-6f0d9a1c7b11"

// deadlineMonthly is when the report of a month is made.
const deadlineMonthly regulation.DeadlineID = "hall.monthly"

// Monthly makes the report of each month once it is over, at the first opening of the office, and has it told. It implements
// [casecore.DeadlineHandler].
type Monthly struct {
	*Office

	rules casecore.Rules
	lang  string
}

var _ casecore.DeadlineHandler = (*Monthly)(nil)

// NewMonthly returns the maker of the office's monthly reports, which are written in lang. The rules say when the office is open.
func NewMonthly(o *Office, rules casecore.Rules, lang string) *Monthly {
	return &Monthly{o, rules, lang}
}

// Handlers returns who fires the deadlines, by their kind.
func (m *Monthly) Handlers() map[regulation.DeadlineID]casecore.DeadlineHandler {
	return map[regulation.DeadlineID]casecore.DeadlineHandler{deadlineMonthly: m}
}

// scoped is one that reports are made for.
type scoped struct {
	ID    uuid.UUID
	Scope Scope
	Names profile.Text
}

// scopedSQL are all of them.
const scopedSQL = `SELECT id, 'branch' AS scope, name, place FROM hall_branches UNION ALL
	SELECT id, 'participant', name, 1000 FROM hall_participants UNION ALL SELECT '` + theCentre + `', 'centre', '{}', -1`

func (m *Monthly) scoped(ctx context.Context) ([]scoped, error) {
	return pg.Collect(ctx, m.db, func(row pgx.CollectableRow) (s scoped, err error) {
		err = row.Scan(&s.ID, &s.Scope, &s.Names)
		return s, err
	}, `SELECT id, scope, name FROM (`+scopedSQL+`) s ORDER BY place, id`)
}

// Arm sets the deadline of the month that runs for each branch and participant and the centre that has none yet: call it once the halls
// were imported. Afterwards each report arms the next.
func (m *Monthly) Arm(ctx context.Context) error {
	return failed("arm", m.db.InTx(ctx, func(ctx context.Context) error {
		// Copies that start together must not arm twice.
		if _, err := m.db.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('hall.monthly'))`); err != nil {
			return err
		}
		all, err := m.scoped(ctx)
		if err != nil {
			return err
		}
		armed, err := pg.Collect(ctx, m.db, pgx.RowTo[uuid.UUID], `SELECT DISTINCT subject_id FROM deadlines WHERE kind = $1 AND fired_at IS NULL`,
			string(deadlineMonthly))
		if err != nil {
			return err
		}
		has := make(map[uuid.UUID]bool, len(armed))
		for _, id := range armed {
			has[id] = true
		}
		var dues []casecore.Deadline
		for _, s := range all {
			if !has[s.ID] {
				d, err := m.deadline(s.ID, m.today())
				if err != nil {
					return err
				}
				dues = append(dues, d)
			}
		}
		return m.core.Apply(ctx, casecore.Change{At: m.now(), Arm: dues})
	}))
}

// deadline is that of the report of the month in which a day is: the first opening of the office after it (VN-4.1).
func (m *Monthly) deadline(subject uuid.UUID, day calendar.Date) (casecore.Deadline, error) {
	now := m.now()
	p, err := m.rules.At(now)
	if err != nil {
		return casecore.Deadline{}, err
	}
	_, last := Month(day)
	after := last.Add(1)
	why, err := json.Marshal(regulation.Why{Clause: "VN-4.1", Start: now, Zone: m.zone.String(), Assumed: true})
	return casecore.Deadline{
		DeadlineKey: casecore.DeadlineKey{
			Subject: casecore.Subject{Type: SubjectReport, ID: subject}, Kind: deadlineMonthly, Cycle: cycleOf(day),
		},
		Version: 1, Due: p.Calendar.NextOpening(time.Date(after.Year, after.Month, after.Day, 0, 0, 0, 0, m.zone)), ArmedAt: now, Why: why,
	}, err
}

// cycleOf is a month as a number, and monthOf the first day of the month that a number is.
func cycleOf(d calendar.Date) int { return d.Year*12 + int(d.Month) - 1 }

func monthOf(cycle int) calendar.Date {
	return calendar.Date{Year: cycle / 12, Month: time.Month(cycle%12 + 1), Day: 1}
}

// FireDeadlines implements [casecore.DeadlineHandler].
func (m *Monthly) FireDeadlines(ctx context.Context, now time.Time, refs []casecore.TimerRef) (held []casecore.TimerRef, err error) {
	free, held, err := m.lock(ctx, refs)
	if err != nil || len(free) == 0 {
		return held, err
	}
	due, err := m.core.Due(ctx, now, free)
	if err != nil || len(due) == 0 {
		return held, err
	}
	all, err := m.scoped(ctx)
	if err != nil {
		return nil, err
	}
	kept := keeping{office: m.Office}
	for _, ref := range due {
		change := casecore.Change{At: now, Fire: []casecore.TimerRef{ref}}
		for i := range all {
			if all[i].ID == ref.Subject.ID {
				err = m.make(ctx, &all[i], monthOf(ref.Cycle), now, &kept, &change)
			}
		}
		if err == nil {
			err = m.core.Apply(ctx, change)
		}
		if err != nil {
			return nil, kept.or(ctx, err)
		}
	}
	return held, nil
}

// lock takes the deadlines' own rows: a report has no other, and a branch's must not keep its clients waiting.
func (m *Monthly) lock(ctx context.Context, refs []casecore.TimerRef) (free, held []casecore.TimerRef, err error) {
	ids, cycles := make([]uuid.UUID, len(refs)), make([]int, len(refs))
	for i := range refs {
		ids[i], cycles[i] = refs[i].Subject.ID, refs[i].Cycle
	}
	type key struct {
		Subject uuid.UUID
		Cycle   int
	}
	locked, err := pg.Collect(ctx, m.db, pgx.RowToStructByPos[key], `SELECT subject_id, cycle FROM deadlines
		WHERE kind = $1 AND (subject_id, cycle) IN (SELECT k.id, k.cycle FROM unnest($2::uuid[], $3::int[]) AS k (id, cycle))
		ORDER BY subject_id, cycle FOR UPDATE SKIP LOCKED`, string(deadlineMonthly), ids, cycles)
	mine := make(map[key]bool, len(locked))
	for _, k := range locked {
		mine[k] = true
	}
	for _, ref := range refs {
		if mine[key{ref.Subject.ID, ref.Cycle}] {
			free = append(free, ref)
		} else {
			held = append(held, ref)
		}
	}
	return free, held, err
}

// make makes the report of one month, has it told, and arms the next.
func (m *Monthly) make(ctx context.Context, s *scoped, month calendar.Date, now time.Time, kept *keeping, change *casecore.Change) error {
	tables, err := m.tables(ctx, s, month)
	if err != nil {
		return err
	}
	id := uuid.Must(uuid.NewV7())
	name := m.writer.Name(PDF, m.lang, tables[0])
	file, err := kept.file(ctx, paper{name, PDF, func(w io.Writer) error { return m.writer.Print(w, m.lang, tables...) }}, id,
		casecore.System.String(), now)
	if err != nil {
		return err
	}
	if err := m.db.Queue(ctx, nil, `INSERT INTO hall_monthly (id, month, scope, scope_id, file_id, made_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, month.String(), string(s.Scope), s.ID, file, now); err != nil {
		return err
	}
	_, last := Month(month)
	next, err := m.deadline(s.ID, last.Add(1))
	if err != nil {
		return err
	}
	letter, err := m.letter(id, s, &tables[0].Total, month, now)
	change.Arm, change.Deliveries = append(change.Arm, next), append(change.Deliveries, letter)
	return err
}

// tables are what a report has: the roll-up by branch and direction, a branch by direction, a participant's own people by branch. Operators
// are told apart to those who may see them, where an instruction says so (VN-4.3).
func (m *Monthly) tables(ctx context.Context, s *scoped, month calendar.Date) ([]*Table, error) {
	first, last := Month(month)
	q := Query{From: first, Until: last}
	var within reach
	slicesOf := []By{ByBranch, ByDirection}
	switch s.Scope {
	case OfBranch:
		q.Branch, within.branches, slicesOf = queuehall.BranchID(s.ID), []uuid.UUID{s.ID}, []By{ByDirection}
	case OfParticipant:
		q.Participant, within.participants = s.ID, []uuid.UUID{s.ID}
	case OfCentre:
		var err error
		if within.branches, err = pg.Collect(ctx, m.db, pgx.RowTo[uuid.UUID], `SELECT id FROM hall_branches`); err != nil {
			return nil, err
		}
	}
	if s.Scope != OfCentre {
		switch err := m.instructed(ctx, q.Branch, within); casecore.CodeOf(err) {
		case "":
			slicesOf = append(slicesOf, ByOperator)
		case casecore.Refused:
		default:
			return nil, err
		}
	}
	var tables []*Table
	for _, by := range slicesOf {
		q.By = by
		t, err := m.read(ctx, q, within)
		if err != nil {
			return nil, err
		}
		tables = append(tables, &t)
	}
	return tables, nil
}
