package dashboard

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/callout"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
)

// MR-4.9.1
func TestTheRotaOfOfficersOnDutyIsReplacedOnTheRevisionThatWasSeen(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	org := h.anyOrg()
	path := "/api/orgs/" + org.String() + "/duty"
	supervisor, admin := h.hire(regulation.RoleSupervisor, casecore.OrgID{}), h.hire(regulation.RoleAdministrator, casecore.OrgID{})
	now := h.Clock.Now()
	turn := func(name string, from, until time.Time) map[string]any {
		return map[string]any{"id": uuid.Nil, "name": name, "phone": "+380501110001", "from": from, "until": until}
	}

	var list DutyList
	supervisor.get(path).ok().json(&list)
	require.Zero(t, list.Revision)
	require.Len(t, list.Gaps, 14, "each of the coming nights")
	require.Equal(t, DutyHours{"17:00", "07:00"}, list.PassedBy)
	h.hire(regulation.RoleAgent, casecore.OrgID{}).get(path).problem(http.StatusForbidden, "error.role")

	save := map[string]any{"revision": 0, "duties": []any{turn("Черговий Іваненко", now.Add(-time.Hour), now.Add(callout.Ahead))}}
	key := uuid.NewString()
	supervisor.post(path, save, key).ok()
	supervisor.post(path, save, key).ok().json(&list)
	require.EqualValues(t, 1, list.Revision, "a repeat changes nothing")
	require.Equal(t, "Черговий Іваненко", list.Now[0].Name)
	require.Empty(t, list.Gaps)

	lost := admin.post(path, map[string]any{"revision": 0, "duties": []any{}}).problem(http.StatusConflict, "error.item_changed")
	require.Len(t, lost.Present.(map[string]any)["duties"], 1, "whoever came too late sees what is there now")
	admin.post(path, map[string]any{"revision": 1, "duties": []any{turn("", now, now.Add(time.Hour))}}).
		problem(http.StatusUnprocessableEntity, "error.name_missing")
	admin.post(path, map[string]any{"revision": 1, "duties": []any{turn("Черговий", now, now)}}).
		problem(http.StatusUnprocessableEntity, "error.duty_times")

	var log LogList
	admin.get("/api/admin-log?subject=org&id=" + org.String()).ok().json(&log)
	require.Equal(t, "duty", log.Entries[0].Action)
	require.Contains(t, string(log.Entries[0].After), "Черговий Іваненко (+380501110001) 02.03.2026 09:00 – 16.03.2026 10:00", "by the city's clocks")
}

func TestANumberIsPutOnTheListOfThoseNotCalledAndTakenOff(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	const path = "/api/do-not-call"
	number := map[string]any{"phone": "+380501112233", "reason": "Просила не телефонувати"}
	off := map[string]any{"phone": "+380501112233", "off": true}

	agent.post(path, off).problem(http.StatusNotFound, "error.not_on_list")
	var list NotCalledList
	key := uuid.NewString()
	agent.post(path, number, key).ok().json(&list)
	require.Equal(t, "Просила не телефонувати", list.Numbers[0].Reason)
	require.Equal(t, "Особа agent", list.Numbers[0].AddedBy)
	number["reason"] = "Лише листом"
	agent.post(path, number).ok().json(&list)
	require.Len(t, list.Numbers, 1)
	require.Equal(t, "Лише листом", list.Numbers[0].Reason)

	agent.post(path, off).ok().json(&list)
	require.Empty(t, list.Numbers)
	require.NotNil(t, list.Withdrawn[0].WithdrawnAt)
	number["reason"] = "Просила не телефонувати"
	agent.post(path, number, key).ok().json(&list)
	require.Empty(t, list.Numbers, "a late repeat puts nothing back")
	agent.post(path, map[string]any{"phone": "050 111 22 33"}).ok().json(&list)
	require.EqualValues(t, "+380501112233", list.Numbers[0].Phone, "as it is dialled in Ukraine")
	agent.post(path, map[string]any{"phone": "сто одинадцять"}).problem(http.StatusUnprocessableEntity, "error.phone")
}

