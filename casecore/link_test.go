package casecore_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
)

// another takes in a report of another person's and claims it.
func another(t *testing.T, w *casetest.World, agent casecore.Actor) casecore.Report {
	t.Helper()
	ctx := t.Context()
	who := casetest.Citizen()
	who.Surname, who.Phone, who.ReplyAddress = "Мельник", "+380671112233", "2002"
	r, err := w.Service.Receive(ctx, casecore.ReceiveReport{
		Command: w.Command(casecore.Citizen), Source: casecore.FromTelegram, Applicant: who,
		Text: "і в нас немає гарячої води", Place: "Миру 5", District: "central",
	})
	require.NoError(t, err)
	r, err = w.Service.Claim(ctx, casecore.ClaimReport{Command: w.Command(agent), Report: r.ID})
	require.NoError(t, err)
	return r
}

// link makes the applicant of a report of the agent's one more of a case's.
func link(t *testing.T, w *casetest.World, agent casecore.Actor, r casecore.Report, c casecore.Case) casecore.Report {
	t.Helper()
	linked, err := w.Service.Link(t.Context(), casecore.LinkReport{Command: w.Command(agent), Report: r.ID, Case: c.ID})
	require.NoError(t, err)
	return linked
}

// letters counts the letters to an applicant by template that are not recalled.
func letters(t *testing.T, w *casetest.World, to casecore.ApplicantID, template string) (n int, earliest time.Time) {
	t.Helper()
	var at *time.Time
	require.NoError(t, w.DB.QueryRow(context.Background(),
		`SELECT count(*), min(next_at) FROM deliveries WHERE recipient_id = $1 AND template = $2`, to.UUID(), template).Scan(&n, &at))
	if at != nil {
		earliest = *at
	}
	return n, earliest
}

func TestWhoeverJoinedACaseHasItsNumberAndHearsHowItEnds(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	ctx := t.Context()
	c := w.Case(casetest.Topic)
	agent := w.Agent()
	r := another(t, w, agent)

	linked := link(t, w, agent, r, c)
	require.Equal(t, casecore.ReportRegistered, linked.Status)
	require.Equal(t, c.ID, linked.CaseID)
	n, at := letters(t, w, r.Applicant.ID, "citizen.linked")
	require.Equal(t, 1, n)
	require.True(t, at.After(w.Clock.Now().Add(casecore.UndoWindow)), "it can be taken back before it is told")

	held, err := w.Store.Case(ctx, c.ID)
	require.NoError(t, err)
	require.Equal(t, []casecore.ApplicantID{r.Applicant.ID}, held.Linked)
	executor := w.Person(regulation.RoleExecutor, c.LeadOrg)
	_, err = w.Service.Act(ctx, casecore.ActOnCase{Command: w.Command(executor), Case: c.ID, Action: regulation.ActionAccept})
	require.NoError(t, err)
	for _, to := range []casecore.ApplicantID{c.ApplicantID, r.Applicant.ID} {
		n, _ = letters(t, w, to, "citizen.status")
		require.Equal(t, 1, n)
	}

	_, err = w.Service.Link(ctx, casecore.LinkReport{Command: w.Command(agent), Report: r.ID, Case: c.ID})
	require.Equal(t, casecore.Conflict, casecore.CodeOf(err), "it is no longer the agent's")
}

func TestWhoeverJoinedACaseMayAddToIt(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	ctx := t.Context()
	c, agent := w.Case(casetest.Topic), w.Agent()
	r := another(t, w, agent)
	add := func() error {
		_, err := w.Service.AddToCase(ctx, casecore.AddToCase{
			Command: w.Command(casecore.Citizen), Case: c.ID, Text: "у нашому під’їзді теж немає",
			Standing: casecore.Standing{Channel: casecore.ReplyByTelegram, Address: r.Applicant.ReplyAddress},
		})
		return err
	}
	require.Equal(t, casecore.NotFound, casecore.CodeOf(add()), "not theirs yet")
	link(t, w, agent, r, c)
	require.NoError(t, add())
	own, err := w.Store.CasesOfReply(ctx, casecore.ReplyByTelegram, r.Applicant.ReplyAddress)
	require.NoError(t, err)
	require.Len(t, own, 1)
}

