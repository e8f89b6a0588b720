package dashboard

import (
	"context"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/staff"
)

// Admin is what the administrators' screens are served by.
type Admin struct {
	Office   PeopleOffice
	Roster   Roster
	Access   AccountAccess
	Reached  PeopleReached
	Account  OwnAccount
	Register PeopleRegister
	Log      AdminLog

	Classifier Classifier
	Files      ClassifierFiles
	Undoing    Undoing
	Orgs       Organisations
	Chats      OrgChats
	Reacher    Reacher
	Versions   RuleVersions
	Lists      DeliveryLists
	Updates    Updates
}

func (s *Server) mountAdmin() {
	s.mountPeople()
	s.mountAccount()
	s.mountAdminLog()
	s.mountClassifier()
	s.mountOrgs()
	s.mountRules()
	s.mountDeliveryLists()
}

// SessionBook remembers whose sessions are.
type SessionBook interface {
	// NoteSession names the session of a token, as it is stored.
	NoteSession(ctx context.Context, token string, session uuid.UUID, id casecore.StaffID, client string, at time.Time) error
	// SeeSession says that a session is in use; false when it is no longer known.
	SeeSession(ctx context.Context, session uuid.UUID, at time.Time) (bool, error)
}

// PeopleOffice adds and changes people.
type PeopleOffice interface {
	Dossier(ctx context.Context, id casecore.StaffID) (staff.Dossier, error)
	Create(ctx context.Context, cmd casecore.Command, n staff.NewPerson) (casecore.StaffID, string, error)
	Edit(ctx context.Context, cmd casecore.Command, id casecore.StaffID, revision string, to staff.Details) error
	SetDisabled(ctx context.Context, cmd casecore.Command, id casecore.StaffID, revision string, disabled bool) error
}

// Roster gives and takes roles (RO-2.2).
type Roster interface {
	Give(ctx context.Context, cmd casecore.Command, id casecore.StaffID, g casecore.Grant) error
	End(ctx context.Context, cmd casecore.Command, id casecore.StaffID, g casecore.Grant, day time.Time) error
	HandOver(ctx context.Context, cmd casecore.Command, from, to casecore.StaffID, g casecore.Grant, day time.Time) error
}

// AccountAccess is how people get in.
type AccountAccess interface {
	ResetPassword(ctx context.Context, cmd casecore.Command, id casecore.StaffID) (string, error)
	EndSession(ctx context.Context, cmd casecore.Command, id casecore.StaffID, session uuid.UUID) error
}

// PeopleReached is where people are told of their work.
type PeopleReached interface {
	AddMailbox(ctx context.Context, cmd casecore.Command, id casecore.StaffID, address string) error
	Unlink(ctx context.Context, cmd casecore.Command, id casecore.StaffID, point uuid.UUID) error
	LinkCode(ctx context.Context, cmd casecore.Command, id casecore.StaffID) (code string, expires time.Time, err error)
}

// OwnAccount is what people change of themselves.
type OwnAccount interface {
	EditSelf(ctx context.Context, cmd casecore.Command, name, lang string) error
	ChangePassword(ctx context.Context, cmd casecore.Command, present, next string, session uuid.UUID) error
}

// PeopleRegister finds people.
type PeopleRegister interface {
	Search(ctx context.Context, f staff.PeopleFilter) ([]staff.Listed, error)
}

// AdminLog tells who changed what, and writes it down.
type AdminLog interface {
	Do(ctx context.Context, cmd casecore.Command, what string, payload any,
		change func(ctx context.Context) (adminlog.Change, error)) (adminlog.Entry, bool, error)
	List(ctx context.Context, f adminlog.Filter) ([]adminlog.Entry, error)
	LastUndoable(ctx context.Context) (adminlog.Entry, error)
}