// MR-4.9.1, MR-6.4
func TestCallsThatGoOutAreListedAndOneThatWaitsIsCalledOff(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	h.Clock.Advance(9 * time.Hour) // the evening
	c := h.Case("water.flood")
	supervisor, agent := h.hire(regulation.RoleSupervisor, casecore.OrgID{}), h.hire(regulation.RoleAgent, casecore.OrgID{})

	var list CallTaskList
	agent.get("/api/calls/out").ok().json(&list)
	require.Len(t, list.Tasks, 1)
	task := list.Tasks[0]
	require.Equal(t, casecore.CallOfficer, task.Kind)
	require.Equal(t, c.Number.String(), task.Number)
	require.Equal(t, "MR-4.9.1", task.Reason)
	require.NotEmpty(t, task.Org)
	require.NotNil(t, task.NextAt)
	path := "/api/calls/out/" + task.ID.String() + "/cancel"
	agent.post(path, nil).problem(http.StatusForbidden, "error.role")

	key := uuid.NewString()
	supervisor.post(path, nil, key).ok()
	supervisor.post(path, nil, key).ok().json(&list)
	require.Empty(t, list.Tasks)
	supervisor.post(path, nil).problem(http.StatusConflict, "error.call_goes")
	supervisor.get("/api/calls/out?ended=true&kind=officer").ok().json(&list)
	require.Equal(t, "cancelled", list.Tasks[0].Result)
	const told = `SELECT count(*) FROM events WHERE subject_id = $1 AND type = 'case.called' AND data->>'result' = 'cancelled'`
	require.EqualValues(t, 1, h.Number(told, c.ID.UUID()), "the history has it")
	supervisor.post("/api/calls/out/"+uuid.NewString()+"/cancel", nil).problem(http.StatusNotFound, "error.call_unknown")
}

// MR-6.4
func TestAgentsAskTheApplicantsOfASampleOneAfterTheOther(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	first, second, third := h.closed(), h.closed(), h.closed()
	h.Exec(`UPDATE applicants SET phone = '' WHERE id = $1`, third.ApplicantID.UUID())
	officer := h.hire(regulation.RoleControlOfficer, casecore.OrgID{})
	one, other := h.hire(regulation.RoleAgent, casecore.OrgID{}), h.hire(regulation.RoleAgent, casecore.OrgID{})
	day := casetest.Start().Format(time.DateOnly)

	draw := map[string]any{"since": day, "until": day, "size": 10, "by_machine": false}
	one.post("/api/samples", draw).problem(http.StatusForbidden, "error.role")
	draw["topic"] = "roads.pothole"
	officer.post("/api/samples", draw).problem(http.StatusUnprocessableEntity, "error.sample_empty")
	draw["topic"], draw["org"] = first.Topic, first.LeadOrg
	var drawn SampleDetail
	officer.post("/api/samples", draw).ok().json(&drawn)
	require.Equal(t, 3, drawn.Size)
	require.NotEmpty(t, drawn.Topic)
	require.NotEmpty(t, drawn.Org)
	path := "/api/samples/" + drawn.ID.String()

	var mine, again, theirs SampleNext
	one.post(path+"/next", nil).ok().json(&mine)
	one.post(path+"/next", nil).ok().json(&again)
	require.Equal(t, mine, again, "the same one until it is answered")
	other.post(path+"/next", nil).ok().json(&theirs)
	require.NotEqual(t, mine.Case.Ordinal, theirs.Case.Ordinal, "two agents never call one applicant")
	require.Subset(t, []casecore.CaseID{first.ID, second.ID}, []casecore.CaseID{mine.Case.Case, theirs.Case.Case}, "whoever has no number is not asked")

	one.post(path+"/answers", map[string]any{"ordinal": mine.Case.Ordinal, "result": "no_answer"}).ok()
	var none SampleNext
	one.post(path+"/next", nil).ok().json(&none)
	require.Nil(t, none.Case, "who did not answer is asked again later")
	other.post(path+"/answers", map[string]any{"ordinal": theirs.Case.Ordinal, "result": "badly", "note": "Тече знову"}).ok()
	h.Clock.Advance(4 * time.Hour)
	require.Equal(t, http.StatusOK, one.signIn(password).Status, "the session is over by then")
	one.post(path+"/next", nil).ok().json(&again)
	require.Equal(t, mine.Case.Ordinal, again.Case.Ordinal)
	one.post(path+"/answers", map[string]any{"ordinal": mine.Case.Ordinal, "result": "done"}).ok().json(&drawn)
	require.Equal(t, 2, drawn.Asked)
	require.Equal(t, 1, drawn.Badly)
	require.InDelta(t, 0.5, drawn.Share, 1e-9)
	require.Less(t, drawn.Low, 0.1)
	require.True(t, drawn.Cases[theirs.Case.Ordinal-1].Repeated, "the executor has it again")
	one.post(path+"/answers", map[string]any{"ordinal": mine.Case.Ordinal, "result": "done"}).problem(http.StatusConflict, "error.sample_answered")
	one.post(path+"/answers", map[string]any{"ordinal": 99, "result": "done"}).problem(http.StatusNotFound, "error.case_unknown")
}
