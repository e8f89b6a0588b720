package dashboard

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// MR-2.2
func TestASupervisorMakesTheRotaAndTheHeadApprovesIt(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	var agents []*browser
	for range 6 {
		agents = append(agents, h.hire(regulation.RoleAgent, casecore.OrgID{}))
	}
	supervisor := h.hire(regulation.RoleSupervisor, casecore.OrgID{})
	head := h.hire(regulation.RoleCentreHead, casecore.OrgID{})
	const path = "/api/rota/2026-03"

	var v RotaView
	supervisor.get(path).ok().json(&v)
	require.Zero(t, v.Version)
	require.Len(t, v.Days, 31)
	require.Len(t, v.Rows, 7)
	require.Equal(t, "Н", v.Patterns[1].Letter)
	require.Equal(t, "uncovered", string(v.Findings[0].Rule))
	agents[0].post(path, map[string]any{"revision": 0, "rows": []any{}}).problem(http.StatusForbidden, "error.role")
	supervisor.get("/api/rota/next-month").problem(http.StatusUnprocessableEntity, "error.rota_month")

	var proposed RotaCells
	supervisor.post(path+"/propose", map[string]any{"rows": []any{}}).ok().json(&proposed)
	key := uuid.NewString()
	save := map[string]any{"revision": 0, "rows": proposed.Rows}
	supervisor.post(path, save, key).ok()
	supervisor.post(path, save, key).ok().json(&v)
	require.Equal(t, int64(1), v.Revision, "a repeat changes nothing")
	require.Empty(t, v.Findings)
	require.Equal(t, 1, v.Days[3].Covered)
	supervisor.post(path, save).problem(http.StatusConflict, "error.rota_changed")

	supervisor.post(path+"/submit", map[string]any{"revision": 1}).ok().json(&v)
	require.Equal(t, "submitted", string(v.State))
	require.False(t, v.MayApprove)
	supervisor.post(path+"/approve", map[string]any{"revision": 2}).problem(http.StatusForbidden, "error.role")
	head.post(path+"/return", map[string]any{"revision": 2, "reason": "Двоє у відпустці"}).ok().json(&v)
	require.Equal(t, "Двоє у відпустці", v.Reason)
	head.post(path+"/approve", map[string]any{"revision": 3}).ok().json(&v)
	require.Equal(t, "approved", string(v.State))
	require.NotEmpty(t, v.ApprovedBy)

	csv := string(agents[0].get(path + "/file?format=csv").ok().Body)
	require.Contains(t, csv, "Працівник;1;2;3;")
	require.Contains(t, csv, "Н: Нічна зміна 20:00–08:00")
	require.Equal(t, "PK", string(head.get(path + "/file?format=xlsx").ok().Body[:2]))
}

// MR-2.2
func TestAgentsSeeTheirShiftsAndWhoIsOnShift(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agents := make(map[casecore.StaffID]*browser)
	for range 6 {
		b := h.hire(regulation.RoleAgent, casecore.OrgID{})
		agents[b.actor.Staff] = b
	}
	head := h.hire(regulation.RoleCentreHead, casecore.OrgID{})
	var w WatchView
	head.get("/api/shifts/now").ok().json(&w)
	require.False(t, w.InUse)
	var proposed RotaCells
	head.post("/api/rota/2026-03/propose", map[string]any{"rows": []any{}}).ok().json(&proposed)
	head.post("/api/rota/2026-03", map[string]any{"revision": 0, "rows": proposed.Rows}).ok()
	head.post("/api/rota/2026-03/approve", map[string]any{"revision": 1}).ok()

	head.get("/api/shifts/now").ok().json(&w)
	require.True(t, w.InUse)
	require.Len(t, w.People, 1)
	on := agents[w.People[0].ID]
	on.get("/api/shifts/now").ok().json(&w)
	require.Equal(t, "20:00", w.Mine.Until.In(h.Clock.Now().Location()).Format("15:04"))
	require.True(t, w.Next.From.After(w.Mine.Until))
	var list ShiftList
	on.get("/api/shifts/mine").ok().json(&list)
	require.True(t, list.Kept)
	require.Equal(t, *w.Mine, list.Shifts[0])

	ics := string(on.get("/api/shifts/mine.ics").ok().Body)
	require.True(t, strings.HasPrefix(ics, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"))
	require.Equal(t, len(list.Shifts), strings.Count(ics, "BEGIN:VEVENT"))
	require.Contains(t, ics, "DTSTART:20260302T060000Z", "instants, so that a telephone abroad shows them right")
	require.Contains(t, ics, "SUMMARY:Денна зміна")
}

// MR-2.2
func TestAReportIsHandedOverWithItsDraftAndANote(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	first, second := h.hire(regulation.RoleAgent, casecore.OrgID{}), h.hire(regulation.RoleAgent, casecore.OrgID{})
	body := typed()
	body["claim"] = true
	var made ReportState
	first.post("/api/reports", body).ok().json(&made)
	path := "/api/reports/" + made.Report.ID.String()
	draft := map[string]any{"draft": map[string]any{"text": "Немає води", "basis": 0}}
	require.Equal(t, http.StatusNoContent, first.post(path+"/draft", draft).Status)
	second.post(path+"/draft", draft).problem(http.StatusConflict, "error.report_not_yours")

	pass := map[string]any{"to": second.actor.Staff, "note": "Заявник чекає на дзвінок"}
	var state ReportState
	key := uuid.NewString()
	first.post(path+"/hand-over", pass, key).ok()
	first.post(path+"/hand-over", pass, key).ok().json(&state)
	require.Equal(t, second.actor.Staff, *state.Report.ClaimedBy)
	var view ReportView
	second.get(path).ok().json(&view)
	require.True(t, view.Mine)
	require.Len(t, view.HandOvers, 1)
	require.Equal(t, "Заявник чекає на дзвінок", view.HandOvers[0].Note)
	require.NotEmpty(t, view.HandOvers[0].From)
	require.JSONEq(t, `{"text": "Немає води", "basis": 0}`, string(view.Draft.Draft))
	require.WithinDuration(t, h.Clock.Now(), view.Draft.SavedAt, time.Second)
	first.post(path+"/hand-over", pass).problem(http.StatusForbidden, "error.report_of_another")
	second.post(path+"/hand-over", map[string]any{"to": h.hire(regulation.RoleMayor, casecore.OrgID{}).actor.Staff}).
		problem(http.StatusUnprocessableEntity, "error.hand_over_whom")
	second.post(path+"/hand-over", map[string]any{}).ok().json(&state)
	require.Equal(t, casecore.ReportWaiting, state.Report.Status)
}
