// Package dashboard is the HTTP edge: the consoles' API, sign-in, the way to the live feed, files, and the public pages
// that citizens open without an account.
//
// # Who may do what
//
// A handler can only be mounted together with an action of casecore/access, and the guard before it asks that one table.
// Behind the door the audience decides: a case or file that the person may not see is not found. What may be done to a
// case in its state is the regulation profile's, asked by the use case.
//
// Public pages need no session. A wording's and a case's page are opened by a token that says what it opens; a wrong
// token, a missing page and a case that never was get the same answer.
//
// # Requests that change something
//
// Each carries an Idempotency-Key, which becomes the use case's command key within the person's scope, so that a double
// click or a retried post has one effect and one answer. Requests from other origins are refused. Bodies are bounded, and
// so are tries to sign in and to open public pages.
//
// Nothing typed is lost to a refusal: a form comes back as it was, and an address that is too busy gets a page that sends
// again what was posted. Answers to GET go as gzip, answers to forms do not: their length must not tell what is in them.
//
// # Sessions
//
// A session is a row in PostgreSQL under the hash of its token; it ends when it is idle, when it is too old, when the
// password changes and when the person is disabled. Grants are looked up for each request, a few seconds old at most;
// an open feed connection is looked up at the same pace.
//
// # Lifecycle and concurrency
//
// A [Server] is immutable after [New] and safe for concurrent use. [Server.Run] only tidies up; it may be left out in
// tests. Whoever serves the handler sets the connection's timeouts with [HTTPServer].
//
// # What is logged
//
// The pattern of a route, never its path, query, body or who asked: tokens stand in paths, and names in queries.
package dashboard
