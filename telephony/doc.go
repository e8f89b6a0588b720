// Package telephony is the Asterisk edge: calls in, the queue of agents, messages, calls out.
//
// # How a call flows
//
// One [Bridge] serves one Asterisk application, by a fenced lease; other copies stand by. It reads the application's events
// in order and hands those of a call to that call's own goroutine. There the state machine of package flow decides, the
// decision is committed with its fence, and then it is carried out on the line. Recordings are announced before they are
// made; a collector fetches those that are complete, makes a report of a message, and only then lets Asterisk forget them.
//
// A dispatcher gives waiting calls to agents, tells calls that they have one, and brings agents' orders (hold, transfer, a
// wording to be read) to their calls. What it tells is committed before: a call takes it once, also after a kill.
//
// # Invariants
//
//   - A step is committed before it acts, and everything that it makes in Asterisk carries its name.
//   - After a stop, of the bridge or of Asterisk, what is there is listed and compared with what was committed: calls that
//     are gone are ended, those that stand still begin their step anew, those that nobody took are taken.
//   - Where two people hear each other they are not cut off for it: what was written of their talk and not done is done in its
//     bridge, and a recording that goes on no more is followed by another one.
//   - While the bridge is away the dialplan takes messages by itself, and leaves the name of whoever hung up before the signal;
//     while PostgreSQL is away the bridge sends calls there. A talk is left alone: it is written when that can be done again.
//   - A recording is deleted on Asterisk's disk after its bytes and its report are committed here, never before.
//   - Numbers, names and what was said never reach the log.
//
// # Concurrency and lifecycle
//
// [Bridge.Run] serves until its context ends. Calls in Asterisk outlive it: callers hear what is being played, agents talk
// on, and the next owner of the lease goes on with them.
package telephony
