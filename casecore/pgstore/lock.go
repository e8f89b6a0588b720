package pgstore

import (
	"context"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/pgstore/internal/dbsqlc"
	"hotline/casecore/regulation"
)

// LockReport implements casecore.Store.
func (s *Store) LockReport(ctx context.Context, id casecore.ReportID) (casecore.Report, error) {
	if err := s.later.LockReport(ctx, id.UUID()); err != nil {
		return casecore.Report{}, err
	}
	return s.Report(ctx, id)
}

// LockCase implements casecore.Store.
func (s *Store) LockCase(ctx context.Context, id casecore.CaseID) (casecore.Case, error) {
	if err := s.later.LockCase(ctx, id.UUID()); err != nil {
		return casecore.Case{}, err
	}
	return s.Case(ctx, id)
}

// LockWording implements casecore.Store.
func (s *Store) LockWording(ctx context.Context, id casecore.WordingID, year int) (casecore.Report, casecore.Wording, casecore.Number, error) {
	if err := s.later.LockReportOfWording(ctx, id.UUID()); err != nil {
		return casecore.Report{}, casecore.Wording{}, casecore.Number{}, err
	}
	row, err := s.q.WordingForDecision(ctx, dbsqlc.WordingForDecisionParams{ID: id.UUID(), Year: int32(year)}) //nolint:gosec // a year
	if err != nil {
		return casecore.Report{}, casecore.Wording{}, casecore.Number{}, found(err, "error.wording_unknown")
	}
	return reportFrom(&row.Report, &row.Applicant), wordingFrom(&row.Wording), casecore.Number{Year: year, Seq: int(row.Seq)}, nil
}

// NextNumber implements casecore.Store.
func (s *Store) NextNumber(ctx context.Context, year int) (casecore.Number, error) {
	seq, err := s.q.NextNumber(ctx, int32(year)) //nolint:gosec // a year
	return casecore.Number{Year: year, Seq: int(seq)}, err
}

// LockDueCases implements casecore.Store.
func (s *Store) LockDueCases(ctx context.Context, now time.Time, refs []casecore.TimerRef) ([]casecore.DueCase, error) {
	rows, err := s.q.LockCasesSkipping(ctx, subjects(refs))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	list := make([]casecore.DueCase, len(rows))
	at := make(map[uuid.UUID]int, len(rows))
	ids := make([]uuid.UUID, len(rows))
	for i := range rows {
		list[i].Case = caseFrom(&rows[i], "", nil)
		at[rows[i].ID], ids[i] = i, rows[i].ID
	}
	rest, err := s.q.RestOfCases(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, r := range rest {
		c := &list[at[r.CaseID]].Case
		c.Text = r.Text
		for _, org := range r.Assistants {
			c.Assistants = append(c.Assistants, casecore.OrgID(org))
		}
	}
	return list, s.stillDue(ctx, now, refs, func(id uuid.UUID, ref casecore.TimerRef) {
		if i, ok := at[id]; ok {
			list[i].Due = append(list[i].Due, ref)
		}
	})
}

// LockDueReports implements casecore.Store.
func (s *Store) LockDueReports(ctx context.Context, now time.Time, refs []casecore.TimerRef) ([]casecore.DueReport, error) {
	ids, err := s.q.LockReportsSkipping(ctx, subjects(refs))
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	rows, err := s.q.Reports(ctx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]casecore.DueReport, len(rows))
	at := make(map[uuid.UUID]int, len(rows))
	for i := range rows {
		list[i].Report = reportFrom(&rows[i].Report, &rows[i].Applicant)
		at[rows[i].Report.ID] = i
	}
	return list, s.stillDue(ctx, now, refs, func(id uuid.UUID, ref casecore.TimerRef) {
		if i, ok := at[id]; ok {
			list[i].Due = append(list[i].Due, ref)
		}
	})
}

// Due returns those of refs that hold at now, as [casecore.Store.LockDueCases] does, for an edge that has locked subjects of its own.
func (s *Store) Due(ctx context.Context, now time.Time, refs []casecore.TimerRef) (list []casecore.TimerRef, err error) {
	err = s.stillDue(ctx, now, refs, func(_ uuid.UUID, ref casecore.TimerRef) { list = append(list, ref) })
	return list, err
}

// stillDue gives those of refs that hold: same version, live, due. Subjects that are not locked are the caller's to skip.
func (s *Store) stillDue(ctx context.Context, now time.Time, refs []casecore.TimerRef, give func(uuid.UUID, casecore.TimerRef)) error {
	p := dbsqlc.DueDeadlinesParams{Now: now}
	for i := range refs {
		p.SubjectIds = append(p.SubjectIds, refs[i].Subject.ID)
		p.Kinds = append(p.Kinds, string(refs[i].Kind))
		p.Levels = append(p.Levels, int16(refs[i].Level))       //nolint:gosec // one to three
		p.Cycles = append(p.Cycles, int32(refs[i].Cycle))       //nolint:gosec // small
		p.Versions = append(p.Versions, int32(refs[i].Version)) //nolint:gosec // small
	}
	rows, err := s.q.DueDeadlines(ctx, p)
	if err != nil {
		return err
	}
	for _, r := range rows {
		give(r.SubjectID, casecore.TimerRef{
			DeadlineKey: casecore.DeadlineKey{
				Subject: casecore.Subject{Type: casecore.SubjectType(r.SubjectType), ID: r.SubjectID},
				Kind:    regulation.DeadlineID(r.Kind), Level: int(r.Level), Cycle: int(r.Cycle),
			},
			Version: int(r.Version), Due: r.DueAt,
		})
	}
	return nil
}

func subjects(refs []casecore.TimerRef) []uuid.UUID {
	ids := make([]uuid.UUID, 0, len(refs))
	for i := range refs {
		ids = append(ids, refs[i].Subject.ID)
	}
	return ids
}
