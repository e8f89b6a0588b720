package bot

import (
	"cmp"
	"context"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// tapQuestion lets the applicant answer what the executor asked, or tells whether what they wrote was the answer.
func (t *turn) tapQuestion(ctx context.Context, id uuid.UUID, action string) error {
	a := t.chat.session.Asked
	if action == "r" {
		return t.writeAnswer(ctx, id)
	}
	if a == nil || a.What != askedOffered || a.ID != id || a.Parked == nil {
		return nil
	}
	t.toast = ""
	t.strip()
	parked := *a.Parked
	if action != "y" {
		t.chat.session.Asked = nil
		return t.begin(ctx, parked)
	}
	a.What, a.From, a.Text, a.Files, a.Parked = cmp.Or(a.Answer, askedAnswer), t.in.from, parked.Text, parked.Files, nil
	if a.What != askedAnswer {
		return t.add(ctx, a)
	}
	return t.answerQuestion(ctx, a)
}

func (t *turn) writeAnswer(ctx context.Context, id uuid.UUID) error {
	cases, err := t.bot.parts.Lookups.CasesOfReply(ctx, casecore.ReplyByTelegram, address(t.chat.id))
	if err != nil {
		return err
	}
	for i := range cases {
		if cases[i].ID.UUID() == id && !cases[i].Ended() {
			t.chat.session.Asked = &asked{What: askedAnswer, ID: id, From: t.in.from}
			t.toast = ""
			t.say(nil, "bot.question.write", "number", cases[i].Number.String())
		}
	}
	return nil
}

// offered asks whether what was written after a question is its answer: it may as well be another trouble.
func (t *turn) offered(a *asked) {
	if t.in.Other {
		t.say(nil, "bot.not_understood")
		return
	}
	if a.Parked == nil {
		a.Parked = &input{}
	}
	a.Parked.add(t.in)
	t.say(column(t.button("bot.question.yes", subjectData(aboutQuestion, a.ID, "y")),
		t.button("bot.question.no", subjectData(aboutQuestion, a.ID, "n"))), t.offeredText(a), "number", a.Number)
}

func (t *turn) offeredText(a *asked) string {
	if a.Number == "" {
		return "bot.question.is_it_report"
	}
	return "bot.question.is_it"
}

func (t *turn) answerQuestion(ctx context.Context, a *asked) error {
	if a.Text == "" {
		t.say(nil, "bot.question.text")
		return nil
	}
	t.chat.session.Asked = nil
	_, err := t.bot.parts.Cases.Act(ctx, casecore.ActOnCase{
		Command: t.cmd, Case: casecore.CaseID(a.ID), Action: regulation.ActionAnswerCitizen, Text: a.Text, Files: a.Files,
	})
	if err != nil {
		return err
	}
	t.say(nil, "bot.question.passed")
	return nil
}
