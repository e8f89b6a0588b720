// Package clock is the one clock: PostgreSQL's, measured as an offset.
//
// Copies of the program run on machines whose clocks disagree. Deadlines are compared in PostgreSQL, so every copy
// takes its time from there: a [Clock] asks the server for clock_timestamp() a few times, keeps the answer that took
// the shortest round trip, and from then on counts this machine's monotonic clock. A step of the machine's wall clock
// therefore changes nothing. What remains is an error of at most half that round trip.
//
// # Concurrency and lifecycle
//
// [Clock.Now] may be called by any goroutine at any time and does not block; before the first [Clock.Measure] it is
// the machine's time. [Clock.Run] measures again every [Config.Every], because crystals drift and virtual machines
// are suspended. A measurement that agrees within its own error changes nothing, so the time does not jitter.
//
// # A faster clock
//
// The demonstration and the simulator let a day pass in minutes: [Config.Scale] is the only place where that is done.
// With [Config.Behind] the fast day is one that has passed: it ends in the present.
package clock
