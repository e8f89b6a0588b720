// Package site is what every part of the product that answers HTTP shares with the server that it is mounted on: the router,
// which takes nothing without an action of the role table, the operations of the API, and who makes a request.
//
// The dashboard's server owns the sessions and the guard. A [Part] is another edge that it carries: it mounts its routes on a
// [Site] and knows nothing of the server else, since edges do not import one another.
//
// # Concurrency and lifecycle
//
// Routes are mounted before the server answers; from then on a Router is only read, and safe for concurrent use.
package site
