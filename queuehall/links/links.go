// Package links makes and opens what lets people in a hall in without an account: the page of a ticket, the page of a booking and
// the code by which a booking's holder is known in the hall. Nothing of it is stored.
//
// # Concurrency
//
// Links never changes and is safe for concurrent use.
package links

import (
	"github.com/google/uuid"

	"hotline/internal/secret"
	"hotline/queuehall"
)

// Secrets makes and opens secrets.
type Secrets interface {
	Token(purpose string, id uuid.UUID) string
	Open(purpose, token string) (uuid.UUID, bool)
	Code(purpose string, id uuid.UUID) string
	CheckCode(purpose string, id uuid.UUID, typed string) bool
	Seal(purpose string, text []byte) string
	Unseal(purpose, sealed string) ([]byte, bool)
}

// Links knows where the pages are.
type Links struct {
	public  string
	secrets Secrets
}

// New returns the links of a server that people reach at publicURL, without a slash at the end.
func New(publicURL string, secrets Secrets) *Links { return &Links{publicURL, secrets} }

// Ticket is the address of the page on which a ticket is followed.
func (l *Links) Ticket(id queuehall.TicketID) string { return l.public + l.TicketPath(id) }

// TicketPath is that page's path.
func (l *Links) TicketPath(id queuehall.TicketID) string { return "/t/" + l.TicketToken(id) }

// TicketToken opens a ticket.
func (l *Links) TicketToken(id queuehall.TicketID) string {
	return l.secrets.Token(secret.Ticket, id.UUID())
}

// OpenTicket returns the ticket that a token opens, and false when it opens none.
func (l *Links) OpenTicket(token string) (queuehall.TicketID, bool) {
	id, ok := l.secrets.Open(secret.Ticket, token)
	return queuehall.TicketID(id), ok
}

// Booking is the address of a booking's page.
func (l *Links) Booking(id queuehall.BookingID) string { return l.public + l.BookingPath(id) }

// BookingPath is that page's path.
func (l *Links) BookingPath(id queuehall.BookingID) string { return "/booking/" + l.BookingToken(id) }

// BookingToken opens a booking.
func (l *Links) BookingToken(id queuehall.BookingID) string {
	return l.secrets.Token(secret.Booking, id.UUID())
}

// OpenBooking returns the booking that a token opens, and false when it opens none.
func (l *Links) OpenBooking(token string) (queuehall.BookingID, bool) {
	id, ok := l.secrets.Open(secret.Booking, token)
	return queuehall.BookingID(id), ok
}

// BookingCode is what a booking's holder types at a kiosk. It holds some 32 bits: whoever takes codes limits the rate of guesses.
func (l *Links) BookingCode(id queuehall.BookingID) string {
	return l.secrets.Code(secret.Booking, id.UUID())
}

// IsCode returns whether what was typed is the code of a booking, for [queuehall.Hall.FindBooking].
func (l *Links) IsCode(typed string) func(queuehall.BookingID) bool {
	return func(id queuehall.BookingID) bool { return l.secrets.CheckCode(secret.Booking, id.UUID(), typed) }
}
