// Package regulation turns a city's act into data that the code obeys: kinds, terms and their units,
// statuses, who may do what, whom a breach is told to, what a card has to hold.
//
// A [Profile] is one version of such an act, a [Library] all of them, a [Classifier] the city's topics
// with terms and executors. They are read from YAML and CSV, checked as a whole on reading, and
// immutable afterwards: any number of goroutines may share them. The package does no I/O besides the
// readers it is given and the files embedded in it, and reads no clock: every instant is a parameter.
//
// Invariants that [Parse] establishes, so that callers need not check: every reference leads somewhere,
// every text exists in every language of the profile, for a status and an action there is at most one
// transition, every status can be reached, and every term can be computed.
//
// What no document gives is marked assumed, and every explanation says so.
package regulation
