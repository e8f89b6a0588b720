package site

import (
	"net/http"

	"hotline/casecore"
	"hotline/casecore/access"
)

// CodeTooMany is the code of a problem: whoever asks has to wait.
const CodeTooMany casecore.Code = "too_many"

// ErrTooMany refuses who has tried too often.
var ErrTooMany = &casecore.Error{Code: CodeTooMany, Op: "guard", Key: "error.too_many"}

// Part is an edge that a server of another carries.
type Part interface {
	// Mount adds the part's routes.
	Mount(s *Site)
}

// Site is what a part finds at the server that carries it.
type Site struct {
	*Router

	// SameOrigin lets in WebSockets of this server's pages, and programs.
	SameOrigin func(r *http.Request) bool
	// Watch looks again and again who the request's session belongs to now, and tells it, until the request's context ends; ok is
	// whether they still may do the action.
	Watch func(r *http.Request, action access.Action, tell func(a casecore.Actor, ok bool))
	// Visit bounds how often an address opens public pages.
	Visit func(http.HandlerFunc) http.Handler
	// Guess takes one of an address's tries at a secret; false when it has none left.
	Guess func(address string) bool
	// MayGuess tells whether an address has a try left, without taking one: where only those count that fail, because many share an
	// address.
	MayGuess func(address string) bool
	// Fail answers with an error outside of operations.
	Fail func(w http.ResponseWriter, r *http.Request, err error)
	// SendFile sends a file that never changes under its name, squeezed where the browser takes it.
	SendFile func(w http.ResponseWriter, r *http.Request, name string, content []byte)
}
