package dashboard

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/desk"
	"hotline/casecore/regulation"
)

// MR-2.1
func TestASupervisorSaysWhoSpeaksWhat(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	head := h.hire(regulation.RoleCentreHead, casecore.OrgID{})
	supervisor := h.hire(regulation.RoleSupervisor, casecore.OrgID{})
	path := "/api/desk/" + agent.actor.Staff.String() + "/skills"

	var v DeskView
	supervisor.get("/api/desk").ok().json(&v)
	require.Len(t, v.People, 2, "those who take calls")
	require.Equal(t, DeskPerson{
		ID: agent.actor.Staff, Name: "Особа agent", State: desk.Off, Langs: []string{"uk"},
	}, v.People[0])

	head.post(path, map[string]any{"langs": []string{"en"}, "emergency": true}).ok().json(&v)
	require.Equal(t, []string{"uk", "en"}, v.People[0].Langs)
	require.True(t, v.People[0].Emergency)
	head.post(path, map[string]any{"langs": []string{"la"}, "emergency": true}).problem(http.StatusUnprocessableEntity, "error.form")
	head.post("/api/desk/"+head.actor.Staff.String()+"/skills", map[string]any{"langs": []string{}, "emergency": false}).
		problem(http.StatusUnprocessableEntity, "error.takes_no_calls")
	agent.post(path, map[string]any{"langs": []string{}, "emergency": false}).problem(http.StatusForbidden, "error.role")
}

func TestAPasswordOfADeskTelephoneIsShownToThoseWhomItConcernsAndThatIsKept(t *testing.T) {
	t.Parallel()
	change, _ := exchange(t)
	h := build(t, "mariupol", change)
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	supervisor := h.hire(regulation.RoleSupervisor, casecore.OrgID{})
	admin := h.hire(regulation.RoleAdministrator, casecore.OrgID{})
	user := "desk-" + agent.actor.Staff.String()
	want := DeskPhone{Servers: []string{"pbx.city.example"}, User: user, Password: "of " + user}

	var own, others DeskPhone
	agent.post("/api/phone/desk", nil).ok().json(&own)
	require.Equal(t, want, own)
	path := "/api/desk/" + agent.actor.Staff.String() + "/phone"
	key := uuid.NewString()
	supervisor.post(path, nil, key).ok().json(&others)
	supervisor.post(path, nil, key).ok().json(&others)
	require.Equal(t, want, others)
	agent.post("/api/desk/"+supervisor.actor.Staff.String()+"/phone", nil).problem(http.StatusForbidden, "error.role")

	var log LogList
	admin.get("/api/admin-log?subject=person&id=" + agent.actor.Staff.String()).ok().json(&log)
	require.Len(t, log.Entries, 2, "each look once")
	require.Equal(t, "see_desk_phone", log.Entries[0].Action)
	require.Equal(t, "Особа supervisor", log.Entries[0].Actor)
	require.Equal(t, "Особа agent", log.Entries[1].Actor)
	require.NotContains(t, h.log.String(), want.Password, "it stands in no log")
}
