package dashboard

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

func added(r *reply) AddedPerson {
	r.t.Helper()
	var p AddedPerson
	r.ok().json(&p)
	return p
}

func dossier(r *reply) DossierView {
	r.t.Helper()
	var d DossierView
	r.ok().json(&d)
	return d
}

// RO-2.2
func TestATemporaryPasswordOpensNothingButItsOwnChange(t *testing.T) {
	t.Parallel()
	h := build(t, "romny")
	admin := h.hire(regulation.RoleAdministrator, casecore.OrgID{})
	body := map[string]any{"login": "New.Clerk", "name": "Нова Працівниця", "lang": "uk", "roles": []any{map[string]any{"role": "agent"}}}
	first := added(admin.post("/api/people", body, "the same key"))
	require.NotEmpty(t, first.Password)
	repeat := added(admin.post("/api/people", body, "the same key"))
	require.Equal(t, first.ID, repeat.ID)
	require.Empty(t, repeat.Password, "it is shown once")
	admin.post("/api/people", body).problem(http.StatusConflict, "error.login_taken")

	clerk := h.browser()
	clerk.login = "new.clerk"
	var me Me
	clerk.signIn(first.Password).ok().json(&me)
	require.True(t, me.MustChange)
	clerk.get("/api/queue").problem(http.StatusForbidden, "error.password_change_first")
	change := func(present, next string) *reply {
		return clerk.post("/api/account/password", map[string]string{"present": present, "next": next})
	}
	change("not it", "a longer one").problem(http.StatusUnprocessableEntity, "error.password_wrong")
	change(first.Password, "short").problem(http.StatusUnprocessableEntity, "error.password_short")
	change(first.Password, first.Password).problem(http.StatusUnprocessableEntity, "error.password_same")
	change(first.Password, "a longer one").ok()
	clerk.get("/api/cases").ok()
	require.NotContains(t, h.log.String(), first.Password)
}

func TestAPersonIsEditedOnTheRevisionThatWasSeen(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	admin := h.hire(regulation.RoleAdministrator, casecore.OrgID{})
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	path := "/api/people/" + agent.actor.Staff.String()
	seen := dossier(admin.get(path))
	edit := map[string]string{"revision": seen.Revision, "name": "Інше Ім’я", "lang": "en", "phone": "+380501112233"}
	now := dossier(admin.post(path, edit))
	require.Equal(t, "Інше Ім’я", now.Name)
	require.NotEqual(t, seen.Revision, now.Revision)
	p := admin.post(path, edit).problem(http.StatusConflict, "error.person_changed")
	require.Equal(t, now.Revision, p.Present.(map[string]any)["revision"], "a conflict shows what is there")

	var log LogList
	admin.get("/api/admin-log?subject=person&id=" + agent.actor.Staff.String()).ok().json(&log)
	require.Len(t, log.Entries, 1)
	require.Equal(t, "edit", log.Entries[0].Action)
	require.Equal(t, "Особа administrator", log.Entries[0].Actor)
	require.Contains(t, string(log.Entries[0].Before), "Особа agent")
	require.Contains(t, string(log.Entries[0].After), "Інше Ім’я")
}

func TestTheLastAdministratorCannotBeLockedOut(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	admin := h.hire(regulation.RoleAdministrator, casecore.OrgID{})
	own := "/api/people/" + admin.actor.Staff.String()
	disable := map[string]any{"revision": dossier(admin.get(own)).Revision, "disabled": true}
	admin.post(own+"/disabled", disable).problem(http.StatusUnprocessableEntity, "error.not_yourself")
	admin.post(own+"/roles/end", map[string]string{"role": "administrator"}).
		problem(http.StatusUnprocessableEntity, "error.last_administrator")
	admin.post(own+"/roles/end", map[string]string{"role": "administrator", "day": "2026-06-01"}).
		problem(http.StatusUnprocessableEntity, "error.last_administrator")

	tech := h.hire(regulation.RoleTechnicalAdministrator, casecore.OrgID{})
	tech.post(own+"/password", nil).problem(http.StatusForbidden, "error.only_administrator")
	tech.post("/api/people/"+tech.actor.Staff.String()+"/roles", map[string]string{"role": "administrator"}).
		problem(http.StatusForbidden, "error.only_administrator")

	second := h.hire(regulation.RoleAgent, casecore.OrgID{})
	admin.post(own+"/roles/hand-over", map[string]string{
		"role": "administrator", "to": second.actor.Staff.String(), "day": "2026-03-10",
	}).ok()
	roles := dossier(second.get("/api/account")).Roles
	require.Contains(t, roles, GrantView{Role: "administrator", Since: "2026-03-10", State: "to_come"})
	require.Contains(t, dossier(admin.get(own)).Roles, GrantView{Role: "administrator", Until: "2026-03-09", State: "now"})
	h.Clock.Set(time.Date(2026, 3, 10, 0, 0, 1, 0, h.Clock.Now().Location()))
	second.signIn(password).ok()
	second.get("/api/people").ok()
	admin.signIn(password).ok()
	admin.get("/api/people").problem(http.StatusForbidden, "error.role")
}

func TestSessionsAreSeenAndEnded(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	admin := h.hire(regulation.RoleAdministrator, casecore.OrgID{})
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	elsewhere := h.browser()
	elsewhere.login = agent.login
	elsewhere.signIn(password).ok()

	own := dossier(agent.get("/api/account"))
	require.Len(t, own.Sessions, 2)
	for _, s := range own.Sessions {
		if !s.Own {
			agent.post("/api/account/sessions/end", map[string]any{"session": s.ID}).ok()
		}
	}
	require.Equal(t, http.StatusUnauthorized, elsewhere.get("/api/me").Status)
	agent.get("/api/me").ok()

	path := "/api/people/" + agent.actor.Staff.String()
	require.Empty(t, dossier(admin.post(path+"/sessions/end", map[string]any{})).Sessions)
	require.Equal(t, http.StatusUnauthorized, agent.get("/api/me").Status)

	agent.signIn(password).ok()
	revision := dossier(admin.get(path)).Revision
	admin.post(path+"/disabled", map[string]any{"revision": revision, "disabled": true}).ok()
	require.Equal(t, http.StatusUnauthorized, agent.get("/api/me").Status)
	require.Equal(t, http.StatusUnauthorized, agent.signIn(password).Status)
}

func TestChatsAndMailboxesOfAPersonAreKeptMasked(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	admin := h.hire(regulation.RoleAdministrator, casecore.OrgID{})
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	path := "/api/people/" + agent.actor.Staff.String()
	admin.post(path+"/mailboxes", map[string]string{"address": "no address"}).problem(http.StatusUnprocessableEntity, "error.mailbox")
	points := dossier(admin.post(path+"/mailboxes", map[string]string{"address": "clerk@rada.example"})).Points
	require.Len(t, points, 1)
	require.Equal(t, "c…k@rada.example", points[0].Address)
	require.Empty(t, dossier(admin.post(path+"/unlink", map[string]any{"point": points[0].ID})).Points)
	admin.post(path+"/unlink", map[string]any{"point": points[0].ID}).problem(http.StatusNotFound, "error.point_unknown")
	var code LinkCode
	admin.post(path+"/link-code", nil).ok().json(&code)
	require.Len(t, code.Code, 8)

	var found PersonList
	admin.get("/api/people?text=" + url.QueryEscape("особа agent")).ok().json(&found)
	require.Len(t, found.People, 1)
	admin.get("/api/people?role=agent&state=disabled").ok().json(&found)
	require.Empty(t, found.People)
}
