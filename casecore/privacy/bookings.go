package privacy

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// Booking is a visit to a service hall that somebody booked with a contact. It is found while its number is kept.
type Booking struct {
	ID      uuid.UUID
	At      time.Time
	Branch  regulation.Text
	Service regulation.Text
	Ahead   bool // an erasure cancels it
}

// Bookings are the visits that people booked. Who keeps them, says here what is a person's.
type Bookings interface {
	// OfContact lists those that were made with a telephone number and are followed by a chat: whatever is given has to fit.
	OfContact(ctx context.Context, phone casecore.Phone, chat string) ([]Booking, error)
	// Data is all that is kept of bookings, of each that there is.
	Data(ctx context.Context, ids []uuid.UUID) ([]json.RawMessage, error)
	// Forget takes away whatever leads to a person and returns how many of what; those that lie ahead are cancelled.
	Forget(ctx context.Context, ids []uuid.UUID) (Counts, error)
}

// WithBookings returns an Office that serves people who booked as well.
func (o *Office) WithBookings(b Bookings) *Office {
	with := *o
	with.bookings = b
	return &with
}

// FindBookings lists the bookings that were made with the contact, the latest first. They know telephones and chats only.
func (o *Office) FindBookings(ctx context.Context, by Contact) ([]Booking, error) {
	if o.bookings == nil || by.Email != "" || by.Number != (casecore.Number{}) || by.Phone == "" && by.Telegram == "" {
		return nil, nil
	}
	return o.bookings.OfContact(ctx, by.Phone, by.Telegram)
}

// booked returns the data of bookings. Invalid when there is one that is none.
func (o *Office) booked(ctx context.Context, ids []uuid.UUID) ([]json.RawMessage, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if o.bookings == nil {
		return nil, fail(casecore.Invalid, "bookings", "error.privacy_reports")
	}
	data, err := o.bookings.Data(ctx, ids)
	if err == nil && len(data) != len(ids) {
		err = fail(casecore.Invalid, "bookings", "error.privacy_reports")
	}
	return data, err
}
