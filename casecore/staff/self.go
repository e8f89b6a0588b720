package staff

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/adminlog"
)

// What everybody changes of their own account. It is logged as what administrators change is.

// EditSelf changes the actor's own name and language.
func (p *Personnel) EditSelf(ctx context.Context, cmd casecore.Command, name, lang string) error {
	const op = "edit oneself"
	id := cmd.Actor.Staff
	if name = strings.TrimSpace(name); name == "" {
		return invalid(op, "error.person_name")
	}
	return p.change(ctx, cmd, op, []string{name, lang}, id, "", func(ctx context.Context, d *Dossier) (adminlog.Change, error) {
		before := kept(&d.Person)
		d.Name, d.Lang = name, lang
		return personChange(id, "edit", before, kept(&d.Person)), p.people.EditPerson(ctx, id, name, lang, d.Phone)
	})
}

// ChangePassword changes the actor's own password and ends their other sessions; Forbidden when the present one is wrong.
// The session that asks has to be made anew with the stamp that the account then has.
func (p *Personnel) ChangePassword(ctx context.Context, cmd casecore.Command, present, next string, session uuid.UUID) error {
	const op = "change password"
	id := cmd.Actor.Staff
	account, err := p.people.Dossier(ctx, id, p.now())
	if err != nil {
		return err
	}
	switch match, err := p.hasher.Matches(ctx, present, account.PasswordHash); {
	case err != nil:
		return err
	case !match:
		return &casecore.Error{Code: casecore.Refused, Op: op, Key: "error.password_wrong"}
	case present == next:
		return invalid(op, "error.password_same")
	case len([]rune(next)) < MinPassword:
		return invalid(op, "error.password_short")
	}
	hash, err := p.hasher.Hash(ctx, next)
	if err != nil {
		return err
	}
	return p.change(ctx, cmd, op, id, id, "", func(ctx context.Context, d *Dossier) (adminlog.Change, error) {
		if d.PasswordHash != account.PasswordHash {
			return adminlog.Change{}, &casecore.Error{Code: casecore.Conflict, Op: op, Key: "error.person_changed"}
		}
		if _, err := p.people.EndSessions(ctx, id, uuid.Nil, session); err != nil {
			return adminlog.Change{}, err
		}
		return personChange(id, "change_password", nil, nil), p.people.SetPassword(ctx, id, hash, false)
	})
}
