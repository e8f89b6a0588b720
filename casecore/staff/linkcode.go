package staff

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"math/big"
	"slices"
	"strings"
	"time"

	"hotline/casecore"
)

// LinkCodeLife is how long a code that links a chat is good for.
const LinkCodeLife = 10 * time.Minute

const (
	alphabet   = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
	linkLength = 8 // 31^8: some 40 bits, once, for ten minutes
)

// LinkCodes is what making link codes needs of a store.
type LinkCodes interface {
	// AddLinkCode keeps the hash of a code that links a chat to the person, to the organisation too unless org is zero.
	AddLinkCode(ctx context.Context, hash []byte, id casecore.StaffID, org casecore.OrgID, expires time.Time) error
}

// Linker makes codes that link a messenger's chat to a person or an organisation.
type Linker struct {
	codes LinkCodes
	now   func() time.Time
}

// NewLinker returns a Linker.
func NewLinker(codes LinkCodes, now func() time.Time) *Linker { return &Linker{codes: codes, now: now} }

// Make returns a one-time code for the actor, and until when it is good. For an organisation the actor must hold a
// grant bound to it.
func (l *Linker) Make(ctx context.Context, actor casecore.Actor, org casecore.OrgID) (string, time.Time, error) {
	if !org.IsZero() && !holds(actor, org) {
		return "", time.Time{}, &casecore.Error{Code: casecore.Forbidden, Op: "link code", Key: "error.org_of_another"}
	}
	code, err := NewLinkCode()
	if err != nil {
		return "", time.Time{}, err
	}
	expires := l.now().Add(LinkCodeLife)
	if err := l.codes.AddLinkCode(ctx, LinkCodeHash(code), actor.Staff, org, expires); err != nil {
		return "", time.Time{}, err
	}
	return code, expires, nil
}

// NewLinkCode returns a code that nobody can guess in its time.
func NewLinkCode() (string, error) { return randomLetters(linkLength) }

// randomLetters returns n letters and digits that are not mistaken for one another, some 5 bits each.
func randomLetters(n int) (string, error) {
	letters := make([]byte, n)
	for i := range letters {
		at, err := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet))))
		if err != nil {
			return "", err
		}
		letters[i] = alphabet[at.Int64()]
	}
	return string(letters), nil
}

// LinkCodeHash is what is stored of a code, as it was typed: case and spaces around it do not matter.
func LinkCodeHash(code string) []byte {
	sum := sha256.Sum256([]byte(strings.ToUpper(strings.TrimSpace(code))))
	return sum[:]
}

func holds(actor casecore.Actor, org casecore.OrgID) bool {
	return slices.Contains(actor.Orgs(), org)
}
