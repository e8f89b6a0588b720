package pgstore

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/pgstore/internal/dbsqlc"
	"hotline/casecore/regulation"
)

// Report implements casecore.Store.
func (s *Store) Report(ctx context.Context, id casecore.ReportID) (casecore.Report, error) {
	row, err := s.q.Report(ctx, id.UUID())
	if err != nil {
		return casecore.Report{}, found(err, "error.report_unknown")
	}
	return reportFrom(&row.Report, &row.Applicant), nil
}

// OpenReports returns the open reports whose applicant is answered at the address, oldest first.
func (s *Store) OpenReports(ctx context.Context, channel casecore.ReplyChannel, address string) ([]casecore.Report, error) {
	rows, err := s.q.OpenReportsOfReply(ctx, dbsqlc.OpenReportsOfReplyParams{Channel: string(channel), Address: address})
	return convert(rows, func(r *dbsqlc.OpenReportsOfReplyRow) casecore.Report {
		return reportFrom(&r.Report, &r.Applicant)
	}), err
}

// Wording implements casecore.Store.
func (s *Store) Wording(ctx context.Context, id casecore.WordingID) (casecore.Wording, error) {
	row, err := s.q.Wording(ctx, id.UUID())
	if err != nil {
		return casecore.Wording{}, found(err, "error.wording_unknown")
	}
	return wordingFrom(&row), nil
}

// Wordings returns a report's wordings in the order in which they were written.
func (s *Store) Wordings(ctx context.Context, id casecore.ReportID) ([]casecore.Wording, error) {
	rows, err := s.q.WordingsOfReport(ctx, id.UUID())
	return convert(rows, wordingFrom), err
}

// Case implements casecore.Store.
func (s *Store) Case(ctx context.Context, id casecore.CaseID) (casecore.Case, error) {
	row, err := s.q.CaseByID(ctx, id.UUID())
	if err != nil {
		return casecore.Case{}, found(err, "error.case_unknown")
	}
	c := caseFrom(&row.Case, row.Text, row.Assistants)
	for i, id := range row.Linked {
		c.Linked = append(c.Linked, casecore.ApplicantID(id))
		c.LinkedReports = append(c.LinkedReports, casecore.ReportID(row.LinkedReports[i]))
	}
	return c, nil
}

// CaseByNumber implements casecore.Store.
func (s *Store) CaseByNumber(ctx context.Context, n casecore.Number) (casecore.Case, error) {
	row, err := s.q.CaseByNumber(ctx, dbsqlc.CaseByNumberParams{Year: int32(n.Year), Seq: int32(n.Seq)}) //nolint:gosec // checked when parsed
	if err != nil {
		return casecore.Case{}, found(err, "error.case_unknown")
	}
	return caseFrom(&row.Case, row.Text, row.Assistants), nil
}

// CasesOfReply returns the cases of whose applicants one is answered at the address, newest first, 50 at most.
func (s *Store) CasesOfReply(ctx context.Context, channel casecore.ReplyChannel, address string) ([]casecore.Case, error) {
	rows, err := s.q.CasesOfReply(ctx, dbsqlc.CasesOfReplyParams{Channel: string(channel), Address: address})
	return convert(rows, func(r *dbsqlc.CasesOfReplyRow) casecore.Case { return caseFrom(&r.Case, r.Text, r.Assistants) }), err
}

// Applicant implements casecore.Store.
func (s *Store) Applicant(ctx context.Context, id casecore.ApplicantID) (casecore.Applicant, error) {
	row, err := s.q.Applicant(ctx, id.UUID())
	if err != nil {
		return casecore.Applicant{}, found(err, "error.applicant_unknown")
	}
	return applicantFrom(&row), nil
}

// Rating implements casecore.Store.
func (s *Store) Rating(ctx context.Context, id casecore.CaseID, cycle int) (casecore.Rating, bool, error) {
	row, err := s.q.Rating(ctx, dbsqlc.RatingParams{CaseID: id.UUID(), Cycle: int32(cycle)}) //nolint:gosec // small
	if errors.Is(err, pgx.ErrNoRows) {
		return casecore.Rating{}, false, nil
	}
	return casecore.Rating{
		Case: id, Cycle: cycle, Mark: int(row.Mark), Text: row.Text, Salt: row.Salt, Org: casecore.OrgID(row.OrgID),
		RatedAt: row.RatedAt, ChangedAt: row.ChangedAt,
	}, err == nil, err
}

// Deadlines implements casecore.Store.
func (s *Store) Deadlines(ctx context.Context, sub casecore.Subject) ([]casecore.Deadline, error) {
	rows, err := s.q.DeadlinesOf(ctx, sub.ID)
	return convert(rows, deadlineFrom), err
}

// Events implements casecore.Store.
func (s *Store) Events(ctx context.Context, sub casecore.Subject) ([]casecore.Event, error) {
	rows, err := s.q.EventsOf(ctx, sub.ID)
	if err != nil {
		return nil, err
	}
	events := make([]casecore.Event, len(rows))
	for i := range rows {
		if events[i], err = eventFrom(&rows[i]); err != nil {
			return nil, err
		}
	}
	return events, nil
}

// Messages implements casecore.Store.
func (s *Store) Messages(ctx context.Context, sub casecore.Subject) ([]casecore.Message, error) {
	rows, err := s.q.MessagesOf(ctx, sub.ID)
	return convert(rows, messageFrom), err
}

// Files implements casecore.Store.
func (s *Store) Files(ctx context.Context, sub casecore.Subject) ([]casecore.File, error) {
	rows, err := s.q.FilesOf(ctx, &sub.ID)
	return convert(rows, fileFrom), err
}

// File implements casecore.Store.
func (s *Store) File(ctx context.Context, id casecore.FileID) (casecore.File, error) {
	row, err := s.q.FileByID(ctx, id.UUID())
	if err != nil {
		return casecore.File{}, found(err, "error.file_unknown")
	}
	return fileFrom(&row), nil
}

// HasRole implements casecore.Store.
func (s *Store) HasRole(ctx context.Context, id casecore.StaffID, role regulation.RoleID, org casecore.OrgID, day time.Time) (bool, error) {
	return s.q.HasRole(ctx, dbsqlc.HasRoleParams{StaffID: id.UUID(), Role: string(role), OrgID: org.UUID(), Day: day})
}

// AddFile implements casecore.Store: the file is loose until a change attaches it.
func (s *Store) AddFile(ctx context.Context, f casecore.File) error {
	return s.q.InsertFile(ctx, dbsqlc.InsertFileParams{
		ID: f.ID.UUID(), Name: f.Name, ContentType: f.ContentType, Size: f.Size, Sha256: f.SHA256, BlobKey: f.Key,
		Purpose: f.Purpose, AddedBy: f.AddedBy, AddedAt: f.AddedAt,
	})
}

func convert[R, D any](rows []R, one func(*R) D) []D {
	list := make([]D, len(rows))
	for i := range rows {
		list[i] = one(&rows[i])
	}
	return list
}
