package main

import (
	"hotline/bot"
	"hotline/casecore/outbox"
)

// senders are the channels by which this copy tells people things.
func (a *app) senders(telegram *bot.Bot) (map[string]outbox.Sender, error) {
	senders := make(map[string]outbox.Sender)
	if a.cfg.HasRole("bot") {
		senders["telegram"] = chatSender{telegram.Sender()}
	}
	return senders, nil
}
