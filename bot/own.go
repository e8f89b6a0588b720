package bot

import (
	"context"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"hotline/casecore"
)

// Actions of the buttons under one's own case.
const (
	actionShow     = "s"
	actionAdd      = "a"
	actionNotFixed = "n"
)

// standing is how the chat's person shows that a case is theirs.
func (t *turn) standing() casecore.Standing {
	return casecore.Standing{Channel: casecore.ReplyByTelegram, Address: address(t.chat.id)}
}

// own finds a case among those of the chat's person.
func (t *turn) own(ctx context.Context, id uuid.UUID) (casecore.Case, bool, error) {
	cases, err := t.bot.parts.Lookups.CasesOfReply(ctx, casecore.ReplyByTelegram, address(t.chat.id))
	for i := range cases {
		if cases[i].ID.UUID() == id {
			return cases[i], true, nil
		}
	}
	return casecore.Case{}, false, err
}

// tapOwn shows a case of the chat's person, or begins what they have to say on it.
func (t *turn) tapOwn(ctx context.Context, id uuid.UUID, action string) error {
	c, ok, err := t.own(ctx, id)
	if err != nil || !ok {
		return err
	}
	t.toast = ""
	switch action {
	case actionShow:
		return t.describe(ctx, &c)
	case actionAdd:
		t.chat.session.Asked = &asked{What: askedAdd, ID: id, From: t.in.from, Number: c.Number.String()}
		t.say(nil, "bot.add.write", "number", c.Number.String())
	case actionNotFixed:
		t.askNotFixed(&c)
	}
	return nil
}

// buttonsOf are what the applicant may do with their case now.
func (t *turn) buttonsOf(ctx context.Context, c *casecore.Case) (*keyboard, error) {
	id := c.ID.UUID()
	if !c.Ended() {
		return column(t.button("bot.button.add", subjectData(aboutOwn, id, actionAdd))), nil
	}
	markup := &keyboard{}
	rates, err := t.bot.parts.Endings.MayRate(ctx, c, t.standing())
	if err != nil {
		return nil, err
	}
	if rates {
		markup.Inline = append(markup.Inline, marks(id, c.Cycle))
	}
	if _, ok := t.bot.parts.Endings.MayDispute(c); ok {
		markup.Inline = append(markup.Inline, []button{t.button("bot.button.not_fixed", subjectData(aboutOwn, id, actionNotFixed))})
	}
	if len(markup.Inline) == 0 {
		return nil, nil //nolint:nilnil // no buttons is no keyboard
	}
	return markup, nil
}

// marks is a row of marks for how a case was settled in a cycle.
func marks(id uuid.UUID, cycle int) []button {
	row := make([]button, 0, casecore.MaxMark)
	for mark := casecore.MinMark; mark <= casecore.MaxMark; mark++ {
		row = append(row, button{
			Text: strconv.Itoa(mark) + " ⭐", Data: subjectData(aboutRating, id, strconv.Itoa(mark)) + ":" + strconv.Itoa(cycle),
		})
	}
	return row
}

// askAddReport begins what a report lacks, or the case that it has become or has joined since the button was shown.
func (t *turn) askAddReport(ctx context.Context, id uuid.UUID) error {
	reports, err := t.bot.parts.Lookups.OpenReports(ctx, casecore.ReplyByTelegram, address(t.chat.id))
	if err != nil {
		return err
	}
	if slices.ContainsFunc(reports, func(r casecore.Report) bool { return r.ID.UUID() == id }) {
		t.chat.session.Asked = &asked{What: askedAddReport, ID: id, From: t.in.from}
		t.toast = ""
		t.say(nil, "bot.add.write_report")
		return nil
	}
	r, err := t.bot.parts.Lookups.Report(ctx, casecore.ReportID(id))
	if casecore.CodeOf(err) == casecore.NotFound || err == nil && r.CaseID.IsZero() {
		return nil
	}
	if err != nil {
		return err
	}
	return t.tapOwn(ctx, r.CaseID.UUID(), actionAdd)
}

// add gives what came, words or files or both, to the case or the report.
func (t *turn) add(ctx context.Context, a *asked) error {
	if a.Text == "" && len(a.Files) == 0 {
		t.say(nil, "bot.add.nothing")
		return nil
	}
	t.chat.session.Asked = nil
	if a.What == askedAddReport {
		return t.addToReport(ctx, a.ID, a.Text, a.Files)
	}
	return t.addToCase(ctx, casecore.CaseID(a.ID), a.Text, a.Files)
}

func (t *turn) addToCase(ctx context.Context, id casecore.CaseID, text string, files []casecore.FileID) error {
	c, err := t.bot.parts.Additions.AddToCase(ctx, casecore.AddToCase{
		Command: t.cmd, Standing: t.standing(), Case: id, Text: text, Files: files,
	})
	if err != nil {
		return err
	}
	t.say(column(t.button("bot.button.add_more", subjectData(aboutOwn, id.UUID(), actionAdd))),
		"bot.add.done", "number", c.Number.String())
	return nil
}

// addToReport adds to a report, or to the case that it has become or has joined meanwhile.
func (t *turn) addToReport(ctx context.Context, id uuid.UUID, text string, files []casecore.FileID) error {
	r, err := t.bot.parts.Lookups.Report(ctx, casecore.ReportID(id))
	if err != nil {
		return err
	}
	if !r.CaseID.IsZero() {
		return t.addToCase(ctx, r.CaseID, text, files)
	}
	_, err = t.bot.parts.Additions.AddToReport(ctx, casecore.AddToReport{
		Command: t.cmd, Standing: t.standing(), Report: casecore.ReportID(id), Text: text, Files: files,
	})
	if err != nil {
		return err
	}
	t.say(column(t.button("bot.button.add_more", subjectData(aboutReport, id, actionAdd))), "bot.add.done_report")
	return nil
}
