package main

import (
	"context"
	"time"

	"hotline/bot"
	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/directory"
	"hotline/casecore/outbox"
	"hotline/casecore/pgstore"
	"hotline/casecore/staff"
	"hotline/casecore/stats"
	"hotline/dashboard"
)

// admin is what the administrators' screens are served by.
func (a *app) admin(reader *stats.Reader, telegram *bot.Bot) dashboard.Admin {
	book := adminlog.New(a.db, a.store, a.clock.Now)
	personnel := staff.NewPersonnel(a.people, book, a.hasher, a.profile.Zone, a.clock.Now)
	editor := directory.NewEditor(pgstore.NewClassifiers(a.db), a.people, book, a.city, a.clock.Now)
	return dashboard.Admin{
		Office: personnel, Roster: personnel, Access: personnel, Reached: personnel, Account: personnel, Register: a.people, Log: book,
		Classifier: editor, Files: editor, Undoing: editor, Orgs: editor, Chats: editor,
		Reacher: reacher{outbox.NewDirectory(a.db, a.profile.Zone)}, Versions: a.city, Lists: reader, Updates: updates{telegram},
	}
}

// reacher lets the administrators see whom something would reach: edges do not know the outbox.
type reacher struct{ directory *outbox.Directory }

// Reach implements dashboard.Reacher.
func (r reacher) Reach(ctx context.Context, at time.Time, to []casecore.Recipient) (map[casecore.Recipient]dashboard.Reached, error) {
	found, err := r.directory.Resolve(ctx, at, to)
	reached := make(map[casecore.Recipient]dashboard.Reached, len(found))
	for who, res := range found {
		one := dashboard.Reached{Reason: res.Reason}
		for _, at := range res.Reach {
			one.Addresses = append(one.Addresses, dashboard.ReachedAt{Whose: at.Whose, Channel: at.Channel, Address: at.Address})
		}
		reached[who] = one
	}
	return reached, err
}

// updates lets the administrators see what the bot gave up: edges do not know each other.
type updates struct{ telegram *bot.Bot }

// DeadUpdates implements dashboard.Updates.
func (u updates) DeadUpdates(ctx context.Context, limit int) ([]dashboard.DeadUpdate, error) {
	dead, err := u.telegram.DeadUpdates(ctx, limit)
	list := make([]dashboard.DeadUpdate, 0, len(dead))
	for _, d := range dead {
		list = append(list, dashboard.DeadUpdate{ID: d.ID, ReceivedAt: d.ReceivedAt, DeadAt: d.DeadAt, LastError: d.LastError})
	}
	return list, err
}

// Replay implements dashboard.Updates.
func (u updates) Replay(ctx context.Context, update int64) error {
	return u.telegram.Replay(ctx, update)
}
