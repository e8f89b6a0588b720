// Package access says who may do what: one table of the documents' roles (MR-3.6, MR-5.7, RO-2.2) by the product's
// actions. The router asks it before each request, the consoles show only what it allows, and a test walks it over
// every route.
//
// The table opens doors; it does not say which cases lie behind them. That is the audience's part (casecore.Actor.Sees),
// and what may be done to a case in its present state is the regulation profile's.
//
// The package holds no state and is safe for concurrent use.
package access
