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

// ChangePassword changes the actor's own password and ends their other sessions; Refused when the present one is wrong. A
// repeat of the command changes nothing, whatever the password is by then. The session that asks has to be made anew with the
// stamp that the account then has.
func (p *Personnel) ChangePassword(ctx context.Context, cmd casecore.Command, present, next string, session uuid.UUID) error {
	const op = "change password"
	id := cmd.Actor.Staff
	if len([]rune(next)) < MinPassword {
		return invalid(op, "error.password_short")
	}
	hash, err := p.hasher.Hash(ctx, next)
	if err != nil {
		return err
	}
	return p.change(ctx, cmd, op, id, id, "", func(ctx context.Context, d *Dossier) (adminlog.Change, error) {
		switch match, err := p.hasher.Matches(ctx, present, d.PasswordHash); {
		case err != nil:
			return adminlog.Change{}, err
		case !match:
			return adminlog.Change{}, &casecore.Error{Code: casecore.Refused, Op: op, Key: "error.password_wrong"}
		case present == next:
			return adminlog.Change{}, invalid(op, "error.password_same")
		}
		if _, err := p.people.EndSessions(ctx, id, uuid.Nil, session); err != nil {
			return adminlog.Change{}, err
		}
		return personChange(id, "change_password", nil, nil), p.people.SetPassword(ctx, id, hash, false)
	})
}
