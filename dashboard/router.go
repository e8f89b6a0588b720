package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"hotline/casecore/access"
)

// Route is one way in: what answers, and which action of the table opens it. Method is "" for any.
type Route struct {
	Method string
	Path   string
	Action access.Action
}

// router is the only way to the mux, and it takes no handler without an action: whatever is reachable is in the table
// of roles.
type router struct {
	mux     *http.ServeMux
	guard   func(access.Action, http.Handler) http.Handler
	explain func(context.Context, error) error
	api     huma.API
	next    access.Action // of the operation that is being registered
	routes  []Route
}

func newRouter(
	guard func(access.Action, http.Handler) http.Handler, explain func(context.Context, error) error,
	translate huma.Transformer,
) *router {
	r := &router{mux: http.NewServeMux(), guard: guard, explain: explain}
	config := apiConfig()
	config.Transformers = []huma.Transformer{translate}
	r.api = humago.New(humaMux{r}, config)
	return r
}

// handle mounts h at a pattern of net/http, "GET /path", behind the action.
func (r *router) handle(action access.Action, pattern string, h http.Handler) {
	if !action.Known() {
		panic(fmt.Sprintf("dashboard: %s has no action", pattern))
	}
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		method, path = "", pattern
	}
	r.routes = append(r.routes, Route{Method: method, Path: path, Action: action})
	r.mux.Handle(pattern, r.guard(action, h))
}

// humaMux is what huma sees of the router: its operations carry the action that operation gave.
type humaMux struct{ *router }

// HandleFunc mounts an operation's handler.
func (m humaMux) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	m.handle(m.next, pattern, http.HandlerFunc(h))
}

// ServeHTTP makes it a mux.
func (m humaMux) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.mux.ServeHTTP(w, r) }
