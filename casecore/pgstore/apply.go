package pgstore

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"

	"hotline/casecore"
	"hotline/casecore/pgstore/internal/dbsqlc"
	"hotline/internal/pg"
)

// Apply implements casecore.Store. Statements follow the references between tables; those that many changes share go as
// one statement for all of them.
func (s *Store) Apply(ctx context.Context, changes ...casecore.Change) error {
	var b bulk
	for i := range changes {
		if err := s.applyOne(ctx, &changes[i]); err != nil {
			return err
		}
		b.add(&changes[i])
	}
	if err := b.write(ctx, s.later); err != nil {
		return err
	}
	for i := range changes {
		if err := s.applyRest(ctx, &changes[i]); err != nil {
			return err
		}
		if err := s.applyLinks(ctx, &changes[i]); err != nil {
			return err
		}
	}
	return nil
}

// applyOne writes what a change has at most one of.
func (s *Store) applyOne(ctx context.Context, c *casecore.Change) error {
	var errs [7]error
	if c.Applicant != nil {
		errs[0] = s.putApplicant(ctx, c.Applicant)
	}
	if c.NewReport != nil {
		errs[1] = s.insertReport(ctx, c.NewReport)
	}
	if !c.SupersedeWordings.IsZero() {
		errs[2] = s.later.SupersedeWordings(ctx, dbsqlc.SupersedeWordingsParams{
			At: c.Events[0].At, ReportID: c.SupersedeWordings.UUID(),
		})
	}
	if c.NewWording != nil {
		errs[3] = s.insertWording(ctx, c.NewWording)
	}
	if c.Wording != nil {
		errs[4] = s.later.UpdateWording(ctx, dbsqlc.UpdateWordingParams{
			ID: c.Wording.ID.UUID(), State: string(c.Wording.State), SettledAt: pg.NullTime(c.Wording.SettledAt),
			SettledHow: string(c.Wording.SettledHow), SettledBy: c.Wording.SettledBy, Correction: c.Wording.Correction,
		})
	}
	if c.Report != nil {
		errs[5] = s.updateReport(ctx, c.Report)
	}
	if c.NewCase != nil {
		errs[6] = s.insertCase(ctx, c.NewCase)
	}
	return errors.Join(errs[:]...)
}

