package dashboard

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// MR-4.6
func TestTopicsAreSuggestedAndNoneIsAssigned(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	report := h.Report()

	got := agent.get("/api/reports/" + report.ID.String() + "/suggestions")
	require.Equal(t, http.StatusOK, got.Status)
	var out Suggestions
	got.json(&out)
	require.NotEmpty(t, out.Suggestions)
	require.LessOrEqual(t, len(out.Suggestions), suggested)
	sum := 0.0
	for i, s := range out.Suggestions {
		_, ok := h.Catalogue.Topic(s.Topic)
		require.True(t, ok, s.Topic)
		require.NotNil(t, s.Because)
		require.True(t, i == 0 || s.Confidence <= out.Suggestions[i-1].Confidence, "the likeliest first")
		sum += s.Confidence
	}
	require.LessOrEqual(t, sum, 1.0)

	after, err := h.Store.Report(t.Context(), report.ID)
	require.NoError(t, err)
	require.Equal(t, report.Version, after.Version, "a look changes nothing")
	require.True(t, after.WordingID.IsZero())

	missing := agent.get("/api/reports/" + casecore.NewID[casecore.ReportID]().String() + "/suggestions")
	require.Equal(t, http.StatusNotFound, missing.Status)
	executor := h.hire(regulation.RoleOperator, h.Case("water.leak").LeadOrg)
	require.Equal(t, http.StatusForbidden, executor.get("/api/reports/"+report.ID.String()+"/suggestions").Status)
}
