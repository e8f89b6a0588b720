package bot

// What heads and technical support of the halls are told (VN-3.3).

func (l *letter) incidentOpened() error {
	l.incident("bot.hall.incident_opened", "kind")
	l.line("bot.hall.noticed", "what", l.hall("by"), "at", l.when("opened_at"))
	l.link("bot.hall.manage", "/hall/manage")
	return nil
}

func (l *letter) incidentClosed() error {
	l.incident("bot.hall.incident_closed", "how")
	l.quote(l.str("word"))
	l.lineOf("bot.hall.since", l.when("opened_at"))
	l.link("bot.hall.manage", "/hall/manage")
	return nil
}

// hallMonthly tells that the results of a month are there, and the main ones of them (VN-4.1, VN-4.8).
func (l *letter) hallMonthly() error {
	l.line("bot.hall.monthly", "whose", l.str("whose"), "month", l.str("month"))
	l.line("bot.hall.monthly_marks", "bad", l.str("bad"), "good", l.str("good"), "exemplary", l.str("exemplary"))
	l.line("bot.hall.monthly_of", "rated", l.str("rated"), "visits", l.str("visits"), "response", l.str("response"))
	l.line("hall_report.rule")
	l.link("bot.hall.manage", "/hall/manage")
	return nil
}

// incident tells where it is, and what.
func (l *letter) incident(title, what string) {
	l.line(title)
	l.line("bot.hall.place", "branch", l.str("branch"), "counter", l.str("counter"))
	l.lines = append(l.lines, escape(l.hall(what)))
}

// hall is the text of one of an incident's codes.
func (l *letter) hall(name string) string {
	return l.bot.parts.Texts.T(l.lang, "delivery.hall."+name+"."+l.str(name), nil)
}
