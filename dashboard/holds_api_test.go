package dashboard

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/privacy"
	"hotline/casecore/regulation"
)

// What is held is listed, outlives a request to erase, and a release repeated finds it released.
func TestAHeldCaseIsListedAndOutlivesARequest(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	c := h.closed()
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	supervisor := h.hire(regulation.RoleSupervisor, casecore.OrgID{})
	hold := map[string]string{"number": c.Number.String(), "reason": "ухвала суду"}
	agent.post("/api/privacy/holds", hold).problem(http.StatusForbidden, "error.role")
	supervisor.post("/api/privacy/holds", map[string]string{"number": "2026-999999", "reason": "ухвала суду"}).
		problem(http.StatusNotFound, "error.case_unknown")

	var list HeldCases
	supervisor.post("/api/privacy/holds", hold).ok().json(&list)
	require.Len(t, list.Holds, 1)
	require.Equal(t, c.Number.String(), list.Holds[0].Number)
	require.Equal(t, "ухвала суду", list.Holds[0].Reason)
	require.NotEmpty(t, list.Holds[0].HeldBy)

	var request PrivacyRequest
	supervisor.post("/api/privacy/requests", map[string]any{
		"kind": "erasure", "reports": []casecore.ReportID{c.ReportID}, "proof": "паспорт",
	}).ok().json(&request)
	supervisor.post("/api/privacy/requests/"+request.ID+"/erase", nil).ok().json(&request)
	require.Len(t, request.Kept, 1)
	require.Equal(t, privacy.KeptHeld, request.Kept[0].Why)

	release := map[string]string{"number": c.Number.String(), "reason": "справу в суді закрито"}
	supervisor.post("/api/privacy/holds/release", release).ok().json(&list)
	require.Empty(t, list.Holds)
	supervisor.post("/api/privacy/holds/release", release).ok().json(&list)
	require.Len(t, list.Released, 1)
	require.Equal(t, "ухвала суду", list.Released[0].Reason)
	require.Equal(t, "справу в суді закрито", list.Released[0].Release)
	require.Equal(t, list.Released[0].HeldBy, list.Released[0].ReleasedBy)
}
