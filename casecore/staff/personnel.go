package staff

import (
	"context"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/adminlog"
)

// Register is what Personnel needs to know and change of people.
type Register interface {
	LockAccount(ctx context.Context, id casecore.StaffID) (Account, error)
	AddPerson(ctx context.Context, a Account) error
	EditPerson(ctx context.Context, id casecore.StaffID, name, lang, phone string) error
	SetPassword(ctx context.Context, id casecore.StaffID, hash string, temporary bool) error
	SetDisabled(ctx context.Context, id casecore.StaffID, at time.Time) error
	// Dossier returns everything of a person but sessions that have expired at now.
	Dossier(ctx context.Context, id casecore.StaffID, now time.Time) (Dossier, error)
}

// Roster keeps who holds which role on which days.
type Roster interface {
	AddGrant(ctx context.Context, id casecore.StaffID, g casecore.Grant) error
	// LimitGrant lets a grant, told by its role, organisation, area and first day, end before until; one that would never
	// have begun goes. Zero for none found.
	LimitGrant(ctx context.Context, id casecore.StaffID, g casecore.Grant, until time.Time) (int, error)
	// Holders returns the grants of a role, those of disabled people left out.
	Holders(ctx context.Context, role string) ([]casecore.Grant, error)
}

// Reaches keeps where people are reached and signed in.
type Reaches interface {
	LinkCodes
	AddPoint(ctx context.Context, id casecore.StaffID, p Point) error
	RemovePoint(ctx context.Context, id casecore.StaffID, point uuid.UUID) (Point, error)
	// EndSessions ends one session of a person, all but the one that is spared when session is zero.
	EndSessions(ctx context.Context, id casecore.StaffID, session, spare uuid.UUID) (int, error)
}

// Log does changes once and writes them down.
type Log interface {
	Do(ctx context.Context, cmd casecore.Command, what string, payload any,
		change func(ctx context.Context) (adminlog.Change, error)) (adminlog.Entry, bool, error)
}

// People is a store with everything of people.
type People interface {
	Register
	Roster
	Reaches
}

// Personnel is how people are administered from a console: every change is made once and logged with who made it. The
// last administrator cannot be locked out, and only an administrator changes an administrator.
type Personnel struct {
	people People
	log    Log
	linker *Linker
	hasher *Hasher
	zone   *time.Location
	now    func() time.Time
}

// NewPersonnel returns the administration of people. Roles begin and end at midnight in zone.
func NewPersonnel(people People, log Log, hasher *Hasher, zone *time.Location, now func() time.Time) *Personnel {
	return &Personnel{people: people, log: log, linker: NewLinker(people, now), hasher: hasher, zone: zone, now: now}
}

// Dossier returns everything of a person.
func (p *Personnel) Dossier(ctx context.Context, id casecore.StaffID) (Dossier, error) {
	return p.people.Dossier(ctx, id, p.now())
}

// Create adds a person with a temporary password, which is returned this once: a repeat of the command finds the person
// and returns no password. A login that exists is a Conflict.
func (p *Personnel) Create(ctx context.Context, cmd casecore.Command, n NewPerson) (casecore.StaffID, string, error) {
	const op = "create person"
	n.Login, n.Name = Folded(n.Login), strings.TrimSpace(n.Name)
	if n.Login == "" || utf8.RuneCountInString(n.Login) > 100 {
		return casecore.StaffID{}, "", invalid(op, "error.login")
	}
	if n.Name == "" {
		return casecore.StaffID{}, "", invalid(op, "error.person_name")
	}
	temporary, hash, err := p.temporary(ctx)
	if err != nil {
		return casecore.StaffID{}, "", err
	}
	person := Person{
		ID: casecore.NewID[casecore.StaffID](), Login: n.Login, Name: n.Name, Lang: n.Lang, Phone: n.Phone,
		CreatedAt: p.now(), MustChange: true,
	}
	entry, repeated, err := p.log.Do(ctx, cmd, op, n, func(ctx context.Context) (adminlog.Change, error) {
		if err := p.people.AddPerson(ctx, Account{Person: person, PasswordHash: hash}); err != nil {
			return adminlog.Change{}, err
		}
		for _, g := range n.Grants {
			if err := p.mayGrant(op, cmd.Actor, g); err != nil {
				return adminlog.Change{}, err
			}
			if err := p.people.AddGrant(ctx, person.ID, g); err != nil {
				return adminlog.Change{}, err
			}
		}
		return personChange(person.ID, "create", nil, kept(&person)), nil
	})
	if err != nil {
		return casecore.StaffID{}, "", err
	}
	if repeated {
		id, err := casecore.ParseID[casecore.StaffID](entry.SubjectID)
		return id, "", err
	}
	return person.ID, temporary, nil
}

