package bot

import (
	"context"

	"github.com/google/uuid"

	"hotline/casecore"
)

// maxOffered is how many reports /cancel offers to withdraw.
const maxOffered = 5

// cancel drops a question or a draft; without one it offers to withdraw reports that nobody has worded yet.
func (t *turn) cancel(ctx context.Context) error {
	s := &t.chat.session
	switch {
	case s.Asked != nil:
		s.Asked = nil
		t.say(nil, "bot.cancelled")
		return nil
	case s.Draft != nil:
		s.Draft = nil
		t.say(nil, "bot.dropped")
		return nil
	}
	reports, err := t.withdrawable(ctx)
	if err != nil {
		return err
	}
	if len(reports) == 0 {
		t.say(nil, "bot.nothing_to_cancel")
		return nil
	}
	for i, r := range reports {
		if i == maxOffered {
			break
		}
		id := r.ID.UUID()
		t.say(&keyboard{Inline: [][]button{{
			t.button("bot.withdraw.yes", subjectData(aboutReport, id, "y")),
			t.button("bot.withdraw.no", subjectData(aboutReport, id, "n")),
		}}}, "bot.withdraw.ask", "excerpt", excerpt(r.Text))
	}
	return nil
}

func (t *turn) withdrawable(ctx context.Context) ([]casecore.Report, error) {
	reports, err := t.bot.parts.Lookups.OpenReports(ctx, casecore.ReplyByTelegram, address(t.chat.id))
	if err != nil {
		return nil, err
	}
	var list []casecore.Report
	for _, r := range reports {
		if r.Status == casecore.ReportWaiting || r.Status == casecore.ReportClaimed {
			list = append(list, r)
		}
	}
	return list, nil
}

// tapReport withdraws a report, if it is this chat's and still unworded. The core tells the citizen that it is withdrawn.
func (t *turn) tapReport(ctx context.Context, id uuid.UUID, action string) error {
	reports, err := t.withdrawable(ctx)
	if err != nil {
		return err
	}
	for _, r := range reports {
		if r.ID.UUID() != id {
			continue
		}
		t.strip()
		t.toast = t.plain("bot.withdraw.kept")
		if action != "y" {
			return nil
		}
		t.toast = t.plain("bot.withdraw.done")
		_, err := t.bot.parts.Intake.Withdraw(ctx, casecore.WithdrawReport{Command: t.cmd, Report: r.ID})
		return err
	}
	t.strip()
	return nil
}
