package casecore_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
)

func act(t *testing.T, w *casetest.World, a casecore.Actor, c casecore.Case, cmd casecore.ActOnCase) casecore.Case {
	t.Helper()
	cmd.Command, cmd.Case = w.Command(a), c.ID
	out, err := w.Service.Act(context.Background(), cmd)
	require.NoError(t, err)
	return out
}

func file(t *testing.T, w *casetest.World) casecore.FileID {
	t.Helper()
	f := casecore.File{
		ID: casecore.NewID[casecore.FileID](), Name: "proof.jpg", ContentType: "image/jpeg", Size: 1, SHA256: []byte{1},
		AddedBy: "test", AddedAt: w.Clock.Now(),
	}
	f.Key = f.ID.String()
	require.NoError(t, w.Store.AddFile(context.Background(), f))
	return f.ID
}

// MR-5.2, MR-4.10.1: who is not competent declines with proof; the agent re-addresses; a new cycle of terms begins and the
// history stays. The first executor no longer sees the case.
func TestDeclinedCaseIsReaddressedInANewCycle(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	c := w.Case(casetest.Topic)
	first := w.Person(regulation.RoleExecutor, c.LeadOrg)
	agent := w.Agent()

	_, err := w.Service.Act(ctx, casecore.ActOnCase{
		Command: w.Command(first), Case: c.ID, Action: regulation.ActionDecline, Text: "Не наш будинок",
	})
	require.ErrorContains(t, err, "error.need_proof")
	c = act(t, w, first, c, casecore.ActOnCase{Action: regulation.ActionDecline, Text: "Не наш будинок", Files: []casecore.FileID{file(t, w)}})

	require.True(t, c.AcceptDue.IsZero(), "nobody counts down to a clock that was stopped")

	other := casecore.OrgID{}
	for id, o := range w.Catalogue.Orgs() {
		if id != c.LeadOrg && o.Kind == "enterprise" {
			other = id
		}
	}
	w.Clock.Advance(time.Hour)
	c = act(t, w, agent, c, casecore.ActOnCase{Action: regulation.ActionReaddress, Text: "За класифікатором", Org: other})
	require.Equal(t, 2, c.Cycle)
	require.Equal(t, w.Clock.Now().Add(2*time.Hour).UTC(), c.AcceptDue.UTC())

	live := map[regulation.DeadlineID]int{}
	held, err := w.Store.Deadlines(ctx, c.Subject())
	require.NoError(t, err)
	for _, d := range held {
		if d.Live() {
			live[d.Kind] += d.Cycle
		}
	}
	require.Equal(t, map[regulation.DeadlineID]int{"accept": 2, "solve": 2, "cap": 1}, live, "the overall term is not begun anew")

	_, err = w.Service.Act(ctx, casecore.ActOnCase{Command: w.Command(first), Case: c.ID, Action: regulation.ActionAccept})
	require.Equal(t, casecore.NotFound, casecore.CodeOf(err))
	var lost []string
	require.NoError(t, w.DB.QueryRow(ctx, `SELECT lost FROM outbox WHERE type = 'case.readdress'`).Scan(&lost))
	require.Contains(t, lost, "org:"+first.Grants[0].Org.String())
}

// MR-5.4.1, MR-5.6, MR-5.8.3, MR-4.10.3: the executor proposes closing on a ground with its evidence, which for an act is its
// scan; the agent closes or returns it without lifting control (MR-4.11.4).
func TestCaseIsClosedOnAGround(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	c := w.Case(casetest.Topic)
	executor, agent := w.Person(regulation.RoleExecutor, c.LeadOrg), w.Agent()
	c = act(t, w, executor, c, casecore.ActOnCase{Action: regulation.ActionAccept})
	propose := casecore.ActOnCase{Action: regulation.ActionProposeClose, Ground: "act"}
	for _, bad := range []struct {
		change func(*casecore.ActOnCase)
		key    string
	}{
		{func(p *casecore.ActOnCase) { p.Ground = "" }, "error.need_ground"},
		{func(p *casecore.ActOnCase) { p.Ground = "letter" }, "error.ground_not_permitted"},
		{func(*casecore.ActOnCase) {}, "error.evidence_act"},
	} {
		cmd := propose
		bad.change(&cmd)
		cmd.Command, cmd.Case = w.Command(executor), c.ID
		_, err := w.Service.Act(ctx, cmd)
		require.ErrorContains(t, err, bad.key)
	}
	propose.Files = []casecore.FileID{file(t, w)}
	c = act(t, w, executor, c, propose)
	c = act(t, w, agent, c, casecore.ActOnCase{Action: regulation.ActionReturn, Text: "Акт без підпису заявника"})
	require.Equal(t, regulation.PhaseWorking, c.Phase)
	require.Equal(t, 1, c.Cycle)
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM deadlines WHERE subject_id = $1 AND kind = 'solve' AND stopped_at IS NULL`, c.ID.UUID()))
	propose.Files = []casecore.FileID{file(t, w)}
	c = act(t, w, executor, c, propose)
	c = act(t, w, agent, c, casecore.ActOnCase{Action: regulation.ActionClose})
	require.True(t, c.Ended())
	require.Equal(t, regulation.GroundID("act"), c.Ground)
	require.Equal(t, 0, count(t, w, `SELECT count(*) FROM deadlines WHERE subject_id = $1 AND stopped_at IS NULL AND fired_at IS NULL`, c.ID.UUID()))
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM deliveries WHERE recipient = 'citizen' AND args->>'action' = 'close'`))
}

