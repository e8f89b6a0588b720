// Package flow decides what happens on a call: a state machine without clocks, sockets or databases. The bridge feeds it
// what happened and carries out what it decided, after the decision was committed.
//
// # Steps
//
// A call is always in one step. Entering a step gives it the next number; beginning it anew, after a stop in its middle,
// the next attempt. Whatever the step plays, records or dials carries the name call.step.attempt, so that an event which
// belongs to something earlier is told apart and passed over, and a repeat after a kill is seen to be one.
//
// # Invariants
//
//   - A decision that changes the step is committed before it acts; one that does not is lost by a kill without harm.
//   - A talk that stands is mended in its bridge ([Stands]): nobody who hears another is cut off for it.
//   - What was pressed while nobody listened is asked again; agreement is never assumed.
//   - Left, the end of the line, is understood in every step and ends the call.
//   - Every step either waits for something that Asterisk surely tells, or has a moment at which it goes on by itself.
package flow
