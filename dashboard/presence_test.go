package dashboard

import (
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/internal/presence"
	"hotline/internal/redistest"
)

func TestColleaguesOnACardAreSeenByThoseWhoMaySeeIt(t *testing.T) {
	t.Parallel()
	client := redistest.Mini(t)
	h := build(t, "mariupol", func(c *Config) { c.Presence = presence.New(client, time.Now) })
	c := h.Case(casetest.Topic)
	agent, head := h.hire(regulation.RoleAgent, casecore.OrgID{}), h.hire(regulation.RoleCentreHead, casecore.OrgID{})
	lead, _ := h.Catalogue.Org(c.LeadOrg)
	stranger := h.hire(regulation.RoleExecutor, lead.Parent)
	look := func(b *browser, more map[string]any) PeopleHere {
		body := map[string]any{"subject": "case", "id": c.ID.String()}
		maps.Copy(body, more)
		got := b.post("/api/presence", body)
		require.Equal(t, http.StatusOK, got.Status, string(got.Body))
		var out PeopleHere
		got.json(&out)
		return out
	}
	require.Empty(t, look(agent, nil).People)
	there := look(head, nil).People
	require.Len(t, there, 1)
	require.Equal(t, agent.actor.Staff, there[0].ID)
	require.NotEmpty(t, there[0].Name)
	look(agent, map[string]any{"leaving": true})
	require.Empty(t, look(head, nil).People)

	hidden := map[string]any{"subject": "case", "id": c.ID.String()}
	require.Equal(t, http.StatusNotFound, stranger.post("/api/presence", hidden).Status)
	hidden = map[string]any{"subject": "report", "id": uuid.NewString()}
	require.Equal(t, http.StatusNotFound, head.post("/api/presence", hidden).Status, "reports are the intake's")
}
