package dashboard

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/regulation"
)

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// filled is a path that leads to nothing: the guard stands before whatever is not there.
func filled(path string) string {
	path = strings.TrimSuffix(path, "{$}")
	return placeholder.ReplaceAllString(path, uuid.NewString())
}

// Every route × every role is what the table says, and nobody gets anywhere without signing in (RO-2.2, MR-3.6).
func TestEveryRouteOpensToExactlyTheRolesOfTheTable(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	org := h.anyOrg()
	people := map[regulation.RoleID]*browser{"": h.browser()}
	for _, role := range access.Roles() {
		people[role] = h.hire(role, org)
	}
	routes := h.server.Routes()
	require.Greater(t, len(routes), 30)
	for _, route := range routes {
		if route.Path == "/api/sign-out" {
			continue // it ends the session: below
		}
		for role, b := range people {
			r := b.request(route.Method, filled(route.Path), http.NoBody)
			r.Header.Set("Idempotency-Key", uuid.NewString())
			r.Header.Set("Content-Type", "application/json")
			got := b.send(r)
			name := route.Method + " " + route.Path + " as " + string(role)
			switch {
			case access.May(b.actor, route.Action):
				require.NotEqual(t, http.StatusUnauthorized, got.Status, name)
				require.NotEqual(t, http.StatusForbidden, got.Status, name)
				require.Less(t, got.Status, 500, name+string(got.Body))
			case role == "":
				require.Equal(t, http.StatusUnauthorized, got.Status, name)
				got.problem(http.StatusUnauthorized, "error.sign_in_first")
			default:
				require.Equal(t, http.StatusForbidden, got.Status, name)
				got.problem(http.StatusForbidden, "error.role")
			}
		}
	}
	for role, b := range people {
		want := http.StatusNoContent
		if role == "" {
			want = http.StatusUnauthorized
		}
		require.Equal(t, want, b.post("/api/sign-out", nil).Status, role)
		require.Equal(t, http.StatusUnauthorized, b.get("/api/me").Status, role)
	}
}

func (h *house) anyOrg() casecore.OrgID {
	for id, org := range h.Catalogue.Orgs() {
		if !org.Parent.IsZero() && org.Area != "" {
			return id
		}
	}
	h.t.Fatal("the classifier has no organisation below a unit")
	return casecore.OrgID{}
}

func TestEveryOperationOfTheDescriptionNamesTheActionThatOpensIt(t *testing.T) {
	t.Parallel()
	s := New(Config{})
	actions := make(map[string]access.Action)
	for _, r := range s.Routes() {
		actions[r.Method+" "+r.Path] = r.Action
	}
	for path, item := range s.router.API().OpenAPI().Paths {
		if item.Get != nil {
			require.Equal(t, string(actions["GET "+path]), item.Get.Extensions["x-action"], path)
		}
		if item.Post != nil {
			require.Equal(t, string(actions["POST "+path]), item.Post.Extensions["x-action"], path)
		}
	}
}

func TestARouteWithoutAnActionCannotBeMounted(t *testing.T) {
	t.Parallel()
	s := New(Config{})
	require.Panics(t, func() { s.router.Handle("", "GET /free", http.NotFoundHandler()) })
	require.Panics(t, func() { s.router.Handle("no.such", "GET /free", http.NotFoundHandler()) })
}

func TestUnknownPathsOfTheAPIAreNotFound(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	h.browser().get("/api/nothing").problem(http.StatusNotFound, "error.not_found")
	require.Equal(t, http.StatusMethodNotAllowed, h.browser().post("/api/me", nil).Status)
}