// Details are what an administrator may change of a person.
type Details struct {
	Name, Lang, Phone string
}

// Edit changes a person's details. A revision that is not the present one is a Conflict.
func (p *Personnel) Edit(ctx context.Context, cmd casecore.Command, id casecore.StaffID, revision string, to Details) error {
	const op = "edit person"
	if to.Name = strings.TrimSpace(to.Name); to.Name == "" {
		return invalid(op, "error.person_name")
	}
	return p.change(ctx, cmd, op, []any{id, revision, to}, id, revision, func(ctx context.Context, d *Dossier) (adminlog.Change, error) {
		before := kept(&d.Person)
		d.Name, d.Lang, d.Phone = to.Name, to.Lang, to.Phone
		return personChange(id, "edit", before, kept(&d.Person)), p.people.EditPerson(ctx, id, to.Name, to.Lang, to.Phone)
	})
}

// SetDisabled keeps a person out and ends their sessions, or lets them in again.
func (p *Personnel) SetDisabled(ctx context.Context, cmd casecore.Command, id casecore.StaffID, revision string, disabled bool) error {
	const op = "disable person"
	if disabled && id == cmd.Actor.Staff {
		return &casecore.Error{Code: casecore.Refused, Op: op, Key: "error.not_yourself"}
	}
	return p.change(ctx, cmd, op, []any{id, revision, disabled}, id, revision, func(ctx context.Context, d *Dossier) (adminlog.Change, error) {
		before, action, at := kept(&d.Person), "enable", time.Time{}
		if disabled {
			action, at = "disable", p.now()
			if _, err := p.people.EndSessions(ctx, id, uuid.Nil, uuid.Nil); err != nil {
				return adminlog.Change{}, err
			}
		}
		d.DisabledAt = at
		return personChange(id, action, before, kept(&d.Person)), p.people.SetDisabled(ctx, id, at)
	})
}

// ResetPassword gives a person a temporary password, returned this once, which ends their sessions and unlocks the account.
func (p *Personnel) ResetPassword(ctx context.Context, cmd casecore.Command, id casecore.StaffID) (string, error) {
	const op = "reset password"
	temporary, hash, err := p.temporary(ctx)
	if err != nil {
		return "", err
	}
	done := false
	err = p.change(ctx, cmd, op, id, id, "", func(ctx context.Context, _ *Dossier) (adminlog.Change, error) {
		done = true
		if _, err := p.people.EndSessions(ctx, id, uuid.Nil, uuid.Nil); err != nil {
			return adminlog.Change{}, err
		}
		return personChange(id, "reset_password", nil, nil), p.people.SetPassword(ctx, id, hash, true)
	})
	if err != nil || !done {
		return "", err
	}
	return temporary, nil
}

// EndSession ends one session of a person, all of them when session is zero.
func (p *Personnel) EndSession(ctx context.Context, cmd casecore.Command, id casecore.StaffID, session uuid.UUID) error {
	return p.change(ctx, cmd, "end session", []any{id, session}, id, "", func(ctx context.Context, _ *Dossier) (adminlog.Change, error) {
		n, err := p.people.EndSessions(ctx, id, session, uuid.Nil)
		return personChange(id, "end_session", nil, map[string]int{"ended": n}), err
	})
}

