package dashboard

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
)

var caller1 = map[string]any{
	"surname": "Коваль", "name": "Оксана", "patronymic": "Іванівна", "residence": "вул. Миру, 5, кв. 12",
	"phone": "050 111 22 33", "reply_channel": "phone",
}

func typed() map[string]any {
	return map[string]any{
		"source": "phone", "text": "нема гарячої води", "place": "вул. Миру, 5", "district": "central", "applicant": caller1,
	}
}

// MR-2.1, MR-4.2–4.6, MR-4.8, MR-5.1: from what a caller says to a case that its executor accepts.
func TestFromACallToAnAcceptedCase(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})

	body := typed()
	body["claim"] = true // the caller is on the line
	var received ReportState
	created := agent.post("/api/reports", body)
	require.Equal(t, http.StatusCreated, created.Status, string(created.Body))
	created.json(&received)
	require.Equal(t, casecore.ReportClaimed, received.Report.Status)
	path := "/api/reports/" + received.Report.ID.String()

	var view ReportView
	agent.get(path).ok().json(&view)
	require.True(t, view.Mine)
	require.Equal(t, "+380501112233", view.Applicant.Phone, "as it is dialled becomes E.164")
	require.Equal(t, "Коваль", view.Applicant.Surname)

	var preview PreviewView
	agent.get("/api/preview?topic=water.hot&district=central").ok().json(&preview)
	require.NotEmpty(t, preview.LeadOrgName)
	require.NotEmpty(t, preview.Deadlines)
	require.NotEmpty(t, preview.Deadlines[0].Why.Clause)

	var worded Worded
	agent.post(path+"/word", map[string]any{
		"text": "За адресою вул. Миру, 5 відсутня гаряча вода.", "topic": "water.hot", "district": "central",
		"place": "вул. Миру, 5", "via": "read_aloud",
	}).ok().json(&worded)
	require.NotNil(t, worded.Case, "read aloud and agreed")
	require.Regexp(t, `^2026-\d{6}$`, worded.Case.Number)

	executor := h.hire(regulation.RoleExecutor, worded.Case.LeadOrg)
	var list CaseList
	executor.get("/api/cases?phase=open").ok().json(&list)
	require.Len(t, list.Cases, 1)

	casePath := "/api/cases/" + worded.Case.ID.String()
	var card CaseView
	executor.get(casePath).ok().json(&card)
	require.Contains(t, actions(&card), regulation.ActionAccept)
	require.NotEmpty(t, card.Deadlines)
	require.NotNil(t, card.Applicant)
	require.Equal(t, "+380501112233", card.Applicant.Phone, "MR-5.1: may telephone the applicant")
	require.Empty(t, card.Applicant.Residence, "and needs no more")
	require.Nil(t, card.Report)
	require.Empty(t, card.StatusCode)

	var acted Acted
	executor.post(casePath+"/actions/accept", map[string]any{"version": card.Case.Version}).ok().json(&acted)
	require.NotNil(t, acted.Case.AcceptedAt)

	agent.get(casePath).ok().json(&card)
	require.NotEmpty(t, card.Applicant.Residence)
	require.NotNil(t, card.Report)
	require.NotEmpty(t, card.StatusCode)
	require.Equal(t, "Особа executor", card.Events[len(card.Events)-1].ActorName)
}

func actions(v *CaseView) []regulation.ActionID {
	var list []regulation.ActionID
	for _, a := range v.Actions {
		list = append(list, a.Action)
	}
	return list
}

func TestARetriedPostHasOneEffectAndOneAnswer(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	key := uuid.NewString()
	first := agent.post("/api/reports", typed(), key)
	h.Clock.Advance(time.Second)
	again := agent.post("/api/reports", typed(), key)
	require.Equal(t, http.StatusCreated, again.Status)
	var one, two ReportState
	first.json(&one)
	again.json(&two)
	require.WithinDuration(t, one.Report.ReceivedAt, two.Report.ReceivedAt, 0)
	two.Report.ReceivedAt = one.Report.ReceivedAt // the same moment, perhaps by another zone
	require.Equal(t, one, two)
	var queue Queue
	agent.get("/api/queue").ok().json(&queue)
	require.Len(t, queue.Reports, 1)

	other := typed()
	other["text"] = "зовсім інше"
	agent.post("/api/reports", other, key).problem(http.StatusUnprocessableEntity, "error.key_reused")
	colleague := h.hire(regulation.RoleAgent, casecore.OrgID{})
	require.Equal(t, http.StatusCreated, colleague.post("/api/reports", typed(), key).Status, "another person's keys are their own")
}

func TestWhatChangesSomethingNeedsAKey(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	for _, path := range []string{"/api/reports", "/api/reports/" + uuid.NewString() + "/claim", "/api/files"} {
		r := agent.request(http.MethodPost, path, strings.NewReader(`{}`))
		r.Header.Set("Content-Type", "application/json")
		agent.send(r).problem(http.StatusUnprocessableEntity, "error.key_missing")
	}
}

