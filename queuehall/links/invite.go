package links

import (
	"encoding/binary"
	"time"

	"hotline/internal/secret"
)

// InviteLife is how long a booking that is made by a link from a chat is followed by that chat. A link stays in the chat for good, and
// may be passed on.
const InviteLife = 24 * time.Hour

// moment is how many bytes of an invitation say when it was made, before the chat.
const moment = 8

// Invite is what the address of the booking page carries, so that a visit that is booked there is followed by the chat that it was opened
// from. Nobody reads the chat in it.
func (l *Links) Invite(chat string, now time.Time) string {
	return l.secrets.Seal(secret.Invite, append(binary.BigEndian.AppendUint64(nil, uint64(now.Unix())), chat...)) //nolint:gosec // after 1970
}

// Invited returns which chat an address came from, and false when it is none or too old.
func (l *Links) Invited(invite string, now time.Time) (chat string, ok bool) {
	text, ok := l.secrets.Unseal(secret.Invite, invite)
	if !ok || len(text) <= moment {
		return "", false
	}
	made := time.Unix(int64(binary.BigEndian.Uint64(text)), 0) //nolint:gosec // as it was written
	return string(text[moment:]), now.Sub(made) < InviteLife
}
