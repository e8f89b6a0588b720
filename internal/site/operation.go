package site

import (
	"context"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/casecore/access"
)

// ProblemType is the media type of RFC 9457.
const ProblemType = "application/problem+json"

const (
	// MaxBody is enough for any text that a person types, bytes.
	MaxBody = 64 << 10
	// bodyTimeout is how long a body may take to arrive.
	bodyTimeout = 10 * time.Second
)

// apiConfig describes the API: JSON only, no pages of documentation, no schema links in the answers.
func apiConfig() huma.Config {
	config := huma.DefaultConfig("Hotline", "1")
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil
	config.RejectUnknownQueryParameters = true
	config.Info.Description = "The consoles' API. Sessions are cookies; every request that changes something carries an " +
		"Idempotency-Key, and a repeat of a key returns the first result. Errors are problems of RFC 9457."
	return config
}

// Operation registers one operation of the API behind an action. spec is "METHOD /path"; the operation's id is made of
// name, its answer's errors are problems.
func Operation[I, O any](r *Router, action access.Action, spec, name, summary string,
	handler func(context.Context, *I) (*O, error), more ...func(*huma.Operation),
) {
	method, path, _ := strings.Cut(spec, " ")
	op := huma.Operation{
		OperationID: name, Method: method, Path: path, Summary: summary,
		Tags:            []string{tagOf(path)},
		Responses:       map[string]*huma.Response{"default": r.problemResponse()},
		Extensions:      map[string]any{"x-action": string(action)},
		MaxBodyBytes:    MaxBody,
		BodyReadTimeout: bodyTimeout,
	}
	for _, m := range more {
		m(&op)
	}
	r.next = action
	huma.Register(r.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, in)
		if err != nil {
			return nil, r.cfg.Explain(ctx, err)
		}
		return out, nil
	})
	r.next = ""
}

// Describe writes an operation that the API's library does not serve into the description.
func (r *Router) Describe(action access.Action, op *huma.Operation) {
	op.Tags = []string{tagOf(op.Path)}
	op.Extensions = map[string]any{"x-action": string(action)}
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	op.Responses["default"] = r.problemResponse()
	r.api.OpenAPI().AddOperation(op)
}

func (r *Router) problemResponse() *huma.Response {
	return &huma.Response{
		Description: "Problem",
		Content:     map[string]*huma.MediaType{ProblemType: {Schema: r.api.OpenAPI().Components.Schemas.Schema(r.cfg.Problem, true, "Problem")}},
	}
}

func tagOf(path string) string {
	tag, _, _ := strings.Cut(strings.TrimPrefix(path, "/api/"), "/")
	return tag
}

// Large lets an operation take a body of many rows: a month of a large centre, an executor's rota of a year.
func Large(op *huma.Operation) { op.MaxBodyBytes = 4 * MaxBody }

// Created makes an operation answer 201.
func Created(op *huma.Operation) { op.DefaultStatus = http.StatusCreated }

// Body is an answer that is nothing but a body.
type Body[T any] struct {
	Body T
}

// Answer returns a body, or the error in its place.
func Answer[T any](v T, err error) (*Body[T], error) {
	if err != nil {
		return nil, err
	}
	return &Body[T]{v}, nil
}

// Keyed is the part of each input that changes something.
type Keyed struct {
	IdempotencyKey string `header:"Idempotency-Key" required:"true" minLength:"8" maxLength:"100" doc:"One for each intent, the same with each retry"`
}

// KeyedOn is a command about the thing whose id the path carries, once under its key.
type KeyedOn[ID ~[16]byte] struct {
	Keyed

	ID ID `path:"id" format:"uuid"`
}

// SchemaOf returns the reference to a type's schema.
func SchemaOf[T any](r *Router, name string) *huma.Schema {
	return r.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[T](), true, name)
}
