package pgstore

import (
	"encoding/json"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/pgstore/internal/dbsqlc"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

func reportFrom(r *dbsqlc.Report, a *dbsqlc.Applicant) casecore.Report {
	return casecore.Report{
		ID: casecore.ReportID(r.ID), Version: r.Version, Status: casecore.ReportStatus(r.Status),
		Source: casecore.Source(r.Source), Applicant: applicantFrom(a), Text: r.Text, Salt: r.Salt, Place: r.Place,
		District: regulation.DistrictCode(r.District), Point: point(r.Lat, r.Lon), SOS: r.Sos, Lang: r.Lang,
		Profile: regulation.ProfileName(r.Profile), ProfileVersion: r.ProfileVersion, ReceivedAt: r.ReceivedAt,
		ReceivedBy: pg.ID[casecore.StaffID](r.ReceivedBy), ClaimedBy: pg.ID[casecore.StaffID](r.ClaimedBy),
		ClaimedAt: pg.Time(r.ClaimedAt), WordingID: pg.ID[casecore.WordingID](r.WordingID), Wordings: int(r.Wordings),
		CaseID: pg.ID[casecore.CaseID](r.CaseID), OutcomeCode: r.OutcomeCode, OutcomeNote: r.OutcomeNote,
		ClosedAt: pg.Time(r.ClosedAt), Chain: casecore.Chain{Seq: int(r.EventSeq), Hash: r.EventHash},
	}
}

func applicantFrom(a *dbsqlc.Applicant) casecore.Applicant {
	return casecore.Applicant{
		ID: casecore.ApplicantID(a.ID), Surname: a.Surname, Name: a.Name, Patronymic: a.Patronymic, Residence: a.Residence,
		Phone: casecore.Phone(a.Phone), Email: a.Email, Anonymous: a.Anonymous, WarnedAt: pg.Time(a.WarnedAt), Lang: a.Lang,
		ReplyChannel: casecore.ReplyChannel(a.ReplyChannel), ReplyAddress: a.ReplyAddress,
		ConsentAt: pg.Time(a.ConsentAt), ConsentVersion: a.ConsentVersion,
	}
}

func wordingFrom(w *dbsqlc.Wording) casecore.Wording {
	return casecore.Wording{
		ID: casecore.WordingID(w.ID), ReportID: casecore.ReportID(w.ReportID), Ordinal: int(w.Ordinal),
		State: casecore.WordingState(w.State), Text: w.Text, Salt: w.Salt, Topic: regulation.TopicCode(w.Topic),
		Kind: regulation.KindID(w.Kind), District: regulation.DistrictCode(w.District), Place: w.Place,
		LeadOrg: casecore.OrgID(w.LeadOrg), AskedVia: casecore.Asking(w.AskedVia), WordedBy: casecore.StaffID(w.WordedBy),
		WordedAt: w.WordedAt, SettledAt: pg.Time(w.SettledAt), SettledHow: casecore.Asking(w.SettledHow),
		SettledBy: w.SettledBy, Correction: w.Correction,
	}
}

func caseFrom(c *dbsqlc.Case, text string, assistants []uuid.UUID) casecore.Case {
	out := casecore.Case{
		ID: casecore.CaseID(c.ID), Number: casecore.Number{Year: int(c.Year), Seq: int(c.Seq)}, Version: c.Version,
		Profile: regulation.ProfileName(c.Profile), ProfileVersion: c.ProfileVersion, Status: regulation.StatusID(c.Status),
		Phase: regulation.Phase(c.Phase), Outcome: regulation.Outcome(c.Outcome), Kind: regulation.KindID(c.Kind), SOS: c.Sos,
		Topic: regulation.TopicCode(c.Topic), District: regulation.DistrictCode(c.District), Place: c.Place,
		Point: point(c.Lat, c.Lon), Text: text, ReportID: casecore.ReportID(c.ReportID),
		WordingID: casecore.WordingID(c.WordingID), ApplicantID: casecore.ApplicantID(c.ApplicantID), Anonymous: c.Anonymous,
		Departure: c.Departure, LeadOrg: casecore.OrgID(c.LeadOrg), ExecutorID: pg.ID[casecore.StaffID](c.ExecutorID),
		Level: int(c.Level), Cycle: int(c.Cycle), Ground: regulation.GroundID(c.Ground), Breached: c.Breached,
		AcceptDue: pg.Time(c.AcceptDue), SolveDue: pg.Time(c.SolveDue), RegisteredAt: c.RegisteredAt,
		RegisteredBy: pg.ID[casecore.StaffID](c.RegisteredBy), AcceptedAt: pg.Time(c.AcceptedAt), EndedAt: pg.Time(c.EndedAt),
		DisputedAt: pg.Time(c.DisputedAt),
		Chain:      casecore.Chain{Seq: int(c.EventSeq), Hash: c.EventHash},
	}
	for _, id := range assistants {
		out.Assistants = append(out.Assistants, casecore.OrgID(id))
	}
	return out
}

func deadlineFrom(d *dbsqlc.Deadline) casecore.Deadline {
	return casecore.Deadline{
		DeadlineKey: casecore.DeadlineKey{
			Subject: casecore.Subject{Type: casecore.SubjectType(d.SubjectType), ID: d.SubjectID},
			Kind:    regulation.DeadlineID(d.Kind), Level: int(d.Level), Cycle: int(d.Cycle),
		},
		Version: int(d.Version), Due: d.DueAt, ArmedAt: d.ArmedAt, Why: json.RawMessage(d.Why), FiredAt: pg.Time(d.FiredAt),
		StoppedAt: pg.Time(d.StoppedAt), Attempts: int(d.Attempts), LastError: d.LastError, DeadAt: pg.Time(d.DeadAt),
	}
}

// eventFrom puts the data back into the form that was hashed: jsonb keeps its own.
func eventFrom(e *dbsqlc.Event) (casecore.Event, error) {
	data, err := casecore.Canonical(json.RawMessage(e.Data))
	return casecore.Event{
		Subject: casecore.Subject{Type: casecore.SubjectType(e.SubjectType), ID: e.SubjectID}, Seq: int(e.Seq),
		At: e.At, Type: e.Type, Actor: e.Actor, Role: e.Role, Data: data, Hash: e.Hash,
	}, err
}

func messageFrom(m *dbsqlc.Message) casecore.Message {
	return casecore.Message{
		ID: casecore.MessageID(m.ID), Subject: casecore.Subject{Type: casecore.SubjectType(m.SubjectType), ID: m.SubjectID},
		At: m.At, Direction: m.Direction, Author: m.Author, Applicant: pg.ID[casecore.ApplicantID](m.ApplicantID), Text: m.Text, Salt: m.Salt,
	}
}

func fileFrom(f *dbsqlc.File) casecore.File {
	return casecore.File{
		ID: casecore.FileID(f.ID), Subject: casecore.Subject{Type: casecore.SubjectType(f.SubjectType), ID: pg.ID[uuid.UUID](f.SubjectID)},
		Name: f.Name, ContentType: f.ContentType, Size: f.Size, SHA256: f.Sha256, Key: f.BlobKey, Purpose: f.Purpose,
		AddedBy: f.AddedBy, Applicant: pg.ID[casecore.ApplicantID](f.ApplicantID), AddedAt: f.AddedAt,
	}
}

func point(lat, lon *float64) *casecore.Point {
	if lat == nil || lon == nil {
		return nil
	}
	return &casecore.Point{Lat: *lat, Lon: *lon}
}

func latLon(p *casecore.Point) (lat, lon *float64) {
	if p == nil {
		return nil, nil
	}
	return &p.Lat, &p.Lon
}
