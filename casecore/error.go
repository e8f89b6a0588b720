package casecore

import (
	"errors"
	"strings"
)

// Code classifies an error, so that each edge maps it once: to an HTTP status, a chat text, a close code, a prompt.
type Code string

// The codes.
const (
	Invalid   Code = "invalid"   // the input is wrong; Key says how, Args what
	NotFound  Code = "not_found" // no such thing, or not for this actor's eyes
	Forbidden Code = "forbidden" // the actor's role may not do this
	Conflict  Code = "conflict"  // somebody else was first; the present state comes with a reread
	Refused   Code = "refused"   // the regulation does not allow it in this state
	Internal  Code = "internal"  // ours
)

// Error is what every use case returns when it fails. Key is a translation key for the person who sees it; Err is
// for the log and never reaches a person.
type Error struct {
	Code Code
	Op   string
	Key  string
	Args map[string]string
	Err  error
}

// Error writes the error for a log.
func (e *Error) Error() string {
	var b strings.Builder
	for _, part := range []string{e.Op, string(e.Code), e.Key} {
		if part == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(": ")
		}
		b.WriteString(part)
	}
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of err, Internal when it has none, "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// Coded gives what was refused without a code the code [Internal]; an error that has one, and nil, stay as they are.
func Coded(op string, err error) error {
	var known *Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &Error{Code: Internal, Op: op, Key: "error.internal", Err: err}
}

func fail(code Code, op, key string, args ...string) error {
	e := &Error{Code: code, Op: op, Key: key}
	if len(args) > 0 {
		e.Args = make(map[string]string, len(args)/2)
		for i := 0; i+1 < len(args); i += 2 {
			e.Args[args[i]] = args[i+1]
		}
	}
	return e
}
