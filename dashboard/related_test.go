package dashboard

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/casecore/stats"
)

func TestALikelyRepeatIsOfferedLinkedAndTakenBack(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	c := h.Case(casetest.Topic)
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	body := typed()
	body["claim"], body["place"] = true, "ул Мира 5"
	var made ReportState
	agent.post("/api/reports", body).ok().json(&made)
	path := "/api/reports/" + made.Report.ID.String()

	similar := func(topic, place string) []SimilarView {
		var list SimilarList
		agent.get(path + "/similar?topic=" + topic + "&place=" + url.QueryEscape(place)).ok().json(&list)
		return list.Similar
	}
	require.Empty(t, similar(string(casetest.Topic), "вул. Морська, 5"))
	require.Empty(t, similar(string(casetest.SOSTopic), "вул. Миру, 5"))
	found := similar(string(casetest.Topic), "миру 5")
	require.Len(t, found, 1)
	require.True(t, found[0].SamePlace)
	require.Equal(t, c.Number.String(), found[0].Case.Number)
	require.Equal(t, 1, found[0].Applicants)

	var linked ReportState
	agent.post(path+"/link", map[string]any{"case": c.ID}).ok().json(&linked)
	require.Equal(t, casecore.ReportRegistered, linked.Report.Status)
	var view ReportView
	agent.get(path).ok().json(&view)
	require.Equal(t, c.Number.String(), view.CaseNumber)
	require.Equal(t, casecore.OutcomeLinked, view.OutcomeCode)
	agent.post(path+"/unlink", nil).ok().json(&linked)
	require.Equal(t, casecore.ReportClaimed, linked.Report.Status)

	agent.post(path+"/not-same", map[string]any{"case": c.ID}).ok()
	require.Empty(t, similar(string(casetest.Topic), "миру 5"), "what was looked at is not offered again")
	executor := h.hire(regulation.RoleExecutor, c.LeadOrg)
	require.Equal(t, http.StatusForbidden, executor.get(path+"/related").Status)
}

func TestEarlierCasesOfAContactAreGraded(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	c := h.Case(casetest.Topic) // by the chat of the world's citizen
	same := h.Report()          // by the same chat
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})

	related := func(id casecore.ReportID) (v RelatedView) {
		agent.get("/api/reports/" + id.String() + "/related").ok().json(&v)
		return v
	}
	v := related(same.ID)
	require.Len(t, v.Previous, 1)
	require.Equal(t, stats.Known, v.Previous[0].Grade)
	require.Equal(t, c.Number.String(), v.Previous[0].Case.Number)

	body := typed() // the same number and name, as an agent typed them
	var made ReportState
	agent.post("/api/reports", body).ok().json(&made)
	v = related(made.Report.ID)
	require.Len(t, v.Previous, 1)
	require.Equal(t, stats.Maybe, v.Previous[0].Grade)
	require.Equal(t, []string{stats.ByName, stats.ByPhone}, v.Previous[0].Because)

	stranger := typed()
	stranger["applicant"] = map[string]any{"surname": "Інший", "name": "Хтось", "phone": "0671234567", "reply_channel": "phone"}
	agent.post("/api/reports", stranger).ok().json(&made)
	require.Empty(t, related(made.Report.ID).Previous)
}

func TestAConversationKeepsItsReportsTogether(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	var first, second, third ReportState
	agent.post("/api/reports", typed()).ok().json(&first)
	agent.post("/api/reports/"+first.Report.ID.String()+"/further", map[string]any{"text": "і ліхтар", "claim": true}).ok().json(&second)
	require.Equal(t, casecore.ReportClaimed, second.Report.Status)
	agent.post("/api/reports/"+second.Report.ID.String()+"/further", map[string]any{"text": "і яма"}).ok().json(&third)
	var v RelatedView
	agent.get("/api/reports/" + third.Report.ID.String() + "/related").ok().json(&v)
	require.Len(t, v.Conversation, 2)
	require.Equal(t, first.Report.ID, v.Conversation[0].Report.ID)
	require.Equal(t, second.Report.ID, v.Conversation[1].Report.ID)

	c := h.Case(casetest.Topic)
	agent.post("/api/cases/"+c.ID.String()+"/notes", map[string]any{"text": "вже й холодної"}).ok()
}
