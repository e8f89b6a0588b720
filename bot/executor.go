package bot

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// tapCase accepts or declines a case, for whoever may: somebody of the lead organisation, by their own linked account, or
// whoever is in a chat that is linked to the organisation (MR-5.1, MR-5.2).
func (t *turn) tapCase(ctx context.Context, id uuid.UUID, action string) error {
	c, err := t.bot.parts.Lookups.Case(ctx, casecore.CaseID(id))
	if err != nil {
		return err
	}
	actor, ok, err := t.executor(ctx, &c)
	if err != nil {
		return err
	}
	if !ok {
		t.toast = t.plain("bot.case.not_yours")
		return nil
	}
	switch action {
	case "a":
		return t.accept(ctx, &c, actor)
	case "d":
		t.askReason(&c)
	}
	return nil
}

func (t *turn) accept(ctx context.Context, c *casecore.Case, actor casecore.Actor) error {
	after, err := t.bot.parts.Cases.Act(ctx, casecore.ActOnCase{
		Command: casecore.Command{Scope: t.cmd.Scope, Key: t.cmd.Key, Actor: actor},
		Case:    c.ID, Action: regulation.ActionAccept,
	})
	if err != nil {
		return err
	}
	t.toast = t.plain("bot.case.accepted_short")
	t.strip()
	text := t.T("bot.case.accepted", "number", after.Number.String(), "status", t.statusName(&after))
	if due := t.when(after.SolveDue); due != "" {
		text += "\n" + t.T("bot.case.solve_by", "due", due)
	}
	t.sayText(text, nil)
	return nil
}

// askReason asks why, and for proof where the regulation wants it (MR-5.2).
func (t *turn) askReason(c *casecore.Case) {
	a := &asked{What: askedReason, ID: c.ID.UUID(), From: t.in.from}
	p := t.profile
	if own, err := t.bot.parts.Rules.Version(c.Profile, c.ProfileVersion); err == nil {
		p = own
	}
	next, possible := p.Next(c.Status, regulation.ActionDecline)
	if !possible {
		t.toast = t.plain("bot.case.cannot_decline", "status", t.statusName(c))
		return
	}
	a.Proof = slices.Contains(next.Needs, regulation.NeedProof)
	t.chat.session.Asked = a
	t.toast = ""
	t.askForReason(a)
}

func (t *turn) askForReason(a *asked) {
	key := "bot.case.why"
	if a.Proof {
		key = "bot.case.why_with_proof"
	}
	t.say(t.forced(), key)
}

// forced asks for a reply in a group: anything else that is written there does not reach a bot.
func (t *turn) forced() *keyboard {
	if t.chat.private() {
		return nil
	}
	return &keyboard{Force: true}
}

func (t *turn) decline(ctx context.Context, a *asked) error {
	if a.Text == "" {
		t.askForReason(a)
		return nil
	}
	if a.Proof && len(a.Files) == 0 {
		t.say(t.forced(), "bot.case.proof")
		return nil
	}
	c, err := t.bot.parts.Lookups.Case(ctx, casecore.CaseID(a.ID))
	if err != nil {
		return err
	}
	actor, ok, err := t.executor(ctx, &c)
	if err != nil {
		return err
	}
	t.chat.session.Asked = nil
	if !ok {
		t.say(nil, "bot.case.not_yours")
		return nil
	}
	after, err := t.bot.parts.Cases.Act(ctx, casecore.ActOnCase{
		Command: casecore.Command{Scope: t.cmd.Scope, Key: t.cmd.Key, Actor: actor},
		Case:    c.ID, Action: regulation.ActionDecline, Text: a.Text, Files: a.Files,
	})
	if err != nil {
		return err
	}
	t.say(nil, "bot.case.declined", "number", after.Number.String())
	return nil
}

// executor finds out as whom the person acts on the case: as themselves when their own chat is linked and they are of the
// lead organisation, otherwise as the organisation that this chat is linked to.
func (t *turn) executor(ctx context.Context, c *casecore.Case) (casecore.Actor, bool, error) {
	own, err := t.bot.store.links(ctx, t.in.from)
	if err != nil {
		return casecore.Actor{}, false, err
	}
	for _, l := range own {
		if l.staff.IsZero() {
			continue
		}
		actor, err := t.bot.parts.People.Actor(ctx, l.staff)
		if casecore.CodeOf(err) == casecore.NotFound { // has left
			continue
		}
		if err != nil {
			return casecore.Actor{}, false, err
		}
		if slices.Contains(actor.Orgs(), c.LeadOrg) {
			return actor, true, nil
		}
	}
	here, err := t.bot.store.links(ctx, t.chat.id)
	if err != nil {
		return casecore.Actor{}, false, err
	}
	for _, l := range here {
		if l.org == c.LeadOrg && !l.org.IsZero() {
			return casecore.Actor{Grants: []casecore.Grant{
				{Role: regulation.RoleExecutor, Org: l.org}, {Role: regulation.RoleOperator, Org: l.org},
			}}, true, nil
		}
	}
	return casecore.Actor{}, false, nil
}
