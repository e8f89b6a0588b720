// Package mail tells deliveries by e-mail: it is the outbox's sender for the channel "email", over SMTP.
//
// A letter has a plain and an HTML form of the same words. Its Message-ID is the delivery's id, so that a repeat after a
// kill is the same letter to whoever reads it; List-Id names the kind of letter and Auto-Submitted keeps automatic
// answers away.
//
// # Errors
//
// A mailbox that does not exist is [outbox.Unreachable]. A server that cannot be connected to, refuses the sign-in or says
// it is closing pauses the channel ([outbox.RetryAfter]): that is nobody's letter's fault. Anything else is that letter's
// own failure. A letter that the server has taken is sent, whatever the farewell was like.
//
// # Concurrency
//
// A [Sender] never changes after [New] and is safe for concurrent use; every letter has a connection of its own.
package mail