// MR-4.10.2, MR-6.3.1, MR-6.3.3: a later date is agreed on reasons, under level II, within 45 days.
func TestLaterDateIsAgreedWithinTheCap(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	c := w.Case(casetest.Topic)
	agent := w.Agent()
	extend := casecore.ActOnCase{Action: regulation.ActionExtend, Text: "Немає труб", Files: []casecore.FileID{file(t, w)}}
	extend.Until = c.RegisteredAt.AddDate(0, 0, 60)
	cmd := extend
	cmd.Command, cmd.Case = w.Command(agent), c.ID
	_, err := w.Service.Act(ctx, cmd)
	require.ErrorContains(t, err, "error.beyond_cap")

	extend.Until = c.RegisteredAt.AddDate(0, 0, 20)
	c = act(t, w, agent, c, extend)
	require.Equal(t, 2, c.Level)
	require.Equal(t, extend.Until.UTC(), c.SolveDue.UTC())
	extend.Until, extend.Files = c.RegisteredAt.AddDate(0, 0, 30), []casecore.FileID{file(t, w)}
	c = act(t, w, agent, c, extend)
	require.Equal(t, extend.Until.UTC(), c.SolveDue.UTC())
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM deadlines WHERE subject_id = $1 AND kind = 'solve' AND stopped_at IS NULL`, c.ID.UUID()))
}

// MR-5.8.2: only executors within the council's units are given a later date, and only with the approvals, scanned.
func TestOnlyExecutorsOfTheCouncilAreGivenALaterDate(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	agent := w.Agent()
	c := w.Case(casetest.Topic)
	lead, _ := w.Catalogue.Org(c.LeadOrg)
	require.False(t, lead.CouncilUnit, "an enterprise")
	extend := func(c casecore.Case, files ...casecore.FileID) error {
		_, err := w.Service.Act(ctx, casecore.ActOnCase{
			Command: w.Command(agent), Case: c.ID, Action: regulation.ActionExtend, Text: "Немає труб",
			Until: c.RegisteredAt.AddDate(0, 0, 20), Files: files,
		})
		return err
	}
	offered := func(c casecore.Case) bool {
		return slices.ContainsFunc(w.Service.Actions(agent, &c), func(t regulation.Transition) bool { return t.Action == regulation.ActionExtend })
	}
	require.True(t, offered(c))
	require.ErrorContains(t, extend(c), "error.need_file", "the resolution of the unit's head and the control body")
	require.NoError(t, extend(c, file(t, w)), "its unit is the council's")

	outside := w.Case(casetest.Topic)
	_, err := w.DB.Exec(ctx, `UPDATE orgs SET parent_id = NULL WHERE id = $1`, outside.LeadOrg.UUID())
	require.NoError(t, err)
	require.NoError(t, w.Catalogue.Reload(ctx))
	require.False(t, offered(outside), "what would be refused is not offered")
	require.ErrorContains(t, extend(outside, file(t, w)), "error.not_council")
}

// MR-4.6, MR-5.8.1: the lead decides, others assist: they see the case and report progress, but do not accept it.
func TestAssistantsHelpButDoNotLead(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	c := w.Case(casetest.Topic)
	lead := w.Person(regulation.RoleExecutor, c.LeadOrg)
	var helper casecore.OrgID
	for id, o := range w.Catalogue.Orgs() {
		if id != c.LeadOrg && o.Kind == "enterprise" {
			helper = id
		}
	}
	assistant := w.Person(regulation.RoleExecutor, helper)
	_, err := w.Service.Act(ctx, casecore.ActOnCase{Command: w.Command(assistant), Case: c.ID, Action: regulation.ActionComment, Text: "?"})
	require.Equal(t, casecore.NotFound, casecore.CodeOf(err))
	c = act(t, w, w.Agent(), c, casecore.ActOnCase{Action: regulation.ActionAddAssistant, Org: helper})
	_, err = w.Service.Act(ctx, casecore.ActOnCase{Command: w.Command(assistant), Case: c.ID, Action: regulation.ActionAccept})
	require.Equal(t, casecore.Forbidden, casecore.CodeOf(err))
	c = act(t, w, lead, c, casecore.ActOnCase{Action: regulation.ActionAccept})
	c = act(t, w, assistant, c, casecore.ActOnCase{Action: regulation.ActionProgress, Text: "Виїхала бригада"})
	require.Equal(t, []casecore.OrgID{helper}, c.Assistants)
}

// A screen that looks alive after its socket died must not answer over a colleague.
func TestActionOnAStaleVersionIsAConflict(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	c := w.Case(casetest.Topic)
	executor := w.Person(regulation.RoleExecutor, c.LeadOrg)
	act(t, w, executor, c, casecore.ActOnCase{Action: regulation.ActionAccept})
	_, err := w.Service.Act(ctx, casecore.ActOnCase{
		Command: w.Command(executor), Case: c.ID, Version: c.Version, Action: regulation.ActionProgress, Text: "Роботи почато",
	})
	require.ErrorContains(t, err, "error.case_changed")
}

// RO-1.4, RO-4.3, RO-4.5: no agreement is asked; the head names the executor, the operator sets «В роботі» and «Виконано».
func TestRomnyGoesByOrganisationThenExecutor(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "romny")
	admin := w.Agent()
	r, err := w.Service.Receive(ctx, casecore.ReceiveReport{
		Command: w.Command(admin), Source: casecore.FromPhone, Text: "Не горить ліхтар",
		Applicant: casecore.Applicant{Lang: "uk", Phone: "+380501112233", Surname: "Коваль", Name: "Оксана", ReplyChannel: casecore.ReplyByPhone},
	})
	require.NoError(t, err)
	_, err = w.Service.Claim(ctx, casecore.ClaimReport{Command: w.Command(admin), Report: r.ID})
	require.NoError(t, err)
	out, err := w.Service.Word(ctx, casecore.WordReport{
		Command: w.Command(admin), Report: r.ID, Text: "Не працює вуличне освітлення.", Topic: casetest.Topic, District: "central",
	})
	require.NoError(t, err)
	require.NotNil(t, out.Case)
	require.Equal(t, casecore.WordingUnneeded, out.Wording.State)
	c := *out.Case

	head, operator := w.Person(regulation.RoleExecutorHead, c.LeadOrg), w.Person(regulation.RoleOperator, c.LeadOrg)
	worker := w.Person(regulation.RoleExecutor, c.LeadOrg)
	_, err = w.Service.Act(ctx, casecore.ActOnCase{Command: w.Command(worker), Case: c.ID, Action: regulation.ActionAccept})
	require.Equal(t, casecore.Forbidden, casecore.CodeOf(err), "the operator sets «В роботі», nobody else")
	_, err = w.Service.Act(ctx, casecore.ActOnCase{Command: w.Command(operator), Case: c.ID, Action: regulation.ActionAccept})
	require.ErrorContains(t, err, "error.no_executor_named")
	c = act(t, w, head, c, casecore.ActOnCase{Action: regulation.ActionAssign, Executor: worker.Staff})
	require.Equal(t, worker.Staff, c.ExecutorID)
	c = act(t, w, operator, c, casecore.ActOnCase{Action: regulation.ActionAccept})
	c = act(t, w, operator, c, casecore.ActOnCase{Action: regulation.ActionDone})
	require.Equal(t, regulation.StatusID("done"), c.Status)
}

// RO-4.3: «Нове» at most two working days, then the administrator hears of it to warn the operator.
func TestRomnyNewForTwoWorkingDaysIsTheAdministratorsToWarn(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "romny")
	c := w.Case(casetest.Topic)
	w.Clock.Set(c.AcceptDue.Add(time.Second))
	w.Fire(c.Subject())
	c, err := w.Store.Case(ctx, c.ID)
	require.NoError(t, err)
	require.Contains(t, c.Breached, "new")
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM deliveries WHERE template = 'breach.new' AND recipient = 'administrator'`))
}

// MR-5.1: the executor may telephone the applicant; the call is logged and nothing is sent.
func TestCallToTheApplicantIsLogged(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	c := w.Case(casetest.Topic)
	executor := w.Person(regulation.RoleExecutor, c.LeadOrg)
	before := count(t, w, `SELECT count(*) FROM deliveries`)
	act(t, w, executor, c, casecore.ActOnCase{Action: regulation.ActionAskCitizen, Text: "Уточнено під’їзд: другий", ByPhone: true})
	require.Equal(t, before, count(t, w, `SELECT count(*) FROM deliveries`))
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM events WHERE type = 'case.ask_citizen' AND (data->>'by_phone')::boolean`))
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM messages WHERE direction = 'internal'`))
}
