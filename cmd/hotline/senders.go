package main

import (
	"hotline/bot"
	"hotline/casecore/outbox"
	"hotline/internal/letter"
	"hotline/internal/mail"
)

// senders are the channels by which this copy tells people things: the bot's chats with the bot's role, mail with the
// core's when there is a server.
func (a *app) senders(telegram *bot.Bot) (map[string]outbox.Sender, error) {
	senders := make(map[string]outbox.Sender)
	if a.cfg.HasRole("bot") {
		senders["telegram"] = chatSender{telegram.Sender()}
	}
	if a.cfg.HasRole("core") && a.cfg.SMTPURL != "" {
		letters := letter.NewWriter(a.texts, a.secrets, a.cfg.PublicURL, a.profile.Zone)
		sender, err := mail.New(mail.Config{URL: a.cfg.SMTPURL, From: a.cfg.MailFrom}, letters, a.texts, a.clock.Now)
		if err != nil {
			return nil, err
		}
		senders["email"] = sender
	}
	return senders, nil
}
