package report

import (
	"context"
	"encoding/json"
	"math"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
	"hotline/queuehall/profile"
)

// languages are those in which a letter's words are told apart.
var languages = []string{"uk", "en", "pl"}

// letter tells of a report whose it is: in office hours, though its deadline came late (VN-0.2).
func (m *Monthly) letter(id uuid.UUID, s *scoped, f *Figures, month calendar.Date, now time.Time) (casecore.Delivery, error) {
	p, err := m.rules.At(now)
	if err != nil {
		return casecore.Delivery{}, err
	}
	when := now
	if !p.Calendar.IsWorking(now) {
		when = p.Calendar.NextOpening(now)
	}
	to := casecore.Together(casecore.OrgID{}, ofAll...)
	switch s.Scope {
	case OfBranch:
		to = casecore.Recipient{Kind: string(regulation.RoleBranchHead), ID: s.ID}
	case OfParticipant:
		to = casecore.Recipient{Kind: string(regulation.RoleParticipantHead), ID: s.ID}
	case OfCentre:
	}
	whose, named := s.Names, make(map[string]string, len(languages))
	if s.Scope == OfCentre {
		whose = profile.Text{}
	}
	for _, lang := range languages {
		l := language{m.writer.texts, lang}
		named[lang] = l.period(PerMonth, month)
		if s.Scope == OfCentre {
			whose[lang] = l.word("centre")
		}
	}
	marks, response := f.Percents(), f.Response()
	args, err := json.Marshal(map[string]any{
		"month": named, "whose": whose, "visits": strconv.Itoa(f.Visits), "rated": strconv.Itoa(f.Rated()),
		"bad": strconv.Itoa(marks[0]), "good": strconv.Itoa(marks[1]),
		"exemplary": strconv.Itoa(marks[2]), "response": strconv.Itoa(int(math.Round(100 * response.Value()))),
	})
	return casecore.Delivery{
		ID: casecore.NewID[casecore.DeliveryID](), Subject: casecore.Subject{Type: SubjectReport, ID: id}, To: to, Template: "hall.monthly",
		Args: args, NextAt: when, CreatedAt: now,
	}, err
}

// MonthlyReport is one that was made.
type MonthlyReport struct {
	ID     uuid.UUID
	Month  calendar.Date // its first day
	Scope  Scope
	Names  profile.Text // of the branch or participant
	MadeAt time.Time
}

// monthlySeen is which of them somebody sees: $1 all, or those of $2, the branches and participants that are theirs.
const monthlySeen = `FROM hall_monthly r JOIN (` + scopedSQL + `) s ON s.id = r.scope_id JOIN files f ON f.id = r.file_id
	WHERE ($1 OR r.scope_id = ANY ($2))`

// MonthlyReports returns the latest that the actor may see, the newest first.
func (o *Office) MonthlyReports(ctx context.Context, a casecore.Actor) ([]MonthlyReport, error) {
	const most = 200
	within, err := o.reach(ctx, a)
	if err != nil {
		return nil, err
	}
	list, err := pg.Collect(ctx, o.db, func(row pgx.CollectableRow) (r MonthlyReport, err error) {
		var month time.Time
		err = row.Scan(&r.ID, &month, &r.Scope, &r.Names, &r.MadeAt)
		r.Month = calendar.DateOf(month)
		return r, err
	}, `SELECT r.id, r.month, r.scope, s.name, r.made_at `+monthlySeen+` ORDER BY r.month DESC, s.place, r.id LIMIT $3`, seesAll(a), within.all(), most)
	return list, failed("monthly reports", err)
}

// OpenMonthly opens the file of one. The caller closes it.
func (o *Office) OpenMonthly(ctx context.Context, a casecore.Actor, id uuid.UUID) (Kept, error) {
	within, err := o.reach(ctx, a)
	if err != nil {
		return Kept{}, err
	}
	return o.open(ctx, `SELECT f.name, f.content_type, f.blob_key `+monthlySeen+` AND r.id = $3`, seesAll(a), within.all(), id)
}

// all are the ids of whatever is seen.
func (r *reach) all() []uuid.UUID {
	return append(append([]uuid.UUID{}, r.branches...), r.participants...)
}
