package dashboard

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"hotline/casecore"
	"hotline/internal/site"
)

// The code of a problem that only this edge has.
const (
	codeSignIn casecore.Code = "sign_in"
)

var (
	errSignIn      = &casecore.Error{Code: codeSignIn, Op: "guard", Key: "error.sign_in_first"}
	errRole        = &casecore.Error{Code: casecore.Forbidden, Op: "guard", Key: "error.role"}
	errMustChange  = &casecore.Error{Code: casecore.Forbidden, Op: "guard", Key: "error.password_change_first"}
	errNoTelephony = &casecore.Error{Code: casecore.Refused, Op: "telephone", Key: "error.no_telephony"}
	errCrossOrigin = &casecore.Error{Code: casecore.Forbidden, Op: "route", Key: "error.cross_origin"}
	errPanic       = &casecore.Error{Code: casecore.Internal, Op: "route", Key: "error.internal"}
	errNotFound    = &casecore.Error{Code: casecore.NotFound, Op: "route", Key: "error.not_found"}
)

// statuses maps each code to its HTTP status, here and nowhere else.
var statuses = map[casecore.Code]int{
	casecore.Invalid:   http.StatusUnprocessableEntity,
	casecore.NotFound:  http.StatusNotFound,
	casecore.Forbidden: http.StatusForbidden,
	casecore.Conflict:  http.StatusConflict,
	casecore.Refused:   http.StatusUnprocessableEntity,
	casecore.Internal:  http.StatusInternalServerError,
	codeSignIn:         http.StatusUnauthorized,
	site.CodeTooMany:   http.StatusTooManyRequests,
}

// Problem is what every failed request is answered with (RFC 9457). Detail is in the reader's language.
type Problem struct {
	Type   string              `json:"type" doc:"A URI of the kind of problem"`
	Title  string              `json:"title"`
	Status int                 `json:"status"`
	Detail string              `json:"detail" doc:"For the person, in their language"`
	Code   casecore.Code       `json:"code" enum:"invalid,not_found,forbidden,conflict,refused,internal,sign_in,too_many"`
	Key    string              `json:"key" doc:"Translation key of the detail"`
	Args   map[string]string   `json:"args,omitempty" doc:"What the detail speaks of"`
	Errors []*huma.ErrorDetail `json:"errors,omitempty" doc:"What is wrong with which field"`
	Case   *casecore.CaseRow   `json:"case,omitempty" doc:"Of a conflict: the present state"`
	Report *casecore.ReportRow `json:"report,omitempty" doc:"Of a conflict: the present state"`
	// Present is what an edit of something else met.
	Present any `json:"present,omitempty" doc:"Of a conflict in the administration or the phrase book: the thing as it is now"`
}

// Error is what a log would show.
func (p *Problem) Error() string { return string(p.Code) + " " + p.Key }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is problem+json.
func (p *Problem) ContentType(string) string { return site.ProblemType }

// problem makes the answer to an error. What is not an error of the domain is ours, and its text stays with us.
func (s *Server) problem(lang string, err error) *Problem {
	e := &casecore.Error{Code: casecore.Internal, Key: "error.internal"}
	if !errors.As(err, &e) || statuses[e.Code] == 0 || e.Key == "" {
		e = &casecore.Error{Code: casecore.Internal, Key: "error.internal"}
	}
	status := statuses[e.Code]
	return &Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Code: e.Code, Key: e.Key, Args: e.Args,
		Detail: s.cfg.Texts.Explain(lang, e),
	}
}

// explain turns a handler's error into its answer; what is ours is logged first. A conflict that already carries the
// present state passes as it is.
func (s *Server) explain(ctx context.Context, err error) error {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	s.logFailure(ctx, err)
	return s.problem(site.CallerOf(ctx).Lang, err)
}

func (s *Server) logFailure(ctx context.Context, err error) {
	if ctx.Err() != nil { // whoever asked has gone
		return
	}
	if code := casecore.CodeOf(err); statuses[code] == 0 || code == casecore.Internal {
		s.cfg.Log.ErrorContext(ctx, "request failed", "err", err)
	}
}

// fail answers with an error outside the API's library.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var p *Problem
	if errors.As(s.explain(r.Context(), err), &p) {
		s.writeProblem(w, p)
	}
}

func (s *Server) writeProblem(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", site.ProblemType)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // whoever asked has gone
}

// translate turns the errors of the API's library, which are about the form of a request, into problems. What was sent
// is not repeated.
func (s *Server) translate(ctx huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	e := &casecore.Error{Code: casecore.Invalid, Key: "error.form"}
	switch {
	case m.Status == http.StatusRequestEntityTooLarge:
		e.Key = "error.too_large"
	case m.Status >= http.StatusInternalServerError:
		e = &casecore.Error{Code: casecore.Internal, Key: "error.internal"}
	}
	for _, d := range m.Errors {
		if d == nil {
			continue
		}
		d.Value = nil
		if strings.EqualFold(d.Location, "header.Idempotency-Key") {
			e.Key = "error.key_missing"
		}
	}
	p := s.problem(site.CallerOf(ctx.Context()).Lang, e)
	p.Status, p.Title, p.Errors = m.Status, http.StatusText(m.Status), m.Errors
	return p, nil
}
