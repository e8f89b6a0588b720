package dashboard

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/casecore/stats"
)

// called is a call that was answered and recorded, and gave a report.
func (h *house) called(agent casecore.StaffID) (calls.Call, calls.Recorded) {
	h.t.Helper()
	ctx, book, now := h.t.Context(), calls.NewBook(h.DB), h.Clock.Now()
	c := calls.Call{
		ID: casecore.NewID[calls.CallID](), PBX: "pbx", Channel: uuid.NewString(), Direction: calls.In, Purpose: calls.ToReport, Line: "1555",
		Caller: "+380501112233", Grade: calls.Maybe, Lang: "uk", Step: "talk", State: json.RawMessage(`{}`), Agent: agent,
		Started: now.Add(-time.Minute), Queued: now.Add(-50 * time.Second),
	}
	require.NoError(h.t, book.Begin(ctx, c))
	c.Answered, c.Ended, c.EndedWhy, c.StepNo = now.Add(-30*time.Second), now, "hangup", 1
	require.NoError(h.t, book.Advance(ctx, c, 0))
	r := calls.Recorded{
		ID: uuid.Must(uuid.NewV7()), Call: c.ID, PBX: "pbx", Name: uuid.NewString(), Kind: calls.Talk, State: calls.Recording, Started: c.Answered,
	}
	require.NoError(h.t, book.AddRecording(ctx, r))
	file, err := h.server.cfg.Blobs.Save(ctx, "talk.wav", "audio/wav", strings.NewReader("RIFF\x24\x00\x00\x00WAVEfmt 0123456789"), "system", "talk")
	require.NoError(h.t, err)
	r.File, r.State, r.Length = file.ID, calls.Kept, 30*time.Second
	require.NoError(h.t, book.KeepFile(ctx, c.ID, file.ID))
	require.NoError(h.t, book.Settle(ctx, r))
	require.NoError(h.t, book.Gave(ctx, c.ID, 1, h.Report().ID))
	return c, r
}

// MR-2.1, MR-5.1
func TestCallsAreListedAndNumbersShownToThoseWhoNeedThem(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	director := h.hire(regulation.RoleDirector, casecore.OrgID{})
	c, _ := h.called(agent.actor.Staff)

	var list CallList
	agent.get("/api/calls?mine=true").ok().json(&list)
	require.Len(t, list.Calls, 1)
	got := list.Calls[0]
	require.Equal(t, "+380501112233", got.Caller)
	require.Equal(t, calls.Talked, got.Outcome)
	require.Equal(t, 20, got.WaitedS)
	require.Equal(t, 30, got.TalkS)
	require.NotEmpty(t, got.Agent)
	require.Equal(t, "ready", got.Recordings[0].State)
	agent.get("/api/calls?report=" + got.Reports[0].Report.String()).ok().json(&list)
	require.Len(t, list.Calls, 1)
	agent.get("/api/calls?outcome=abandoned").ok().json(&list)
	require.Empty(t, list.Calls)
	agent.get("/api/calls?from=2026-13-01").problem(http.StatusUnprocessableEntity, "error.form")

	director.get("/api/calls").ok().json(&list)
	require.Equal(t, "…2233", list.Calls[0].Caller)
	require.True(t, list.Calls[0].Masked)
	director.get("/api/calls/"+uuid.NewString()).problem(http.StatusNotFound, "error.call_unknown")
	var detail CallDetail
	director.get("/api/calls/" + c.ID.String()).ok().json(&detail)
	require.Empty(t, detail.Plays)
}

func TestWhoListenedToARecordingIsKept(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	head := h.hire(regulation.RoleCentreHead, casecore.OrgID{})
	c, rec := h.called(agent.actor.Staff)
	path := "/api/recordings/" + rec.ID.String()

	part := agent.request(http.MethodGet, path, http.NoBody)
	part.Header.Set("Range", "bytes=0-3")
	got := agent.send(part)
	require.Equal(t, http.StatusPartialContent, got.Status)
	require.Equal(t, "RIFF", string(got.Body))
	require.Equal(t, "audio/wav", got.Header.Get("Content-Type"))
	agent.get(path).ok()
	agent.get(path+"/file").problem(http.StatusForbidden, "error.role")
	h.hire(regulation.RoleMayor, casecore.OrgID{}).get(path).problem(http.StatusForbidden, "error.role")
	head.get("/api/recordings/"+uuid.NewString()).problem(http.StatusNotFound, "error.recording_unknown")

	var detail CallDetail
	head.get("/api/calls/" + c.ID.String()).ok().json(&detail)
	require.Len(t, detail.Plays, 1, "the requests of one listening are one line")
	require.Equal(t, "Особа agent", detail.Plays[0].Who)
	h.Clock.Advance(time.Hour)
	require.Contains(t, head.get(path+"/file").ok().Header.Get("Content-Disposition"), "attachment")
	head.get("/api/calls/" + c.ID.String()).ok().json(&detail)
	require.Len(t, detail.Plays, 2)
	require.Equal(t, "Особа centre_head", detail.Plays[0].Who)
}

func TestAPlayerShowsWhatARecordingLeavesOut(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	c, _ := h.called(agent.actor.Staff)
	ctx, book, began := t.Context(), calls.NewBook(h.DB), h.Clock.Now()
	r := calls.Recorded{
		ID: uuid.Must(uuid.NewV7()), Call: c.ID, PBX: "pbx", Name: "paused", Kind: calls.Talk, State: calls.Recording, Started: began,
	}
	require.NoError(t, book.AddRecording(ctx, r))
	after := func(seconds int) time.Time { return began.Add(time.Duration(seconds) * time.Second) }
	require.NoError(t, book.PauseRecording(ctx, "pbx", r.Name, after(5)))
	require.NoError(t, book.ResumeRecording(ctx, "pbx", r.Name, after(12)))
	require.NoError(t, book.PauseRecording(ctx, "pbx", r.Name, after(20)))
	require.NoError(t, book.EndRecording(ctx, "pbx", r.Name, after(26)))

	var detail CallDetail
	agent.get("/api/calls/" + c.ID.String()).ok().json(&detail)
	require.Equal(t, []PauseView{{AtS: 5, Seconds: 7}, {AtS: 13, Seconds: 6}}, detail.Recordings[1].Pauses)
}

// MR-4.4.1
func TestACallersEarlierCasesAreGradedByWhetherTheyCalled(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	c, _ := h.called(agent.actor.Staff)
	spoken := h.Case(casetest.Topic)
	given := h.Case(casetest.Topic)
	ctx := t.Context()
	_, err := h.DB.Exec(ctx, `UPDATE applicants SET phone = '+380501112233' WHERE id IN (
		SELECT applicant_id FROM reports WHERE case_id = ANY ($1))`, []uuid.UUID{spoken.ID.UUID(), given.ID.UUID()})
	require.NoError(t, err)
	require.NoError(t, calls.NewBook(h.DB).Gave(ctx, c.ID, 2, spoken.ReportID))

	var v RelatedView
	agent.get("/api/phone/callers/" + c.ID.String()).ok().json(&v)
	require.Len(t, v.Previous, 2)
	graded := map[string]stats.Grade{}
	for _, p := range v.Previous {
		graded[p.Case.Number] = p.Grade
	}
	require.Equal(t, map[string]stats.Grade{spoken.Number.String(): stats.Known, given.Number.String(): stats.Maybe}, graded)
}
