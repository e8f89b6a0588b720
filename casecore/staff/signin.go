package staff

import (
	"context"
	"log/slog"
	"time"

	"hotline/casecore"
)

// ErrSignIn is the one answer to a sign-in that fails, whatever the reason.
var ErrSignIn = &casecore.Error{Code: casecore.Forbidden, Op: "sign in", Key: "error.sign_in"}

// Accounts is what a sign-in needs of a store.
type Accounts interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// AccountByLogin returns the account of a folded login; NotFound when there is none.
	AccountByLogin(ctx context.Context, login string) (Account, error)
	// LockAccount returns the account and locks its row until the transaction ends.
	LockAccount(ctx context.Context, id casecore.StaffID) (Account, error)
	// SaveAttempt writes what a sign-in left behind.
	SaveAttempt(ctx context.Context, id casecore.StaffID, failures int, lockedUntil time.Time) error
}

// Door lets people in.
type Door struct {
	accounts Accounts
	hasher   *Hasher
	lockout  Lockout
	now      func() time.Time
	log      *slog.Logger
}

// NewDoor returns a Door.
func NewDoor(accounts Accounts, hasher *Hasher, lockout Lockout, now func() time.Time, log *slog.Logger) *Door {
	return &Door{accounts: accounts, hasher: hasher, lockout: lockout, now: now, log: log}
}

// SignIn returns the account whose login and password are given, or ErrSignIn. Any other error is a failure of ours.
func (d *Door) SignIn(ctx context.Context, login, password string) (Account, error) {
	account, err := d.accounts.AccountByLogin(ctx, Folded(login))
	if err != nil && casecore.CodeOf(err) != casecore.NotFound {
		return Account{}, err
	}
	match, err := d.hasher.Matches(ctx, password, account.PasswordHash)
	if err != nil {
		return Account{}, err
	}
	if account.ID.IsZero() {
		return Account{}, ErrSignIn
	}
	return d.settle(ctx, account, match)
}

// settle counts the attempt under the account's lock. The account is read again there: while the hash was computed,
// another attempt may have locked it or changed its password.
func (d *Door) settle(ctx context.Context, seen Account, match bool) (Account, error) {
	var account Account
	var refused bool
	err := d.accounts.InTx(ctx, func(ctx context.Context) (err error) {
		if account, err = d.accounts.LockAccount(ctx, seen.ID); err != nil {
			return err
		}
		now := d.now()
		switch {
		case !account.DisabledAt.IsZero(), account.LockedUntil.After(now):
			refused = true
			return nil
		case match && account.PasswordHash == seen.PasswordHash:
			if account.Failures == 0 {
				return nil
			}
			return d.accounts.SaveAttempt(ctx, account.ID, 0, time.Time{})
		}
		refused = true
		return d.fail(ctx, &account, now)
	})
	switch {
	case err != nil:
		return Account{}, err
	case refused:
		return Account{}, ErrSignIn
	}
	return account, nil
}

func (d *Door) fail(ctx context.Context, account *Account, now time.Time) error {
	account.Failures++
	var until time.Time
	if lock := d.lockout.For(account.Failures); lock > 0 {
		until = now.Add(lock)
		d.log.WarnContext(ctx, "account locked", "staff", account.ID, "failures", account.Failures, "until", until)
	}
	return d.accounts.SaveAttempt(ctx, account.ID, account.Failures, until)
}