func TestOnlyTheFirstApplicantIsAskedToRate(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	ctx := t.Context()
	c, agent := w.Case(casetest.Topic), w.Agent()
	r := another(t, w, agent)
	link(t, w, agent, r, c)
	c = act(t, w, w.Person(regulation.RoleExecutor, c.LeadOrg), c, casecore.ActOnCase{Action: regulation.ActionAccept})
	c = act(t, w, agent, c, casecore.ActOnCase{Action: regulation.ActionClose, Ground: "act", Files: []casecore.FileID{file(t, w)}})

	joined := casecore.Standing{Channel: casecore.ReplyByTelegram, Address: r.Applicant.ReplyAddress}
	_, err := w.Service.Rate(ctx, casecore.RateCase{Command: w.Command(casecore.Citizen), Standing: joined, Case: c.ID, Mark: 1})
	require.ErrorContains(t, err, "error.rate_joined")
	for _, who := range []struct {
		standing casecore.Standing
		id       casecore.ApplicantID
		rates    bool
	}{{inChat, c.ApplicantID, true}, {joined, r.Applicant.ID, false}} {
		may, err := w.Service.MayRate(ctx, &c, who.standing)
		require.NoError(t, err)
		require.Equal(t, who.rates, may)
		asked := count(t, w, `SELECT count(*) FROM deliveries
			WHERE template = 'citizen.status' AND recipient_id = $1 AND args ->> 'action' = 'close' AND args ? 'cycle'`, who.id.UUID())
		require.Equal(t, who.rates, asked == 1)
	}
	_, err = w.Service.Rate(ctx, casecore.RateCase{Command: w.Command(casecore.Citizen), Standing: inChat, Case: c.ID, Mark: 5})
	require.NoError(t, err)
}

// MR-4.4.2
func TestWhatWasNotConsideredIsNotRated(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	c := w.Case(casetest.Topic)
	_, err := w.DB.Exec(t.Context(), `UPDATE cases SET status = 'not_considered', phase = 'ended', outcome = 'not_considered', ended_at = now()
		WHERE id = $1`, c.ID.UUID())
	require.NoError(t, err)
	_, err = w.Service.Rate(t.Context(), casecore.RateCase{Command: w.Command(casecore.Citizen), Standing: inChat, Case: c.ID, Mark: 5})
	require.ErrorContains(t, err, "error.rate_not_considered")
}

// reportPages opens the pages of reports by their ids.
type reportPages struct{}

func (reportPages) Open(purpose, token string) (uuid.UUID, bool) {
	id, err := uuid.Parse(token)
	return id, err == nil && purpose == casecore.ReportPage
}

func (reportPages) CheckCode(string, uuid.UUID, string) bool { return false }

// The page of a report is that of its applicant, before it is a case and after it has joined somebody else's.
func TestThePageOfAReportIsAStanding(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	ctx := t.Context()
	service := casecore.NewService(w.Store, w.Rules, w.Catalogue, w.Clock.Now, casecore.Hooks{}, nil, casecore.WithSecrets(reportPages{}))
	c, agent := w.Case(casetest.Topic), w.Agent()
	r, other := another(t, w, agent), another(t, w, w.Agent())
	standing := casecore.Standing{Token: r.ID.String()}
	toReport := func(id casecore.ReportID) error {
		return second(service.AddToReport(ctx, casecore.AddToReport{Command: w.Command(casecore.Citizen), Standing: standing, Report: id, Text: "Ще одне"}))
	}
	toCase := func() error {
		return second(service.AddToCase(ctx, casecore.AddToCase{Command: w.Command(casecore.Citizen), Standing: standing, Case: c.ID, Text: "Ще одне"}))
	}
	require.NoError(t, toReport(r.ID))
	require.Equal(t, casecore.NotFound, casecore.CodeOf(toReport(other.ID)))
	require.Equal(t, casecore.NotFound, casecore.CodeOf(toCase()), "not theirs yet")
	_, err := service.Link(ctx, casecore.LinkReport{Command: w.Command(agent), Report: r.ID, Case: c.ID})
	require.NoError(t, err)
	require.NoError(t, toCase())

	act(t, w, w.Person(regulation.RoleExecutor, c.LeadOrg), c, casecore.ActOnCase{Action: regulation.ActionAccept})
	for to, pages := range map[casecore.ApplicantID]int{c.ApplicantID: 0, r.Applicant.ID: 1} {
		require.Equal(t, pages, count(t, w, `SELECT count(*) FROM deliveries
			WHERE template = 'citizen.status' AND recipient_id = $1 AND args ->> 'report_id' = $2`, to.UUID(), r.ID.String()))
	}
}

func TestALinkIsTakenBackUntoldWithinTheWindowAndToldAfter(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	ctx := t.Context()
	c := w.Case(casetest.Topic)
	agent := w.Agent()
	r := another(t, w, agent)
	link(t, w, agent, r, c)
	w.Clock.Advance(casecore.UndoWindow - time.Second)
	back, err := w.Service.Unlink(ctx, casecore.UnlinkReport{Command: w.Command(agent), Report: r.ID})
	require.NoError(t, err)
	require.Equal(t, casecore.ReportClaimed, back.Status)
	require.True(t, back.CaseID.IsZero())
	n, _ := letters(t, w, r.Applicant.ID, "citizen.linked")
	require.Zero(t, n)

	link(t, w, agent, r, c)
	w.Clock.Advance(time.Hour)
	back, err = w.Service.Unlink(ctx, casecore.UnlinkReport{Command: w.Command(agent), Report: r.ID})
	require.NoError(t, err)
	require.Equal(t, casecore.ReportWaiting, back.Status)
	n, _ = letters(t, w, r.Applicant.ID, "citizen.unlinked")
	require.Equal(t, 1, n)
	held, err := w.Store.Case(ctx, c.ID)
	require.NoError(t, err)
	require.Empty(t, held.Linked)
	_, err = w.Service.Unlink(ctx, casecore.UnlinkReport{Command: w.Command(agent), Report: r.ID})
	require.Error(t, err)
}

