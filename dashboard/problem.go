package dashboard

import (
	"github.com/danielgtaylor/huma/v2"

	"hotline/casecore"
)

// problemType is the media type of RFC 9457.
const problemType = "application/problem+json"

// Problem is what every failed request is answered with (RFC 9457). Detail is in the reader's language.
type Problem struct {
	Type   string              `json:"type" doc:"A URI of the kind of problem"`
	Title  string              `json:"title"`
	Status int                 `json:"status"`
	Detail string              `json:"detail" doc:"For the person, in their language"`
	Code   casecore.Code       `json:"code" enum:"invalid,not_found,forbidden,conflict,refused,internal,sign_in,too_many"`
	Key    string              `json:"key" doc:"Translation key of the detail"`
	Errors []*huma.ErrorDetail `json:"errors,omitempty" doc:"What is wrong with which field"`
	// Of a conflict: what the thing is like now.
	Case   *casecore.CaseRow   `json:"case,omitempty" doc:"Of a conflict: the present state"`
	Report *casecore.ReportRow `json:"report,omitempty" doc:"Of a conflict: the present state"`
}

// Error is what a log would show.
func (p *Problem) Error() string { return string(p.Code) + " " + p.Key }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is problem+json.
func (p *Problem) ContentType(string) string { return problemType }
