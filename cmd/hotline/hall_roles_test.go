package main

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/pgtest"
	"hotline/internal/redistest"
)

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// Every operation of the halls × everybody of the demo, who play all roles, is what the table says (VN-3.2, VN-4.7).
func TestEveryRouteOfTheHallsOpensToExactlyTheRolesOfTheTable(t *testing.T) {
	t.Parallel()
	p := startProduct(t, func(c *Config) {
		c.Database.URL, c.RedisURL, c.Halls = pgtest.URL(t), redistest.NewServer(t).URL(), "vinnytsia"
	})
	type operation struct {
		Action access.Action `json:"x-action"`
	}
	var described struct {
		Paths map[string]map[string]operation `json:"paths"`
	}
	raw, err := os.ReadFile("../../dashboard/web/openapi.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &described))
	walked := 0
	for _, person := range demoPeople {
		who := p.signIn(person.login)
		actor := casecore.Actor{Staff: casecore.NewID[casecore.StaffID](), Grants: []casecore.Grant{{Role: person.role}}}
		for path, operations := range described.Paths {
			if !strings.HasPrefix(path, "/api/hall/") {
				continue
			}
			for method, o := range operations {
				if o.Action.Public() {
					continue
				}
				walked++
				status, key := who.tries(strings.ToUpper(method), placeholder.ReplaceAllString(path, uuid.NewString()))
				name := person.login + " " + method + " " + path
				require.NotEqual(t, http.StatusUnauthorized, status, name)
				require.Less(t, status, http.StatusInternalServerError, name)
				require.Equal(t, !access.May(actor, o.Action), key == "error.role", name)
			}
		}
	}
	require.Greater(t, walked, 25*len(demoPeople))
}

// tries tells what an empty command is answered with: its status, and the key of the problem.
func (d *console) tries(method, path string) (status int, key string) {
	d.p.t.Helper()
	r, err := http.NewRequestWithContext(d.p.t.Context(), method, d.p.url+path, http.NoBody)
	require.NoError(d.p.t, err)
	r.Header.Set("Idempotency-Key", uuid.NewString())
	r.Header.Set("Content-Type", "application/json")
	res, err := d.client.Do(r)
	require.NoError(d.p.t, err)
	defer res.Body.Close()
	var problem struct{ Key string }
	_ = json.NewDecoder(res.Body).Decode(&problem) // a table's file has none
	return res.StatusCode, problem.Key
}