func TestTwoAgentsTakeOneReportAndTheSecondSeesWhoHasIt(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	r := h.Report()
	first, second := h.hire(regulation.RoleAgent, casecore.OrgID{}), h.hire(regulation.RoleAgent, casecore.OrgID{})
	path := "/api/reports/" + r.ID.String()
	first.post(path+"/claim", nil).ok()
	p := second.post(path+"/claim", nil).problem(http.StatusConflict, "error.report_taken")
	require.NotNil(t, p.Report, "the present state comes along")
	require.Equal(t, first.actor.Staff, *p.Report.ClaimedBy)

	second.post(path+"/refuse", map[string]string{"reason": "insult", "note": "лайка"}).
		problem(http.StatusConflict, "error.report_not_yours")
	second.post(path+"/release", nil).problem(http.StatusForbidden, "error.report_of_another")
	h.hire(regulation.RoleSupervisor, casecore.OrgID{}).post(path+"/release", nil).ok()
}

func TestAConflictOnACaseCarriesItsPresentState(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	c := h.Case(casetest.Topic)
	executor := h.hire(regulation.RoleExecutor, c.LeadOrg)
	path := "/api/cases/" + c.ID.String() + "/actions/"
	executor.post(path+"accept", map[string]any{"version": c.Version}).ok()
	p := executor.post(path+"progress", map[string]any{"version": c.Version, "text": "копаємо"}).
		problem(http.StatusConflict, "error.case_changed")
	require.NotNil(t, p.Case)
	require.Equal(t, c.Version+1, p.Case.Version)
	p = executor.post(path+"accept", map[string]any{"version": p.Case.Version}).
		problem(http.StatusUnprocessableEntity, "error.action_state")
	require.Equal(t, casecore.Refused, p.Code)
}

// MR-4.4: the answer is marked by the agent who heard it, for the wording that is asked about.
func TestAnAgentMarksTheAnswerToAWording(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	out := h.Worded(agent.actor, casetest.Topic)
	path := "/api/reports/" + out.Report.ID.String() + "/wording/"
	key := uuid.NewString()
	var acted Acted
	agent.post(path+"agree", nil, key).ok().json(&acted)
	require.NotEmpty(t, acted.Case.Number)
	again := agent.post(path+"agree", nil, key).ok()
	require.Contains(t, string(again.Body), acted.Case.Number)
	agent.post(path+"correct", map[string]string{"text": "ні"}).problem(http.StatusConflict, "error.wording_stale")

	corrected := h.Worded(agent.actor, casetest.Topic)
	var state ReportState
	agent.post("/api/reports/"+corrected.Report.ID.String()+"/wording/correct", map[string]string{"text": "холодної теж"}).
		ok().json(&state)
	require.Equal(t, casecore.ReportWaiting, state.Report.Status)
	var view ReportView
	agent.get("/api/reports/" + corrected.Report.ID.String()).ok().json(&view)
	require.Equal(t, "холодної теж", view.Wordings[0].Correction)

	none := h.Report()
	agent.post("/api/reports/"+none.ID.String()+"/wording/agree", nil).problem(http.StatusConflict, "error.wording_stale")
}

// MR-4.2.1, MR-4.4.3: outcomes other than a case.
func TestReportsEndWithoutACase(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	var cat Catalogue
	agent.get("/api/catalogue?lang=en").ok().json(&cat)
	for step, body := range map[string]any{
		"consult":  map[string]string{"body": cat.Bodies[0].Code},
		"refuse":   map[string]string{"reason": "obscene", "note": "лайка"},
		"withdraw": nil,
	} {
		path := "/api/reports/" + h.Report().ID.String()
		agent.post(path+"/claim", nil).ok()
		var state ReportState
		agent.post(path+"/"+step, body).ok().json(&state)
		require.NotNil(t, state.Report.ClosedAt, step)
	}
}

// RO-4.3: the head names the executor among the organisation's own.
func TestTheHeadOfAnOrganisationIsShownItsExecutors(t *testing.T) {
	t.Parallel()
	h := build(t, "romny")
	c := h.Case(casetest.Topic)
	head := h.hire(regulation.RoleExecutorHead, c.LeadOrg)
	executor := h.hire(regulation.RoleExecutor, c.LeadOrg)
	h.hire(regulation.RoleExecutor, h.otherOrg(c.LeadOrg))
	var card CaseView
	head.get("/api/cases/" + c.ID.String()).ok().json(&card)
	require.Contains(t, actions(&card), regulation.ActionAssign)
	require.Equal(t, []PersonView{{ID: executor.actor.Staff, Name: "Особа executor"}}, card.Executors)
	for _, a := range card.Actions {
		if a.Action == regulation.ActionAssign {
			require.Contains(t, a.Needs, regulation.NeedExecutor)
		}
	}
	var acted Acted
	head.post("/api/cases/"+c.ID.String()+"/actions/assign", map[string]any{
		"version": card.Case.Version, "executor": executor.actor.Staff,
	}).ok().json(&acted)
	require.Equal(t, executor.actor.Staff, *acted.Case.Executor)
}

