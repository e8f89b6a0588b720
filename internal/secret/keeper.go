// Package secret makes and opens the secrets that let a citizen in without an account: the link to agree to a wording, the
// link to a case's status page, and the code that opens it together with the case's number.
//
// Nothing is stored. A secret is an HMAC of what it opens, or holds it encrypted where nobody may read it, so a leaked
// database opens nothing, and changing the signing secret is how all links are withdrawn.
//
// # Invariants
//
// A secret for one purpose never opens another. The first of the signing secrets signs, all of them verify, so that a
// secret is changed by putting the new one in front. Comparisons take constant time.
//
// # Concurrency
//
// A [Keeper] never changes after [New] and is safe for concurrent use.
package secret

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// The purposes of the product.
const (
	Wording = "wording" // one wording's page: agree or correct (MR-4.4)
	Status  = "status"  // one case's status page
	Report  = "report"  // one report's page, until it is a case
	Photo   = "photo"   // one picture
	Receipt = "receipt" // what became of a person's request about their data
	Form    = "form"    // one filling of the public form: its id tells when it was shown
	Ticket  = "ticket"  // one ticket's page in a hall
	Booking = "booking" // one booking's page, and the code by which its holder is known in the hall
	Invite  = "invite"  // the way from a chat to the page on which a visit is booked
)

// MinSecret is how many bytes a signing secret has at least.
const MinSecret = 32

// macSize, in bytes, gives 88 bits; with the id a token is 27 bytes, which base64 writes without a remainder as
// tokenSize characters, so that there is one spelling of each token.
const (
	macSize   = 11
	tokenSize = 36
)

// Keeper makes and opens secrets.
type Keeper struct {
	secrets [][]byte
}

// New returns a Keeper that signs with the first secret and verifies with all of them.
func New(secrets ...string) (*Keeper, error) {
	if len(secrets) == 0 {
		return nil, errors.New("secret: at least one signing secret is needed")
	}
	k := &Keeper{}
	for i, s := range secrets {
		if len(s) < MinSecret {
			return nil, fmt.Errorf("secret: signing secret %d has %d bytes, at least %d are needed", i+1, len(s), MinSecret)
		}
		k.secrets = append(k.secrets, []byte(s))
	}
	return k, nil
}

// Token returns the 36 URL-safe characters that open id for purpose.
func (k *Keeper) Token(purpose string, id uuid.UUID) string {
	mac := sum(k.secrets[0], "token", purpose, id)
	return base64.RawURLEncoding.EncodeToString(append(id[:], mac[:macSize]...))
}

// Open returns what token opens for purpose, and false when it opens nothing.
func (k *Keeper) Open(purpose, token string) (uuid.UUID, bool) {
	if len(token) != tokenSize { // before decoding, which skips line ends
		return uuid.Nil, false
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) != len(uuid.UUID{})+macSize {
		return uuid.Nil, false
	}
	id := uuid.UUID(b[:16])
	for _, s := range k.secrets {
		if hmac.Equal(b[16:], sum(s, "token", purpose, id)[:macSize]) {
			return id, true
		}
	}
	return uuid.Nil, false
}

// Code returns eight characters that are easily spoken and written down, and open id for purpose together with something
// else that names it. They hold some 32 bits: the caller limits the rate of guesses.
func (k *Keeper) Code(purpose string, id uuid.UUID) string { return code(k.secrets[0], purpose, id) }

// CheckCode tells whether what was typed is the code of id for purpose. Case, spaces, hyphens and the keyboard's
// layout do not matter.
func (k *Keeper) CheckCode(purpose string, id uuid.UUID, typed string) bool {
	given := []byte(fold(typed))
	for _, s := range k.secrets {
		if subtle.ConstantTimeCompare(given, []byte(code(s, purpose, id))) == 1 {
			return true
		}
	}
	return false
}

// Key is a key of its own for a purpose, from the first secret.
func (k *Keeper) Key(purpose string) []byte { return sum(k.secrets[0], "key", purpose, uuid.Nil) }

func code(secret []byte, purpose string, id uuid.UUID) string {
	n := binary.BigEndian.Uint64(sum(secret, "code", purpose, id))
	var b [codeSize]byte
	for i := range b {
		b[i] = alphabet[n%uint64(len(alphabet))]
		n /= uint64(len(alphabet))
	}
	return string(b[:])
}

// sum is the HMAC of what a secret is for. The zero byte keeps the two words apart: neither holds one.
func sum(secret []byte, form, purpose string, id uuid.UUID) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(form + "\x00" + purpose + "\x00"))
	h.Write(id[:])
	return h.Sum(nil)
}
