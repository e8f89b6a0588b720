package bot

import (
	"context"
	"strings"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// maxListed is how many cases /status and /my show.
const maxListed = 10

// buttonRunes is what a phone shows of a button.
const buttonRunes = 30

// status shows what this chat's person has reported: all of it, or one case by its number. Numbers are guessable, so only
// the chat's own cases are looked through.
func (t *turn) status(ctx context.Context, number string) error {
	cases, err := t.bot.parts.Lookups.CasesOfReply(ctx, casecore.ReplyByTelegram, address(t.chat.id))
	if err != nil {
		return err
	}
	if number != "" {
		return t.statusOf(ctx, cases, number)
	}
	reports, err := t.bot.parts.Lookups.OpenReports(ctx, casecore.ReplyByTelegram, address(t.chat.id))
	if err != nil {
		return err
	}
	var lines []string
	markup := &keyboard{}
	for i := range cases {
		if i == maxListed {
			break
		}
		lines = append(lines, t.T("bot.status.line", "number", cases[i].Number.String(),
			"status", t.statusName(&cases[i]), "excerpt", excerpt(cases[i].Text)))
		markup.Inline = append(markup.Inline, []button{{
			Text: t.plain("bot.status.open", "number", cases[i].Number.String()),
			Data: subjectData(aboutOwn, cases[i].ID.UUID(), actionShow),
		}})
	}
	for i := range reports {
		if i == maxListed {
			break
		}
		if reports[i].CaseID.IsZero() {
			lines = append(lines, t.T("bot.status.report", "excerpt", excerpt(reports[i].Text),
				"status", t.plain("bot.report."+string(reports[i].Status))))
			markup.Inline = append(markup.Inline, []button{{
				Text: t.plain("bot.status.add", "excerpt", clip(reports[i].Text, buttonRunes)),
				Data: subjectData(aboutReport, reports[i].ID.UUID(), actionAdd),
			}})
		}
	}
	if len(lines) == 0 {
		t.say(nil, "bot.status.none")
		return nil
	}
	t.sayText(t.T("bot.status.list")+"\n\n"+strings.Join(lines, "\n\n")+"\n\n"+t.T("bot.status.how"), markup)
	return nil
}

func (t *turn) statusOf(ctx context.Context, cases []casecore.Case, number string) error {
	n, err := casecore.ParseNumber(number)
	if err != nil {
		return err
	}
	for i := range cases {
		if c := &cases[i]; c.Number == n {
			return t.describe(ctx, c)
		}
	}
	t.say(nil, "bot.status.not_yours", "number", n.String())
	return nil
}

func (t *turn) describe(ctx context.Context, c *casecore.Case) error {
	text := t.T("bot.status.case", "number", c.Number.String(), "status", t.statusName(c))
	row := func(key, value string) {
		if value != "" {
			text += "\n" + t.T(key, "value", value)
		}
	}
	if org, ok := t.bot.parts.Directory.Org(c.LeadOrg); ok {
		row("bot.status.executor", org.Names.In(t.lang))
	}
	if !c.Ended() {
		row("bot.status.due", t.when(c.SolveDue))
	}
	row("bot.status.registered", t.when(c.RegisteredAt))
	row("bot.status.ended", t.when(c.EndedAt))
	markup, err := t.buttonsOf(ctx, c)
	if err != nil {
		return err
	}
	t.sayText(text+"\n\n<blockquote>"+escape(clip(c.Text, previewRunes))+"</blockquote>", markup)
	return nil
}

// statusName is the status as the profile calls it under which the case was taken (MR-9.2).
func (t *turn) statusName(c *casecore.Case) string {
	return statusName(t.bot.parts.Rules, t.profile, c.Profile, c.ProfileVersion, c.Status, t.lang)
}

func statusName(rules casecore.Rules, present *regulation.Profile, name regulation.ProfileName, version string,
	id regulation.StatusID, lang string,
) string {
	p := present
	if own, err := rules.Version(name, version); err == nil {
		p = own
	}
	if s, ok := p.Status(id); ok {
		return s.Names.In(lang)
	}
	return string(id)
}
