package casecore

import (
	"context"

	"github.com/google/uuid"
)

// Standing is how somebody without an account shows that a case or a report is theirs: they write from where its applicant is
// answered, or they hold the secret of its page, as the token of its address or as the code that goes with its number. The
// page of a report is that of its own applicant, also when the case that it is part of was somebody else's first. One that
// fits is enough.
type Standing struct {
	Channel ReplyChannel
	Address string
	Token   string
	Code    string
}

// The purposes of the secrets that open a case's and a report's page.
const (
	StatusPage = "status"
	ReportPage = "report"
)

// Secrets opens what citizens were given: the token of a page's address, the code that goes with a number.
type Secrets interface {
	Open(purpose, token string) (uuid.UUID, bool)
	CheckCode(purpose string, id uuid.UUID, typed string) bool
}

// Option adds a port that a [Service] may do without.
type Option func(*Service)

// WithSecrets lets applicants act by the secrets of their pages too; without it only their chats count.
func WithSecrets(secrets Secrets) Option { return func(s *Service) { s.secrets = secrets } }

// applies tells whether the standing is that of the applicant of a case, or of a report when c is zero.
func (s *Service) applies(st Standing, a *Applicant, c CaseID) bool {
	if st.Address != "" && st.Channel != NoReply && st.Channel == a.ReplyChannel && st.Address == a.ReplyAddress {
		return true
	}
	if s.secrets == nil || c.IsZero() {
		return false
	}
	if st.Token != "" {
		id, ok := s.secrets.Open(StatusPage, st.Token)
		return ok && id == c.UUID()
	}
	return st.Code != "" && s.secrets.CheckCode(StatusPage, c.UUID(), st.Code)
}

// reportOf returns the report whose page the standing opens.
func (s *Service) reportOf(st Standing) (ReportID, bool) {
	if s.secrets == nil || st.Token == "" {
		return ReportID{}, false
	}
	id, ok := s.secrets.Open(ReportPage, st.Token)
	return ReportID(id), ok
}

// reporterOf returns the applicant whose report's page the standing opens, if that report is part of the case.
func (s *Service) reporterOf(ctx context.Context, st Standing, c *Case) (ApplicantID, bool, error) {
	id, ok := s.reportOf(st)
	if !ok {
		return ApplicantID{}, false, nil
	}
	r, err := s.store.Report(ctx, id)
	if CodeOf(err) == NotFound {
		return ApplicantID{}, false, nil
	}
	return r.Applicant.ID, err == nil && r.CaseID == c.ID, err
}