// applyRest writes what hangs on the rows before.
func (s *Store) applyRest(ctx context.Context, c *casecore.Change) error {
	var errs []error
	for _, d := range c.Move {
		errs = append(errs, s.later.MoveDeadline(ctx, dbsqlc.MoveDeadlineParams{
			SubjectID: d.Subject.ID, Kind: string(d.Kind), Level: int16(d.Level), Cycle: int32(d.Cycle), //nolint:gosec // small
			DueAt: d.Due, Version: int32(d.Version), Why: d.Why, //nolint:gosec // small
		}))
	}
	for _, a := range c.Assistants {
		errs = append(errs, s.later.InsertAssistant(ctx, dbsqlc.InsertAssistantParams{
			CaseID: a.Case.UUID(), OrgID: a.Org.UUID(), AddedAt: a.At,
		}))
	}
	for i := range c.Messages {
		m := &c.Messages[i]
		errs = append(errs, s.later.InsertMessage(ctx, dbsqlc.InsertMessageParams{
			ID: m.ID.UUID(), SubjectType: string(m.Subject.Type), SubjectID: m.Subject.ID, At: m.At, Direction: m.Direction,
			Author: m.Author, ApplicantID: pg.NullID(m.Applicant), Text: m.Text, Salt: m.Salt,
		}))
	}
	if r := c.Rating; r != nil {
		errs = append(errs, s.later.PutRating(ctx, dbsqlc.PutRatingParams{
			CaseID: r.Case.UUID(), Cycle: int32(r.Cycle), Mark: int16(r.Mark), Text: r.Text, Salt: r.Salt, OrgID: r.Org.UUID(), //nolint:gosec // small
			RatedAt: r.RatedAt, ChangedAt: r.ChangedAt,
		}))
	}
	for i := range c.Calls {
		errs = append(errs, s.insertCallTask(ctx, &c.Calls[i]))
	}
	for _, a := range c.Attach {
		_, err := dbsqlc.New(s.db.Watched(attached)).AttachFile(ctx, dbsqlc.AttachFileParams{
			ID: a.File.UUID(), SubjectType: string(a.Subject.Type), SubjectID: &a.Subject.ID, Purpose: a.Purpose,
			ApplicantID: pg.NullID(a.Applicant),
		})
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// attached wants the file to be there and to belong to nobody else.
func attached(tag pgconn.CommandTag) error {
	if tag.RowsAffected() != 1 {
		return &casecore.Error{Code: casecore.Invalid, Op: "attach", Key: "error.file_unknown"}
	}
	return nil
}

func (s *Store) putApplicant(ctx context.Context, a *casecore.Applicant) error {
	return s.later.PutApplicant(ctx, dbsqlc.PutApplicantParams{
		ID: a.ID.UUID(), Surname: a.Surname, Name: a.Name, Patronymic: a.Patronymic, Residence: a.Residence,
		Phone: string(a.Phone), Email: a.Email, Anonymous: a.Anonymous, WarnedAt: pg.NullTime(a.WarnedAt), Lang: a.Lang,
		ReplyChannel: string(a.ReplyChannel), ReplyAddress: a.ReplyAddress,
		ConsentAt: pg.NullTime(a.ConsentAt), ConsentVersion: a.ConsentVersion,
	})
}

func (s *Store) insertReport(ctx context.Context, r *casecore.Report) error {
	lat, lon := latLon(r.Point)
	return s.later.InsertReport(ctx, dbsqlc.InsertReportParams{
		ID: r.ID.UUID(), Version: r.Version, Status: string(r.Status), Source: string(r.Source),
		ApplicantID: r.Applicant.ID.UUID(), Text: r.Text, Salt: r.Salt, Place: r.Place, District: string(r.District),
		Lat: lat, Lon: lon, Sos: r.SOS, Lang: r.Lang, Profile: string(r.Profile), ProfileVersion: r.ProfileVersion,
		ReceivedAt: r.ReceivedAt, ReceivedBy: pg.NullID(r.ReceivedBy), EventSeq: int32(r.Chain.Seq), EventHash: r.Chain.Hash, //nolint:gosec // a count
	})
}

func (s *Store) updateReport(ctx context.Context, r *casecore.Report) error {
	return s.later.UpdateReport(ctx, dbsqlc.UpdateReportParams{
		ID: r.ID.UUID(), Version: r.Version, Status: string(r.Status), Place: r.Place, District: string(r.District), Sos: r.SOS,
		ClaimedBy: pg.NullID(r.ClaimedBy), ClaimedAt: pg.NullTime(r.ClaimedAt), WordingID: pg.NullID(r.WordingID),
		Wordings: int32(r.Wordings), CaseID: pg.NullID(r.CaseID), OutcomeCode: r.OutcomeCode, OutcomeNote: r.OutcomeNote, //nolint:gosec // a count
		ClosedAt: pg.NullTime(r.ClosedAt), EventSeq: int32(r.Chain.Seq), EventHash: r.Chain.Hash, //nolint:gosec // a count
	})
}

func (s *Store) insertWording(ctx context.Context, w *casecore.Wording) error {
	return s.later.InsertWording(ctx, dbsqlc.InsertWordingParams{
		ID: w.ID.UUID(), ReportID: w.ReportID.UUID(), Ordinal: int32(w.Ordinal), State: string(w.State), Text: w.Text, //nolint:gosec // a count
		Salt: w.Salt, Topic: string(w.Topic), Kind: string(w.Kind), District: string(w.District), Place: w.Place,
		LeadOrg: w.LeadOrg.UUID(), AskedVia: string(w.AskedVia), WordedBy: w.WordedBy.UUID(), WordedAt: w.WordedAt,
		SettledAt: pg.NullTime(w.SettledAt), SettledHow: string(w.SettledHow), SettledBy: w.SettledBy,
	})
}

func (s *Store) insertCase(ctx context.Context, c *casecore.Case) error {
	lat, lon := latLon(c.Point)
	err := s.later.InsertCase(ctx, dbsqlc.InsertCaseParams{
		ID: c.ID.UUID(), Year: int32(c.Number.Year), Seq: int32(c.Number.Seq), Version: c.Version, Profile: string(c.Profile), //nolint:gosec // small
		ProfileVersion: c.ProfileVersion, Status: string(c.Status), Phase: string(c.Phase), Outcome: string(c.Outcome),
		Kind: string(c.Kind), Sos: c.SOS, Topic: string(c.Topic), District: string(c.District), Place: c.Place, Lat: lat, Lon: lon,
		ReportID: c.ReportID.UUID(), WordingID: c.WordingID.UUID(), ApplicantID: c.ApplicantID.UUID(),
		Anonymous: c.Anonymous, Departure: c.Departure, LeadOrg: c.LeadOrg.UUID(), Level: int16(c.Level), Cycle: int32(c.Cycle), //nolint:gosec // small
		AcceptDue: pg.NullTime(c.AcceptDue), SolveDue: pg.NullTime(c.SolveDue), RegisteredAt: c.RegisteredAt,
		RegisteredBy: pg.NullID(c.RegisteredBy), AcceptedAt: pg.NullTime(c.AcceptedAt), EndedAt: pg.NullTime(c.EndedAt),
		EventSeq: int32(c.Chain.Seq), EventHash: c.Chain.Hash, //nolint:gosec // a count
	})
	if err != nil {
		return err
	}
	return s.later.InsertCaseText(ctx, dbsqlc.InsertCaseTextParams{CaseID: c.ID.UUID(), Text: c.Text})
}