// MR-4.2.1, MR-4.4.3
func TestAnEndingIsTakenBackUntoldWithinTheWindowOnly(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	ctx := t.Context()
	agent := w.Agent()
	r := another(t, w, agent)
	refuse := casecore.RefuseReport{Report: r.ID, Reason: "insult", Note: "ображає"}
	undo := func(who casecore.Actor) (casecore.Report, error) {
		return w.Service.Undo(ctx, casecore.UndoEnding{Command: w.Command(who), Report: r.ID})
	}
	refuse.Command = w.Command(agent)
	_, err := w.Service.Refuse(ctx, refuse)
	require.NoError(t, err)
	_, err = undo(w.Agent())
	require.Equal(t, casecore.Forbidden, casecore.CodeOf(err), "another's doing is theirs to undo")
	w.Clock.Advance(casecore.UndoWindow - time.Second)
	back, err := undo(agent)
	require.NoError(t, err)
	require.Equal(t, casecore.ReportClaimed, back.Status)
	require.Empty(t, back.OutcomeCode)
	n, _ := letters(t, w, r.Applicant.ID, "citizen.refused")
	require.Zero(t, n)
	_, err = undo(agent)
	require.Equal(t, casecore.Conflict, casecore.CodeOf(err))

	refuse.Command = w.Command(agent)
	_, err = w.Service.Refuse(ctx, refuse)
	require.NoError(t, err)
	w.Clock.Advance(casecore.UndoWindow)
	_, err = undo(agent)
	require.Equal(t, casecore.Refused, casecore.CodeOf(err))
	n, _ = letters(t, w, r.Applicant.ID, "citizen.refused")
	require.Equal(t, 1, n)
}

func TestWhatHasLeftIsNotTakenBack(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	ctx := t.Context()
	agent := w.Agent()
	r := another(t, w, agent)
	_, err := w.Service.Consult(ctx, casecore.Consult{Command: w.Command(agent), Report: r.ID, Body: "police"})
	require.NoError(t, err)
	_, err = w.DB.Exec(ctx, `UPDATE deliveries SET state = 'expanded' WHERE template = 'citizen.consulted'`)
	require.NoError(t, err)
	_, err = w.Service.Undo(ctx, casecore.UndoEnding{Command: w.Command(agent), Report: r.ID})
	require.Equal(t, casecore.Refused, casecore.CodeOf(err))
	held, err := w.Store.Report(ctx, r.ID)
	require.NoError(t, err)
	require.Equal(t, casecore.ReportConsulted, held.Status, "all of it or nothing")
}

func TestAnotherMatterOfOneConversationHasItsOwnReport(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	ctx := t.Context()
	agent := w.Agent()
	first := another(t, w, agent)
	cmd := casecore.FurtherReport{Command: w.Command(agent), Of: first.ID, Text: "і ще не горить ліхтар"}
	second, err := w.Service.Further(ctx, cmd)
	require.NoError(t, err)
	again, err := w.Service.Further(ctx, cmd)
	require.NoError(t, err)
	require.Equal(t, second.ID, again.ID, "a repeat makes no third")
	require.Equal(t, first.Place, second.Place)
	require.Equal(t, first.Applicant.Phone, second.Applicant.Phone)
	require.NotEqual(t, first.Applicant.ID, second.Applicant.ID)
	_, err = w.Service.Further(ctx, casecore.FurtherReport{Command: w.Command(casecore.Citizen), Of: first.ID, Text: "і ще"})
	require.Equal(t, casecore.Forbidden, casecore.CodeOf(err))
}

func TestWhatACallerAddsReachesTheExecutorOfAnOpenCase(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	ctx := t.Context()
	c := w.Case(casetest.Topic)
	agent := w.Agent()
	noted, err := w.Service.NoteFromCaller(ctx, casecore.NoteFromCaller{Command: w.Command(agent), Case: c.ID, Text: "вже й холодної немає"})
	require.NoError(t, err)
	require.Equal(t, c.Version+1, noted.Version)
	messages, err := w.Store.Messages(ctx, c.Subject())
	require.NoError(t, err)
	require.Equal(t, casecore.SaidByCitizen, messages[len(messages)-1].Direction)
	var told int
	require.NoError(t, w.DB.QueryRow(ctx, `SELECT count(*) FROM deliveries WHERE template = 'executor.update' AND recipient_id = $1`,
		c.LeadOrg.UUID()).Scan(&told))
	require.Equal(t, 1, told)
	executor := w.Person(regulation.RoleExecutor, c.LeadOrg)
	_, err = w.Service.NoteFromCaller(ctx, casecore.NoteFromCaller{Command: w.Command(executor), Case: c.ID, Text: "x"})
	require.Equal(t, casecore.Forbidden, casecore.CodeOf(err))
}
