package dashboard

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/privacy"
	"hotline/casecore/regulation"
)

// An agent records what a person asks for; a supervisor carries it out; the person gets a receipt that names nobody.
func TestAPersonsDataAreErasedOnRequest(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	c := h.closed()
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	supervisor := h.hire(regulation.RoleSupervisor, casecore.OrgID{})
	agent.post("/api/privacy/find", map[string]string{}).problem(http.StatusUnprocessableEntity, "error.privacy_contact")
	var found FoundPerson
	agent.post("/api/privacy/find", map[string]string{"phone": "050 111 22 33"}).ok().json(&found)
	require.Len(t, found.Reports, 1)
	require.Equal(t, c.Number.String(), found.Reports[0].Number)
	require.True(t, found.Reports[0].Ended)

	ask := map[string]any{"kind": "erasure", "reports": []casecore.ReportID{found.Reports[0].ID}, "proof": "паспорт"}
	var asked, again PrivacyRequest
	agent.post("/api/privacy/requests", ask, "the same key").ok().json(&asked)
	agent.post("/api/privacy/requests", ask, "the same key").ok().json(&again)
	require.Equal(t, asked, again)
	path := "/api/privacy/requests/" + asked.ID
	agent.post(path+"/erase", nil).problem(http.StatusForbidden, "error.role")
	supervisor.get(path+"/archive").problem(http.StatusConflict, "error.privacy_state")

	var done PrivacyRequest
	supervisor.post(path+"/erase", nil).ok().json(&done)
	require.Equal(t, privacy.Done, done.State)
	require.Positive(t, done.Removed["applicants"])
	receipt := text(h.browser().get(strings.TrimPrefix(done.ReceiptURL, h.server.cfg.PublicURL) + "?lang=uk"))
	for _, part := range []string{"Довідка про ваші дані", done.ID, "видалити дані", "Ім’я, адреса, контакти", "1 запис"} {
		require.Contains(t, receipt, part)
	}
	require.NotContains(t, receipt, "page.receipt", "every kind has its name")
	require.Equal(t, http.StatusNotFound, h.browser().get("/receipt/nonsense").Status)
	page := text(h.browser().get(h.statusOf(c)))
	require.Contains(t, page, c.Number.String(), "the case's page goes on without words")

	var list PrivacyRequests
	agent.get("/api/privacy/requests").ok().json(&list)
	require.Len(t, list.Requests, 1)
}

func TestAPersonGetsTheirData(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	r := h.Report()
	supervisor := h.hire(regulation.RoleSupervisor, casecore.OrgID{})
	var asked PrivacyRequest
	supervisor.post("/api/privacy/requests", map[string]any{
		"kind": "export", "reports": []casecore.ReportID{r.ID}, "proof": "паспорт",
	}).ok().json(&asked)
	archive := supervisor.get("/api/privacy/requests/" + asked.ID + "/archive")
	require.Equal(t, http.StatusOK, archive.Status)
	require.Equal(t, "application/zip", archive.Header.Get("Content-Type"))
	require.True(t, strings.HasPrefix(string(archive.Body), "PK"))

	var refused PrivacyRequest
	supervisor.post("/api/privacy/requests", map[string]any{
		"kind": "erasure", "reports": []casecore.ReportID{r.ID}, "proof": "ніякий",
	}).ok().json(&asked)
	supervisor.post("/api/privacy/requests/"+asked.ID+"/refuse", map[string]string{"reason": "не та особа"}).ok().json(&refused)
	require.Equal(t, privacy.Refused, refused.State)
	require.Contains(t, text(h.browser().get(strings.TrimPrefix(refused.ReceiptURL, h.server.cfg.PublicURL))), "не та особа")
}
