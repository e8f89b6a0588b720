package staff

import (
	"context"
	"slices"
	"time"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/regulation"
)

// Give gives a person a role (RO-2.2); the days of a deputy are the grant's.
func (p *Personnel) Give(ctx context.Context, cmd casecore.Command, id casecore.StaffID, g casecore.Grant) error {
	const op = "give role"
	if err := p.mayGrant(op, cmd.Actor, g); err != nil {
		return err
	}
	return p.change(ctx, cmd, op, []any{id, g}, id, "", func(ctx context.Context, _ *Dossier) (adminlog.Change, error) {
		return personChange(id, "give_role", nil, keptGrant(g)), p.people.AddGrant(ctx, id, g)
	})
}

// End lets a role end: day is the first one without it, today when zero.
func (p *Personnel) End(ctx context.Context, cmd casecore.Command, id casecore.StaffID, g casecore.Grant, day time.Time) error {
	const op = "end role"
	if day.IsZero() {
		day = p.today()
	}
	return p.change(ctx, cmd, op, []any{id, g, day}, id, "", func(ctx context.Context, d *Dossier) (adminlog.Change, error) {
		before, err := p.limit(ctx, op, d, g, day)
		after := before
		after.Until = day
		return personChange(id, "end_role", keptGrant(before), keptGrant(after)), err
	})
}

// HandOver passes a role to a successor on a day: it ends with one when it begins with the other, so that neither nobody
// nor both hold it.
func (p *Personnel) HandOver(ctx context.Context, cmd casecore.Command, from, to casecore.StaffID, g casecore.Grant, day time.Time) error {
	const op = "hand over role"
	if from == to || day.IsZero() {
		return invalid(op, "error.hand_over")
	}
	if err := p.mayGrant(op, cmd.Actor, g); err != nil {
		return err
	}
	return p.change(ctx, cmd, op, []any{from, to, g, day}, from, "", func(ctx context.Context, d *Dossier) (adminlog.Change, error) {
		successor, err := p.people.LockAccount(ctx, to)
		if err != nil {
			return adminlog.Change{}, err
		}
		if !successor.DisabledAt.IsZero() {
			return adminlog.Change{}, &casecore.Error{Code: casecore.Refused, Op: op, Key: "error.person_disabled"}
		}
		before, err := p.limit(ctx, op, d, g, day)
		if err != nil {
			return adminlog.Change{}, err
		}
		next := before
		next.Since = day
		if err := checkGrant(op, next); err != nil {
			return adminlog.Change{}, err
		}
		after := keptGrant(next)
		after.To = successor.Login
		return personChange(from, "hand_over", keptGrant(before), after), p.people.AddGrant(ctx, to, next)
	})
}

// limit ends one of the person's grants and returns it as it was.
func (p *Personnel) limit(ctx context.Context, op string, d *Dossier, g casecore.Grant, day time.Time) (casecore.Grant, error) {
	i := slices.IndexFunc(d.Grants, func(h casecore.Grant) bool {
		return h.Role == g.Role && h.Org == g.Org && h.Area == g.Area && (g.Since.IsZero() || h.Since.Equal(g.Since))
	})
	if i < 0 {
		return casecore.Grant{}, &casecore.Error{Code: casecore.NotFound, Op: op, Key: "error.grant_unknown"}
	}
	held := d.Grants[i]
	if !held.Until.IsZero() && !day.Before(held.Until) {
		return casecore.Grant{}, invalid(op, "error.grant_dates")
	}
	_, err := p.people.LimitGrant(ctx, d.ID, held, day)
	return held, err
}

// mayGrant checks a grant, and that who gives it may: only an administrator makes administrators (RO-2.2).
func (p *Personnel) mayGrant(op string, actor casecore.Actor, g casecore.Grant) error {
	if g.Role == regulation.RoleAdministrator && !actor.Has(regulation.RoleAdministrator) {
		return &casecore.Error{Code: casecore.Forbidden, Op: op, Key: "error.only_administrator"}
	}
	return checkGrant(op, g)
}

// mayChange keeps a technical administrator, who looks after accounts, from becoming an administrator by taking over the
// account of one, or of somebody who will be one.
func (p *Personnel) mayChange(op string, actor casecore.Actor, d *Dossier) error {
	today := p.today()
	administers := slices.ContainsFunc(d.Grants, func(g casecore.Grant) bool {
		return g.Role == regulation.RoleAdministrator && (g.Until.IsZero() || today.Before(g.Until))
	})
	if administers && d.ID != actor.Staff && !actor.Has(regulation.RoleAdministrator) {
		return &casecore.Error{Code: casecore.Forbidden, Op: op, Key: "error.only_administrator"}
	}
	return nil
}

// guarded makes a change that must not leave the city without an administrator on any day from now on. The log's lock lets
// such changes in one by one. A city that has none anyway is not held up.
func (p *Personnel) guarded(ctx context.Context, op string, do func() error) error {
	before, err := p.people.Holders(ctx, string(regulation.RoleAdministrator))
	if err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	after, err := p.people.Holders(ctx, string(regulation.RoleAdministrator))
	if err != nil {
		return err
	}
	if covered(before, p.today()) && !covered(after, p.today()) {
		return &casecore.Error{Code: casecore.Refused, Op: op, Key: "error.last_administrator"}
	}
	return nil
}

// covered tells whether on every day from today on some grant holds. Days without one begin where one ends.
func covered(grants []casecore.Grant, today time.Time) bool {
	holds := func(day time.Time) bool {
		return slices.ContainsFunc(grants, func(g casecore.Grant) bool {
			return !day.Before(g.Since) && (g.Until.IsZero() || day.Before(g.Until))
		})
	}
	if !holds(today) {
		return false
	}
	return !slices.ContainsFunc(grants, func(g casecore.Grant) bool { return g.Until.After(today) && !holds(g.Until) })
}

// today is the city's day as grants name days: midnight UTC.
func (p *Personnel) today() time.Time {
	y, m, d := p.now().In(p.zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
