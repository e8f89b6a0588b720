package staff

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/regulation"
)

// MinPassword is how long a password has to be, in letters. There are no rules about what it is made of: length is
// what costs a guesser.
const MinPassword = 10

// store is what an Office needs of a store of people.
type store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	AccountByLogin(ctx context.Context, login string) (Account, error)
	AddPerson(ctx context.Context, a Account) error
	SetPassword(ctx context.Context, id casecore.StaffID, hash string, temporary bool) error
	SetDisabled(ctx context.Context, id casecore.StaffID, at time.Time) error
	AddGrant(ctx context.Context, id casecore.StaffID, g casecore.Grant) error
	EndGrants(ctx context.Context, id casecore.StaffID, g casecore.Grant) (int, error)
}

// Office adds people and changes what they may do.
type Office struct {
	store  store
	hasher *Hasher
	now    func() time.Time
}

// NewOffice returns an Office on a store of people.
func NewOffice(store store, hasher *Hasher, now func() time.Time) *Office {
	return &Office{store: store, hasher: hasher, now: now}
}

// NewPerson is somebody to be added.
type NewPerson struct {
	Login, Name, Lang, Phone, Password string
	Grants                             []casecore.Grant
}

// Add adds a person with their grants. A login that exists already is a Conflict.
func (o *Office) Add(ctx context.Context, p NewPerson) (casecore.StaffID, error) {
	const op = "add person"
	login := Folded(p.Login)
	switch {
	case login == "" || utf8.RuneCountInString(login) > 100:
		return casecore.StaffID{}, invalid(op, "error.login")
	case p.Name == "":
		return casecore.StaffID{}, invalid(op, "error.person_name")
	}
	if p.Lang == "" {
		p.Lang = "uk"
	}
	hash, err := o.hash(ctx, op, p.Password)
	if err != nil {
		return casecore.StaffID{}, err
	}
	id := casecore.NewID[casecore.StaffID]()
	person := Person{ID: id, Login: login, Name: p.Name, Lang: p.Lang, Phone: p.Phone, CreatedAt: o.now()}
	err = o.store.InTx(ctx, func(ctx context.Context) error {
		if err := o.store.AddPerson(ctx, Account{Person: person, PasswordHash: hash}); err != nil {
			return err
		}
		for _, g := range p.Grants {
			if err := checkGrant(op, g); err != nil {
				return err
			}
			if err := o.store.AddGrant(ctx, id, g); err != nil {
				return err
			}
		}
		return nil
	})
	return id, err
}

// SetPassword changes a password, which ends the person's sessions and unlocks the account.
func (o *Office) SetPassword(ctx context.Context, login, password string) error {
	const op = "set password"
	account, err := o.store.AccountByLogin(ctx, Folded(login))
	if err != nil {
		return err
	}
	hash, err := o.hash(ctx, op, password)
	if err != nil {
		return err
	}
	return o.store.SetPassword(ctx, account.ID, hash, false)
}

// Disable keeps a person from signing in and ends their sessions; Enable lets them in again. Nobody is deleted: the
// history names them.
func (o *Office) Disable(ctx context.Context, login string) error {
	return o.setDisabled(ctx, login, o.now())
}

// Enable undoes Disable.
func (o *Office) Enable(ctx context.Context, login string) error {
	return o.setDisabled(ctx, login, time.Time{})
}

func (o *Office) setDisabled(ctx context.Context, login string, at time.Time) error {
	account, err := o.store.AccountByLogin(ctx, Folded(login))
	if err != nil {
		return err
	}
	return o.store.SetDisabled(ctx, account.ID, at)
}

// Grant gives a person a role.
func (o *Office) Grant(ctx context.Context, login string, g casecore.Grant) error {
	if err := checkGrant("grant", g); err != nil {
		return err
	}
	account, err := o.store.AccountByLogin(ctx, Folded(login))
	if err != nil {
		return err
	}
	return o.store.AddGrant(ctx, account.ID, g)
}

// Revoke takes a role away and returns how many grants of it ended.
func (o *Office) Revoke(ctx context.Context, login string, g casecore.Grant) (int, error) {
	account, err := o.store.AccountByLogin(ctx, Folded(login))
	if err != nil {
		return 0, err
	}
	return o.store.EndGrants(ctx, account.ID, g)
}

func (o *Office) hash(ctx context.Context, op, password string) (string, error) {
	if utf8.RuneCountInString(password) < MinPassword {
		return "", invalid(op, "error.password_short")
	}
	return o.hasher.Hash(ctx, password)
}

// checkGrant wants a known role, bound to what the role is about: an organisation's people to it (RO-2.2), a parent
// unit's head to the unit, a control body to its area (RO-2.2).
func checkGrant(op string, g casecore.Grant) error {
	switch g.Role {
	case regulation.RoleOperator, regulation.RoleExecutor, regulation.RoleExecutorHead, regulation.RoleParentHead:
		if g.Org.IsZero() {
			return invalid(op, "error.grant_org")
		}
	case regulation.RoleControlBody:
		if g.Area == "" {
			return invalid(op, "error.grant_area")
		}
	default:
		if !slices.Contains(access.Roles(), g.Role) {
			return invalid(op, "error.role_unknown")
		}
	}
	if !g.Until.IsZero() && !g.Since.Before(g.Until) {
		return invalid(op, "error.grant_dates")
	}
	return nil
}

func invalid(op, key string) error {
	return &casecore.Error{Code: casecore.Invalid, Op: op, Key: key}
}
