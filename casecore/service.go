package casecore

import (
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"hotline/casecore/regulation"
)

// Hooks hear of what was committed. They must not block and may be nil; losing a call costs time, never a deadline.
type Hooks struct {
	Armed   func(refs []TimerRef) // deadlines were armed or moved
	Changed func()                // rows wait for the relay and the deliverer
}

// Service carries out the use cases. It is safe for concurrent use; every method that writes is one transaction (or
// joins the caller's) and is idempotent by its Command's key.
type Service struct {
	store     Store
	rules     Rules
	catalogue Catalogue
	now       func() time.Time
	hooks     Hooks
	log       *slog.Logger
	secrets   Secrets // nil when only chats count
}

// NewService returns a Service on its ports. now is the one clock.
func NewService(store Store, rules Rules, catalogue Catalogue, now func() time.Time, hooks Hooks, log *slog.Logger,
	options ...Option,
) *Service {
	s := &Service{store: store, rules: rules, catalogue: catalogue, now: now, hooks: hooks, log: log}
	for _, option := range options {
		option(s)
	}
	return s
}

// commandLife is how long a command's key is remembered.
const commandLife = 7 * 24 * time.Hour

// once runs decide in one transaction under the command's key. load reads and locks what decide needs; when the key was
// used before, decide is not run and the earlier result's id is returned with repeated set.
func (s *Service) once(ctx context.Context, cmd Command, payload any, result uuid.UUID, t SubjectType,
	load func(ctx context.Context) error, decide func(ctx context.Context) error,
) (id uuid.UUID, repeated bool, err error) {
	claim, err := cmd.Claim(payload, result, t, s.now(), commandLife)
	if err != nil {
		return uuid.Nil, false, err
	}
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		claimed := s.store.Claim(ctx, claim)
		loadErr := load(ctx)
		if id, repeated, err = claimed.Repeat(ctx); err != nil || repeated {
			return err
		}
		if loadErr != nil {
			return loadErr
		}
		id = result
		return decide(ctx)
	})
	return id, repeated, err
}

// apply writes the changes and tells the hooks once they are durable.
func (s *Service) apply(ctx context.Context, changes ...Change) error {
	if err := s.store.Apply(ctx, changes...); err != nil {
		return err
	}
	var armed []TimerRef
	for i := range changes {
		for _, list := range [][]Deadline{changes[i].Arm, changes[i].Move} {
			for _, d := range list {
				armed = append(armed, TimerRef{DeadlineKey: d.DeadlineKey, Version: d.Version, Due: d.Due})
			}
		}
	}
	s.store.AfterCommit(ctx, func() {
		if s.hooks.Armed != nil && len(armed) > 0 {
			s.hooks.Armed(armed)
		}
		if s.hooks.Changed != nil {
			s.hooks.Changed()
		}
	})
	return nil
}

// profileOf returns the rules that a subject was taken under (MR-9.2).
func (s *Service) profileOf(op string, name regulation.ProfileName, version string) (*regulation.Profile, error) {
	p, err := s.rules.Version(name, version)
	if err != nil {
		return nil, &Error{Code: Internal, Op: op, Key: "error.profile", Err: err}
	}
	return p, nil
}

// saltSize is that of the salts of personal texts, bytes.
const saltSize = 16

func newSalt() []byte {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails
	return salt
}
