package bot

import (
	"slices"

	"hotline/casecore/regulation"
)

// What citizens and executors are told. The nouns of the profiles differ (звернення, повідомлення), so the texts speak of
// numbers.

func (l *letter) received() error {
	l.line("bot.citizen.received")
	return nil
}

// wording asks whether the text is right (MR-4.4).
func (l *letter) wording() error {
	l.line("bot.citizen.wording")
	l.quote(l.str("text"))
	l.lineOf("bot.citizen.executor", l.str("executor"))
	l.lineOf("bot.citizen.solve_due", l.when("solve_due"))
	l.line("bot.citizen.is_it_right")
	if err := l.yesNo(); err != nil || !tooLong(l.str("text")) {
		return err
	}
	return l.wordingPage() // nobody agrees to a text that they cannot read to its end
}

func (l *letter) yesNo() error {
	id, err := l.id("wording_id")
	if err != nil {
		return err
	}
	l.button("bot.wording.yes", button{Data: subjectData(aboutWording, id, "y")})
	l.button("bot.wording.no", button{Data: subjectData(aboutWording, id, "n")})
	return nil
}

func (l *letter) wordingLink() error {
	l.line("bot.citizen.wording")
	l.quote(l.str("text"))
	l.line("bot.citizen.confirm_by_link")
	return l.wordingPage()
}

func (l *letter) wordingPage() error {
	id, err := l.id("wording_id")
	if err != nil {
		return err
	}
	l.link("bot.citizen.open_wording", "/w/"+l.bot.parts.Links.Token(purposeWording, id))
	return nil
}

func (l *letter) reminder() error {
	l.line("bot.citizen.reminder")
	l.quote(l.str("text"))
	if l.str("via") == "link" {
		return l.wordingPage()
	}
	l.line("bot.citizen.is_it_right")
	return l.yesNo()
}

// registered tells the number at once (MR-4.8), with what opens its status page, and what it is not (RO-1.4).
func (l *letter) registered() error {
	id, err := l.id("case_id")
	if err != nil {
		return err
	}
	l.line("bot.citizen.registered", "number", l.str("number"))
	l.lineOf("bot.citizen.executor", l.str("executor"))
	l.lineOf("bot.citizen.solve_due", l.when("solve_due"))
	l.lineOf("bot.citizen.code", l.bot.parts.Links.Code(purposeStatus, id))
	if statutory, told := l.flag("statutory"); told && !statutory {
		l.line("bot.citizen.not_statutory")
	}
	return l.statusPage()
}

// statusPage leads to the case's page, or to that of their own report whoever joined a case of somebody else's.
func (l *letter) statusPage() error {
	if l.str("report_id") != "" {
		id, err := l.id("report_id")
		if err != nil {
			return err
		}
		l.link("bot.citizen.open_status", "/r/"+l.bot.parts.Links.Token(purposeReport, id))
		return nil
	}
	id, err := l.id("case_id")
	if err != nil {
		return err
	}
	l.link("bot.citizen.open_status", "/s/"+l.bot.parts.Links.Token(purposeStatus, id))
	return nil
}

func (l *letter) status() error {
	l.line("bot.citizen.status", "number", l.str("number"), "status", l.str("status"))
	l.step(l.str("action"))
	l.lineOf("bot.citizen.executor", l.str("executor"))
	l.quote(l.str("text"))
	if err := l.ending(); err != nil {
		return err
	}
	return l.statusPage()
}

// ending asks the first applicant how the case was settled, and offers everybody to say that it is not (MR-6.4).
func (l *letter) ending() error {
	outcome := regulation.Outcome(l.str("outcome"))
	if outcome == "" || outcome == regulation.OutcomeNotConsidered {
		return nil
	}
	id, err := l.id("case_id")
	if err != nil {
		return err
	}
	if cycle, rates := l.number("cycle"); rates {
		l.line("bot.citizen.how_was_it")
		l.row(marks(id, cycle))
	}
	l.button("bot.button.not_fixed", button{Data: subjectData(aboutOwn, id, actionNotFixed)})
	return nil
}

