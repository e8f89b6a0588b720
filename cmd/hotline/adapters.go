package main

import (
	"context"
	"errors"

	"hotline/bot"
	"hotline/casecore"
	"hotline/casecore/outbox"
	"hotline/casecore/staff"
)

// actors answers who somebody is as the use cases know them.
type actors struct{ directory *staff.Directory }

// Actor returns a person with the grants in force.
func (a actors) Actor(ctx context.Context, id casecore.StaffID) (casecore.Actor, error) {
	m, err := a.directory.Lookup(ctx, id)
	return m.Actor(), err
}

// chatSender lets the bot send deliveries: edges do not know the outbox.
type chatSender struct{ sender *bot.Sender }

// Send implements outbox.Sender.
func (s chatSender) Send(ctx context.Context, o outbox.Outgoing) (outbox.Result, error) {
	id, err := s.sender.Send(ctx, o.Delivery, o.More, o.Lang)
	var later bot.RetryAfter
	var put bot.Later
	var gone bot.Unreachable
	switch {
	case errors.As(err, &put):
		err = outbox.Later{At: put.At}
	case errors.As(err, &later):
		err = outbox.RetryAfter{After: later.After, Err: later.Err}
	case errors.As(err, &gone):
		err = outbox.Unreachable{Err: gone.Err}
	}
	return outbox.Result{ExternalID: id}, err
}
