// Package callout has people called: executors' officers on duty (MR-4.9.1), applicants by agents and executors (MR-4.5, MR-5.1),
// and applicants of closed cases by the machine (MR-6.4). A task says who is to be called about what; the bridge to the telephones
// asks [Book.Next] for the next one, rings, and tells [Book.Settle] what came of it.
//
// # Invariants
//
//   - An attempt is committed before its telephone rings, so that a kill rings nobody twice for one attempt.
//   - Nobody is rung about what was dealt with meanwhile: a case that was accepted, moved to another executor or ended.
//   - An officer who is not reached is rung again, then the next one on duty, then the supervisor and the head are told. Every attempt stands in
//     the case's history. Heard is no acceptance.
//   - Applicants are called about what can wait in the profile's hours only, and never when they asked not to be.
//   - A task that was given to a bridge which never came back is given again after [leaseFor].
//
// # Concurrency
//
// A [Book] has no state but its database and is safe for concurrent use by any number of copies. Subjects are locked before their
// tasks.
package callout