// steps are the actions that the citizen is told the meaning of.
var steps = []regulation.ActionID{
	regulation.ActionAccept, regulation.ActionReaddress, regulation.ActionProgress, regulation.ActionExtend,
	regulation.ActionClose, regulation.ActionDone, regulation.ActionNotConsidered, regulation.ActionReopen,
	regulation.ActionNotFixed,
}

func (l *letter) step(action string) {
	if slices.Contains(steps, regulation.ActionID(action)) {
		l.line("bot.citizen.step." + action)
	}
}

func (l *letter) question() error {
	id, err := l.id("case_id")
	if err != nil {
		return err
	}
	l.line("bot.citizen.question", "number", l.str("number"))
	l.quote(l.str("text"))
	l.button("bot.question.answer", button{Data: subjectData(aboutQuestion, id, "r")})
	return nil
}

// message is what the centre writes outside of any step.
func (l *letter) message() error {
	if number := l.str("number"); number != "" {
		l.line("bot.citizen.message_case", "number", number)
	} else {
		l.line("bot.citizen.message")
	}
	l.quote(l.str("text"))
	about, name := aboutReport, "report_id"
	if l.str("case_id") != "" {
		about, name = aboutOwn, "case_id"
	}
	id, err := l.id(name)
	if err != nil {
		return err
	}
	l.button("bot.question.answer", button{Data: subjectData(about, id, actionAdd)})
	return nil
}

// consulted tells who is competent (MR-4.2.1).
func (l *letter) consulted() error {
	l.line("bot.citizen.consulted")
	l.lineOf("bot.citizen.body", l.str("body"))
	l.lineOf("bot.citizen.phones", l.str("phones"))
	l.lineOf("bot.citizen.site", l.str("site"))
	l.quote(l.str("note"))
	return nil
}

// refused tells why (MR-4.4.3, MR-4.4.4).
func (l *letter) refused() error {
	switch reason := l.str("reason"); reason {
	case "obscene", "insult", "forbidden_sender":
		l.line("bot.citizen.refused." + reason)
	default:
		l.line("bot.citizen.refused.other")
	}
	return nil
}

// linked tells the number of a case that somebody else reported first.
func (l *letter) linked() error {
	l.line("bot.citizen.linked", "number", l.str("number"))
	l.lineOf("bot.citizen.executor", l.str("executor"))
	return l.statusPage()
}

func (l *letter) unlinked() error {
	l.line("bot.citizen.unlinked", "number", l.str("number"))
	return nil
}

func (l *letter) withdrawn() error {
	l.line("bot.citizen.withdrawn")
	return nil
}

// executorCase pushes a case in real time (MR-4.9), with what can be done about it at once (MR-5.1, MR-5.2).
func (l *letter) executorCase() error {
	id, err := l.id("case_id")
	if err != nil {
		return err
	}
	if sos, _ := l.flag("sos"); sos {
		l.line("bot.executor.sos", "number", l.str("number"))
	} else {
		l.line("bot.executor.case", "number", l.str("number"))
	}
	l.lineOf("bot.executor.topic", l.str("topic"))
	l.lineOf("bot.executor.place", l.str("place"))
	l.quote(l.str("text"))
	if again := l.str("again"); again != "" { // MR-6.4
		l.line("bot.executor.again")
		l.quote(again)
	}
	l.lineOf("bot.executor.accept_due", l.when("accept_due"))
	l.lineOf("bot.citizen.solve_due", l.when("solve_due"))
	l.button("bot.executor.accept", button{Data: subjectData(aboutCase, id, "a")})
	l.button("bot.executor.decline", button{Data: subjectData(aboutCase, id, "d")})
	l.link("bot.executor.open", "/cases/"+id.String())
	return nil
}

func (l *letter) executorUpdate() error {
	id, err := l.id("case_id")
	if err != nil {
		return err
	}
	l.line("bot.executor.update", "number", l.str("number"), "action", l.str("action"))
	l.quote(l.str("text"))
	l.link("bot.executor.open", "/cases/"+id.String())
	return nil
}

// breach names one missed term (MR-6.2); the head of the message is written once for a whole gathering.
func (l *letter) breach() error {
	l.line("bot.breach.line", "number", l.str("number"), "org", l.str("org"), "topic", l.str("topic"), "due", l.when("due_at"))
	return nil
}
