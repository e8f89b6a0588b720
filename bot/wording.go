package bot

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"hotline/casecore"
)

// tapWording takes the applicant's yes or no to a wording (MR-4.4). Buttons of a wording that is not the live one of a
// report of this chat do nothing.
func (t *turn) tapWording(ctx context.Context, id uuid.UUID, action string) error {
	live, err := t.asksHere(ctx, casecore.WordingID(id))
	if err != nil {
		return err
	}
	if !live {
		t.strip()
		return nil
	}
	switch action {
	case "y":
		_, err := t.bot.parts.Wordings.Agree(ctx, casecore.AgreeWording{
			Command: t.cmd, Wording: casecore.WordingID(id), How: casecore.AskBot,
		})
		if err != nil {
			return err
		}
		t.toast = t.plain("bot.wording.agreed")
		t.strip()
	case "n":
		t.chat.session.Asked = &asked{What: askedCorrection, ID: id, From: t.in.from}
		t.toast = ""
		t.say(nil, "bot.wording.what")
	}
	return nil
}

// asksHere tells whether the wording is the live one of a report whose applicant is answered in this chat.
func (t *turn) asksHere(ctx context.Context, id casecore.WordingID) (bool, error) {
	reports, err := t.bot.parts.Lookups.OpenReports(ctx, casecore.ReplyByTelegram, address(t.chat.id))
	if err != nil {
		return false, err
	}
	if slices.ContainsFunc(reports, func(r casecore.Report) bool { return r.WordingID == id }) {
		return true, nil
	}
	// Where the profile registers first, the report is a case already while its wording is still asked about.
	cases, err := t.bot.parts.Lookups.CasesOfReply(ctx, casecore.ReplyByTelegram, address(t.chat.id))
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(cases, func(c casecore.Case) bool { return c.WordingID == id }), nil
}

// answered takes the answer to what was asked outside of a draft.
func (t *turn) answered(ctx context.Context) error {
	a := t.chat.session.Asked
	switch {
	case !t.chat.private() && t.in.from != a.From:
		return nil
	case a.What == askedOffered:
		t.offered(a)
		return nil
	}
	for _, f := range t.in.Files {
		if len(a.Files) < maxFiles {
			a.Files = append(a.Files, f)
		}
	}
	if t.in.TooBig > 0 {
		t.note("bot.files.too_big", "megabytes", MaxFile>>20)
	}
	if t.in.Lost > 0 {
		t.note("bot.files.lost")
	}
	if t.in.Text != "" {
		a.Text = clean(a.Text+"\n"+t.in.Text, maxWords)
	}
	switch a.What {
	case askedCorrection:
		return t.correct(ctx, a)
	case askedAdd, askedAddReport:
		return t.add(ctx, a)
	case askedNotFixed:
		return t.notFixed(ctx, a)
	case askedRating:
		return t.rateWords(ctx, a)
	case askedReason:
		return t.decline(ctx, a)
	}
	return t.answerQuestion(ctx, a)
}

func (t *turn) correct(ctx context.Context, a *asked) error {
	if a.Text == "" {
		t.say(nil, "bot.wording.what")
		return nil
	}
	live, err := t.asksHere(ctx, casecore.WordingID(a.ID))
	if err != nil {
		return err
	}
	t.chat.session.Asked = nil
	if !live {
		t.say(nil, "bot.wording.settled")
		return nil
	}
	_, err = t.bot.parts.Wordings.Correct(ctx, casecore.CorrectWording{
		Command: t.cmd, Wording: casecore.WordingID(a.ID), How: casecore.AskBot, Text: a.Text,
	})
	if err != nil {
		return err
	}
	t.say(nil, "bot.wording.corrected")
	return nil
}
