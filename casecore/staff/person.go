package staff

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"hotline/casecore"
)

// Person is somebody who signs in.
type Person struct {
	ID         casecore.StaffID
	Login      string
	Name       string
	Lang       string
	Phone      string
	CreatedAt  time.Time
	DisabledAt time.Time // zero while the person may sign in
	MustChange bool      // the password is temporary: it opens nothing but its own change
}

// Account is a person with what a sign-in is decided on.
type Account struct {
	Person

	PasswordHash string
	Failures     int // wrong passwords in a row
	LockedUntil  time.Time
}

// Stamp changes with the password: a session made under another stamp has ended.
func (a *Account) Stamp() string {
	sum := sha256.Sum256([]byte(a.PasswordHash))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// Member is a person with the grants in force.
type Member struct {
	Person

	Grants []casecore.Grant
	Stamp  string
}

// Actor returns the person as use cases know them.
func (m *Member) Actor() casecore.Actor {
	return casecore.Actor{Staff: m.ID, Grants: m.Grants}
}

// Folded is a login as it is stored: without spaces around it, in lower case.
func Folded(login string) string { return strings.ToLower(strings.TrimSpace(login)) }
