package dashboard

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/casecore/wordcheck"
)

func TestTheCentresPhrasesAreASupervisorsAndOnesOwnAreOnesOwn(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent, other := h.hire(regulation.RoleAgent, casecore.OrgID{}), h.hire(regulation.RoleAgent, casecore.OrgID{})
	supervisor := h.hire(regulation.RoleSupervisor, casecore.OrgID{})
	phrase := map[string]any{"short": "/вода", "text": "відсутнє водопостачання", "centre": true}
	agent.post("/api/phrases", phrase).problem(http.StatusForbidden, "error.phrase_centre")
	key := uuid.NewString()
	var list PhraseList
	supervisor.post("/api/phrases", phrase, key).ok()
	supervisor.post("/api/phrases", phrase, key).ok().json(&list)
	require.Len(t, list.Phrases, 1, "a repeat makes no second")
	require.Equal(t, "вода", list.Phrases[0].Short)
	require.True(t, list.EditCentre)
	supervisor.post("/api/phrases", phrase).problem(http.StatusConflict, "error.phrase_taken")

	agent.post("/api/phrases", map[string]any{"short": "моє", "text": "прошу вжити заходів"}).ok().json(&list)
	require.Len(t, list.Phrases, 2)
	require.False(t, list.EditCentre)
	other.get("/api/phrases").ok().json(&list)
	require.Len(t, list.Phrases, 1)
	centre := list.Phrases[0]
	path := "/api/phrases/" + centre.ID.String() + "/remove"
	other.post(path, map[string]any{"version": 1}).problem(http.StatusForbidden, "error.phrase_centre")

	changed := map[string]any{"id": centre.ID, "version": 1, "short": "вода", "text": "немає води", "lang": "uk"}
	supervisor.post("/api/phrases", changed).ok()
	late := supervisor.post("/api/phrases", changed)
	late.problem(http.StatusConflict, "error.phrase_changed")
	var met struct {
		Present PhraseList `json:"present"`
	}
	late.json(&met)
	require.Equal(t, "немає води", met.Present.Phrases[0].Text, "what it met comes with the refusal")
	require.EqualValues(t, 2, met.Present.Phrases[0].Version)
	supervisor.post(path, map[string]any{"version": 2}).ok().json(&list)
	require.Empty(t, list.Phrases)
	supervisor.post("/api/phrases", phrase).ok()
	agent.post("/api/phrases", map[string]any{"short": "два слова", "text": "x"}).problem(http.StatusUnprocessableEntity, "error.phrase_short")
	executor := h.hire(regulation.RoleMayor, casecore.OrgID{})
	require.Equal(t, http.StatusForbidden, executor.get("/api/phrases").Status)
}

// MR-4.3, MR-4.4.3
func TestAWordingIsLookedOverAndAnObsceneOneIsNotSent(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	var v WordingHints
	agent.post("/api/wording-check", map[string]any{"text": "Воно там тече, хуйня якась", "has_place": true}).ok().json(&v)
	require.Equal(t, wordcheck.Obscene, v.Hints[0].Kind)
	require.True(t, v.Hints[0].Blocks)
	require.Equal(t, []string{"хуйня"}, v.Hints[0].Words)

	body := typed()
	body["claim"], body["text"] = true, "якась хуйня тече"
	var made ReportState
	agent.post("/api/reports", body).ok().json(&made)
	path := "/api/reports/" + made.Report.ID.String()
	var view ReportView
	agent.get(path).ok().json(&view)
	require.Equal(t, "якась хуйня тече", view.Text, "the citizen's own words stay as they were said")
	agent.post(path+"/word", map[string]any{
		"text": "Тече якась хуйня", "topic": "water.hot", "district": "central", "place": "вул. Миру, 5", "via": "read_aloud",
	}).problem(http.StatusUnprocessableEntity, "error.wording_obscene")
}
