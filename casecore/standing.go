package casecore

import "github.com/google/uuid"

// Standing is how somebody without an account shows that a case or a report is theirs: they write from where its applicant is
// answered, or they hold the secret of its status page, as the token of its address or as the code that goes with its
// number. One that fits is enough.
type Standing struct {
	Channel ReplyChannel
	Address string
	Token   string
	Code    string
}

// StatusPage is the purpose of the secrets that open a case's status page.
const StatusPage = "status"

// Secrets opens what citizens were given: the token of a page's address, the code that goes with a number.
type Secrets interface {
	Open(purpose, token string) (uuid.UUID, bool)
	CheckCode(purpose string, id uuid.UUID, typed string) bool
}

// Option adds a port that a [Service] may do without.
type Option func(*Service)

// WithSecrets lets applicants act by the secrets of their status pages too; without it only their chats count.
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
