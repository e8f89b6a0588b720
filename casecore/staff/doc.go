// Package staff knows the people who sign in: it decides whether a sign-in succeeds, when an account is locked, and
// which grants a person holds now.
//
// # Invariants
//
// An unknown login costs a guesser as much time as a wrong password and gets the same answer; so do a locked and a
// disabled account. Wrong passwords are counted under the account's row lock, so that guesses in parallel are counted
// one by one and none is believed after the one that locked the account. Passwords are kept as argon2id hashes only.
//
// Grants are read from the store at most [Directory]'s keep time late: a role that was taken away ends with it.
//
// # Concurrency
//
// All types are safe for concurrent use. A [Hasher] bounds how many hashes are computed at once, because each needs its
// own memory.
package staff