// AddMailbox lets a person be told by e-mail.
func (p *Personnel) AddMailbox(ctx context.Context, cmd casecore.Command, id casecore.StaffID, address string) error {
	const op = "add mailbox"
	parsed, err := mail.ParseAddress(strings.TrimSpace(address))
	if err != nil || parsed.Name != "" {
		return &casecore.Error{Code: casecore.Invalid, Op: op, Key: "error.mailbox", Err: err}
	}
	return p.change(ctx, cmd, op, []any{id, address}, id, "", func(ctx context.Context, _ *Dossier) (adminlog.Change, error) {
		point := Point{ID: uuid.Must(uuid.NewV7()), Channel: "email", Address: parsed.Address, CreatedAt: p.now()}
		return personChange(id, "add_mailbox", nil, map[string]string{"address": point.Masked()}), p.people.AddPoint(ctx, id, point)
	})
}

// Unlink takes a chat or a mailbox from a person.
func (p *Personnel) Unlink(ctx context.Context, cmd casecore.Command, id casecore.StaffID, point uuid.UUID) error {
	return p.change(ctx, cmd, "unlink", []any{id, point}, id, "", func(ctx context.Context, _ *Dossier) (adminlog.Change, error) {
		gone, err := p.people.RemovePoint(ctx, id, point)
		return personChange(id, "unlink", map[string]string{"channel": gone.Channel, "address": gone.Masked()}, nil), err
	})
}

// LinkCode makes a one-time code with which the person links a chat of theirs. The log says that one was made, not which. Nobody
// can say it twice: a repeat of the command is a Conflict.
func (p *Personnel) LinkCode(ctx context.Context, cmd casecore.Command, id casecore.StaffID) (code string, expires time.Time, err error) {
	err = p.change(ctx, cmd, "link code", id, id, "", func(ctx context.Context, _ *Dossier) (adminlog.Change, error) {
		code, expires, err = p.linker.Make(ctx, casecore.Actor{Staff: id}, casecore.OrgID{})
		return personChange(id, "link_code", nil, nil), err
	})
	if err == nil && code == "" {
		return "", time.Time{}, &casecore.Error{Code: casecore.Conflict, Op: "link code", Key: "error.code_told"}
	}
	return code, expires, err
}

// change makes one change to a person under the account's lock.
func (p *Personnel) change(ctx context.Context, cmd casecore.Command, op string, payload any, id casecore.StaffID, revision string,
	do func(ctx context.Context, d *Dossier) (adminlog.Change, error),
) error {
	_, _, err := p.log.Do(ctx, cmd, op, payload, func(ctx context.Context) (adminlog.Change, error) {
		if _, err := p.people.LockAccount(ctx, id); err != nil {
			return adminlog.Change{}, err
		}
		d, err := p.people.Dossier(ctx, id, p.now())
		if err != nil {
			return adminlog.Change{}, err
		}
		if revision != "" && revision != d.Revision() {
			return adminlog.Change{}, &casecore.Error{Code: casecore.Conflict, Op: op, Key: "error.person_changed"}
		}
		if err := p.mayChange(op, cmd.Actor, &d); err != nil {
			return adminlog.Change{}, err
		}
		var done adminlog.Change
		err = p.guarded(ctx, op, func() (err error) {
			done, err = do(ctx, &d)
			return err
		})
		return done, err
	})
	return err
}

func personChange(id casecore.StaffID, action string, before, after any) adminlog.Change {
	return adminlog.Change{Subject: adminlog.Person, SubjectID: id.String(), Action: action, Before: before, After: after}
}

// A temporary password is of some 60 bits.
const (
	temporaryGroups  = 3
	temporaryLetters = 4 // of a group
)

func (p *Personnel) temporary(ctx context.Context) (password, hash string, err error) {
	groups := make([]string, temporaryGroups)
	for i := range groups {
		if groups[i], err = randomLetters(temporaryLetters); err != nil {
			return "", "", err
		}
	}
	password = strings.Join(groups, "-")
	hash, err = p.hasher.Hash(ctx, password)
	return password, hash, err
}
