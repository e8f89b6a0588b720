package dashboard

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
)

func TestAnAgentWritesToTheApplicantOfWhatTheySee(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	c := h.Case(casetest.Topic)
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	executor := h.hire(regulation.RoleExecutor, c.LeadOrg)
	path := "/api/cases/" + c.ID.String()

	executor.post(path+"/messages", map[string]any{"text": "Коли ви вдома?"}).problem(http.StatusForbidden, "error.role")
	agent.post(path+"/messages", map[string]any{"text": "Коли ви вдома?"}).ok()
	_, err := h.Service.AddToCase(context.Background(), casecore.AddToCase{
		Command:  h.Command(casecore.Citizen),
		Standing: casecore.Standing{Channel: casecore.ReplyByTelegram, Address: casetest.Citizen().ReplyAddress},
		Case:     c.ID, Text: "Після шостої",
	})
	require.NoError(t, err)
	var view CaseView
	agent.get(path).ok().json(&view)
	require.Len(t, view.Messages, 2)
	require.Equal(t, "Після шостої", view.Messages[1].Text)
	require.Empty(t, view.Ratings)

	report := h.Report()
	agent.post("/api/reports/"+report.ID.String()+"/messages", map[string]any{"text": "Який під’їзд?"}).ok()
	var reportView ReportView
	agent.get("/api/reports/" + report.ID.String()).ok().json(&reportView)
	require.Equal(t, "to_citizen", reportView.Messages[0].Direction)
}
