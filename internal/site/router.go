package site

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
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

// RouterConfig is how a server treats what is mounted.
type RouterConfig struct {
	// Guard opens a handler to those whom the table lets do the action.
	Guard func(access.Action, http.Handler) http.Handler
	// Explain turns an operation's error into its answer.
	Explain func(context.Context, error) error
	// Translate turns the errors of the API's library into problems.
	Translate huma.Transformer
	// Problem is the type of an answer that tells of an error, of media type ProblemType.
	Problem reflect.Type
}

// Router is the only way to the mux, and it takes no handler without an action: whatever is reachable is in the table of
// roles.
type Router struct {
	mux    *http.ServeMux
	cfg    RouterConfig
	api    huma.API
	next   access.Action // of the operation that is being registered
	routes []Route
}

// NewRouter returns a router without routes.
func NewRouter(cfg RouterConfig) *Router {
	r := &Router{mux: http.NewServeMux(), cfg: cfg}
	config := apiConfig()
	config.Transformers = []huma.Transformer{cfg.Translate}
	r.api = humago.New(humaMux{r}, config)
	return r
}

// Handle mounts h at a pattern of net/http, "GET /path", behind the action.
func (r *Router) Handle(action access.Action, pattern string, h http.Handler) {
	if !action.Known() {
		panic(fmt.Sprintf("site: %s has no action", pattern))
	}
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		method, path = "", pattern
	}
	r.routes = append(r.routes, Route{Method: method, Path: path, Action: action})
	r.mux.Handle(pattern, r.cfg.Guard(action, h))
}

// Routes lists every way in.
func (r *Router) Routes() []Route { return append([]Route(nil), r.routes...) }

// Mux answers what was mounted.
func (r *Router) Mux() http.Handler { return r.mux }

// API is the description of the operations.
func (r *Router) API() huma.API { return r.api }

// humaMux is what huma sees of the router: its operations carry the action that Operation gave.
type humaMux struct{ *Router }

// HandleFunc mounts an operation's handler.
func (m humaMux) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	m.Handle(m.next, pattern, http.HandlerFunc(h))
}

// ServeHTTP makes it a mux.
func (m humaMux) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.mux.ServeHTTP(w, r) }