func (h *house) otherOrg(not casecore.OrgID) casecore.OrgID {
	notOrg, _ := h.Catalogue.Org(not)
	for id, org := range h.Catalogue.Orgs() {
		if id != not && org.Area != notOrg.Area && org.Parent != notOrg.Parent && id != notOrg.Parent {
			return id
		}
	}
	h.t.Fatal("the classifier has no other organisation")
	return casecore.OrgID{}
}

func TestTheCatalogueNamesEverythingInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	b := h.hire(regulation.RoleAgent, casecore.OrgID{})
	var uk, en Catalogue
	b.get("/api/catalogue").ok().json(&uk)
	b.get("/api/catalogue?lang=en").ok().json(&en)
	require.GreaterOrEqual(t, len(uk.Topics), 80)
	require.Len(t, en.Topics, len(uk.Topics))
	require.NotEqual(t, uk.Topics[0].Name, en.Topics[0].Name)
	for _, list := range [][]Named{uk.Districts, uk.Roles, uk.Actions} {
		require.NotEmpty(t, list)
		require.NotEmpty(t, list[0].Name)
	}
	require.NotEmpty(t, uk.Notices["anonymous"])
	require.NotEmpty(t, uk.Orgs)
	require.NotEmpty(t, uk.Bodies)
	require.NotEmpty(t, uk.Deadlines)

	_, err := h.DB.Exec(t.Context(), `UPDATE topic_names SET name = 'Перейменовано' WHERE code = $1 AND lang = 'uk'`, uk.Topics[0].Code)
	require.NoError(t, err)
	_, err = h.DB.Exec(t.Context(), `UPDATE catalogue_version SET version = version + 1`)
	require.NoError(t, err)
	b.get("/api/catalogue").ok().json(&uk)
	require.Equal(t, "Перейменовано", uk.Topics[0].Name)
}

func TestWhatWasGivenUpIsShownAndTriedAgain(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	c := h.Case(casetest.Topic)
	keeper := h.hire(regulation.RoleTechnicalAdministrator, casecore.OrgID{})
	_, err := h.DB.Exec(t.Context(), `UPDATE deliveries SET state = 'dead', last_error = 'mail box full', settled_at = now()
		WHERE subject_id = $1`, c.ID.UUID())
	require.NoError(t, err)
	var list DeliveryList
	keeper.get("/api/deliveries?state=dead").ok().json(&list)
	require.NotEmpty(t, list.Deliveries)
	require.Equal(t, "mail box full", list.Deliveries[0].LastError)
	keeper.post("/api/deliveries/"+list.Deliveries[0].ID.String()+"/replay", nil).ok()
	require.Equal(t, []casecore.DeliveryID{list.Deliveries[0].ID}, h.timers.deliveries)

	key := casecore.DeadlineKey{Subject: c.Subject(), Kind: "accept", Level: 1, Cycle: 1}
	h.timers.dead = []casecore.Deadline{{DeadlineKey: key, LastError: "boom", Attempts: 8}}
	var dead DeadlineList
	keeper.get("/api/deadlines/dead").ok().json(&dead)
	require.Len(t, dead.Deadlines, 1)
	keeper.post("/api/deadlines/replay", map[string]any{
		"subject_type": "case", "subject_id": c.ID, "kind": "accept", "level": 1, "cycle": 1,
	}).ok()
	require.Equal(t, []casecore.DeadlineKey{key}, h.timers.replayed)

	executor := h.hire(regulation.RoleExecutor, c.LeadOrg)
	var card CaseView
	executor.get("/api/cases/" + c.ID.String()).ok().json(&card)
	require.NotEmpty(t, card.Deliveries)
	require.Empty(t, card.Deliveries[0].LastError, "it may quote an address")
}

// MR-4.4.1, MR-4.4.2: what an agent completes on the card is checked, and what the form does not hold stays.
func TestTheCardIsCompletedAndNotEmptied(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	body := typed()
	body["applicant"] = map[string]any{"anonymous": true, "warned": true, "lang": "en"}
	body["claim"] = true
	var received ReportState
	agent.post("/api/reports", body).ok().json(&received)
	path := "/api/reports/" + received.Report.ID.String()
	h.Clock.Advance(time.Minute)
	word := map[string]any{
		"text": "Немає води.", "topic": "water.hot", "district": "central", "place": "вул. Миру, 5", "via": "read_aloud",
		"applicant": map[string]any{"anonymous": true, "email": "не адреса"},
	}
	agent.post(path+"/word", word).problem(http.StatusUnprocessableEntity, "error.email")
	word["applicant"] = map[string]any{"anonymous": true, "phone": "0501112233"}
	var worded Worded
	agent.post(path+"/word", word).ok().json(&worded)
	r, err := h.Store.Report(t.Context(), received.Report.ID)
	require.NoError(t, err)
	require.Equal(t, "en", r.Applicant.Lang)
	require.WithinDuration(t, casetest.Start(), r.Applicant.WarnedAt, 0)

	executor := h.hire(regulation.RoleExecutor, worded.Case.LeadOrg)
	var card CaseView
	executor.get("/api/cases/" + worded.Case.ID.String()).ok().json(&card)
	require.Equal(t, &ApplicantView{Anonymous: true, Lang: "en"}, card.Applicant, "who did not want to be known is not")
}
