package staff

import (
	"context"
	"fmt"
	"runtime"

	"github.com/alexedwards/argon2id"
)

// Hasher makes and checks argon2id hashes, a few at a time.
type Hasher struct {
	params *argon2id.Params
	slots  chan struct{}
	dummy  string // compared with when there is no account, so that both take as long
}

// DefaultParams costs a guesser 19 MiB and two passes for each try, and the server some 30 ms.
func DefaultParams() argon2id.Params {
	return argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

// NewHasher returns a Hasher that computes at most one hash for each processor at a time.
func NewHasher(params argon2id.Params) *Hasher {
	dummy, err := argon2id.CreateHash("nobody has this password", &params)
	if err != nil {
		panic(err) // only without a source of randomness
	}
	return &Hasher{params: &params, slots: make(chan struct{}, runtime.GOMAXPROCS(0)), dummy: dummy}
}

// Hash returns the hash of a password.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	hash, err := argon2id.CreateHash(password, h.params)
	if err != nil {
		return "", fmt.Errorf("staff: hash: %w", err)
	}
	return hash, nil
}

// Matches tells whether hash is the password's. An empty hash matches nothing and takes as long.
func (h *Hasher) Matches(ctx context.Context, password, hash string) (bool, error) {
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	known := hash != ""
	if !known {
		hash = h.dummy
	}
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, fmt.Errorf("staff: compare: %w", err)
	}
	return match && known, nil
}

func (h *Hasher) enter(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *Hasher) leave() { <-h.slots }
