package site

import (
	"context"

	"hotline/casecore"
	"hotline/casecore/staff"
)

type callerKey struct{}

// Caller is who makes a request, in which language they read, and from where it comes.
type Caller struct {
	Member  staff.Member
	Actor   casecore.Actor // the zero actor when nobody has signed in
	Lang    string
	Address string
	Client  string // what the browser calls itself
}

// WithCaller returns a context of the caller's request.
func WithCaller(ctx context.Context, c *Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// CallerOf returns who makes the request of a context, nobody when it is of none.
func CallerOf(ctx context.Context) *Caller {
	if c, ok := ctx.Value(callerKey{}).(*Caller); ok {
		return c
	}
	return &Caller{}
}

// Command is the identity of a command that the caller gives under a key.
func (c *Caller) Command(k Keyed) casecore.Command {
	return casecore.Command{Scope: "web:" + c.Member.ID.String(), Key: k.IdempotencyKey, Actor: c.Actor}
}
