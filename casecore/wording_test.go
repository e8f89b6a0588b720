package casecore_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
)

// MR-4.4: yes said many times, by button and link at once, is one case; who, when and how it was agreed is kept.
func TestAgreementSaidManyTimesIsOneCase(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	out := w.Worded(w.Agent(), casetest.Topic)
	ids := make([]casecore.CaseID, 10)
	for _, err := range inParallel(len(ids), func(i int) error {
		how := []casecore.Asking{casecore.AskBot, casecore.AskLink}[i%2]
		c, err := w.Service.Agree(ctx, casecore.AgreeWording{
			Command: casecore.Command{Scope: "test", Key: fmt.Sprint("agree", i), Actor: casecore.Citizen}, Wording: out.Wording.ID, How: how,
		})
		ids[i] = c.ID
		return err
	}) {
		require.NoError(t, err)
	}
	for _, id := range ids {
		require.Equal(t, ids[0], id)
	}
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM cases`))
	word, err := w.Store.Wording(ctx, out.Wording.ID)
	require.NoError(t, err)
	require.Equal(t, casecore.WordingAgreed, word.State)
	require.Equal(t, "citizen", word.SettledBy)
	require.Equal(t, w.Clock.Now().UTC(), word.SettledAt.UTC())
}

// MR-4.4: only a confirmed wording becomes a case; yes and no at once are one of the two.
func TestYesAndNoAtOnceAreOneOfTheTwo(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	out := w.Worded(w.Agent(), casetest.Topic)
	errs := inParallel(2, func(i int) error {
		if i == 0 {
			_, err := w.Service.Agree(ctx, casecore.AgreeWording{
				Command: casecore.Command{Scope: "test", Key: "yes", Actor: casecore.Citizen}, Wording: out.Wording.ID, How: casecore.AskBot,
			})
			return err
		}
		_, err := w.Service.Correct(ctx, casecore.CorrectWording{
			Command: casecore.Command{Scope: "test", Key: "no", Actor: casecore.Citizen}, Wording: out.Wording.ID, How: casecore.AskBot,
			Text: "Не той будинок",
		})
		return err
	})
	cases := count(t, w, `SELECT count(*) FROM cases`)
	require.Equal(t, errs[0] == nil, cases == 1)
	require.NotEqual(t, errs[0] == nil, errs[1] == nil)
}

func TestCorrectionPutsTheReportBackWithWhatShouldBeDifferent(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	agent := w.Agent()
	out := w.Worded(agent, casetest.Topic)
	r, err := w.Service.Correct(ctx, casecore.CorrectWording{
		Command: w.Command(casecore.Citizen), Wording: out.Wording.ID, How: casecore.AskBot, Text: "Будинок 7, а не 5",
	})
	require.NoError(t, err)
	require.Equal(t, casecore.ReportWaiting, r.Status)
	said, err := w.Store.Messages(ctx, r.Subject())
	require.NoError(t, err)
	require.Equal(t, "Будинок 7, а не 5", said[0].Text)

	_, err = w.Service.Agree(ctx, casecore.AgreeWording{Command: w.Command(casecore.Citizen), Wording: out.Wording.ID, How: casecore.AskBot})
	require.ErrorContains(t, err, "error.wording_stale", "a stale button does nothing")

	_, err = w.Service.Claim(ctx, casecore.ClaimReport{Command: w.Command(agent), Report: r.ID})
	require.NoError(t, err)
	again, err := w.Service.Word(ctx, casecore.WordReport{
		Command: w.Command(agent), Report: r.ID, Text: "За адресою вул. Миру, 7 відсутня гаряча вода.", Topic: casetest.Topic,
		District: "central", Via: casecore.AskBot,
	})
	require.NoError(t, err)
	require.Equal(t, 2, again.Wording.Ordinal)
	_, err = w.Service.Agree(ctx, casecore.AgreeWording{Command: w.Command(casecore.Citizen), Wording: again.Wording.ID, How: casecore.AskBot})
	require.NoError(t, err)
}

// MR-4.4: read aloud on the phone and heard "yes", it is registered at once, in the agent's name.
func TestWordingReadAloudIsRegisteredAtOnce(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	agent, r := w.Agent(), w.Report()
	_, err := w.Service.Claim(ctx, casecore.ClaimReport{Command: w.Command(agent), Report: r.ID})
	require.NoError(t, err)
	cmd := casecore.WordReport{
		Command: w.Command(agent), Report: r.ID, Text: "Відсутня гаряча вода.", Topic: casetest.Topic, District: "central",
		Via: casecore.AskAloud,
	}
	out, err := w.Service.Word(ctx, cmd)
	require.NoError(t, err)
	require.Equal(t, agent.Staff.String(), out.Wording.SettledBy)
	require.Empty(t, out.Case.Departure)
	kept, err := w.Store.Wording(ctx, out.Wording.ID)
	require.NoError(t, err)
	require.Equal(t, casecore.WordingAgreed, kept.State)
	require.Equal(t, casecore.AskAloud, kept.SettledHow)
	again, err := w.Service.Word(ctx, cmd) // a double click
	require.NoError(t, err)
	require.Equal(t, out.Case.Number, again.Case.Number)
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM cases`))
}

// MR-4.4: by the profile's switch an SOS is registered first and confirmed after; the departure is recorded and it
// never lapses.
func TestEmergencyRegisteredFirstIsADepartureThatAgreementCloses(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	p, err := w.Rules.At(w.Clock.Now())
	require.NoError(t, err)
	p.Confirmation.RegisterFirst = []regulation.KindID{"sos"} // the library is this world's own
	out := w.Worded(w.Agent(), casetest.SOSTopic)
	require.NotNil(t, out.Case)
	require.Equal(t, "MR-4.4", out.Case.Departure)
	require.Equal(t, casecore.WordingProposed, out.Wording.State)

	w.Clock.Advance(48 * 60 * 60 * 1e9)
	w.Fire(out.Report.Subject())
	r, err := w.Store.Report(ctx, out.Report.ID)
	require.NoError(t, err)
	require.Equal(t, casecore.ReportRegistered, r.Status)

	c, err := w.Service.Agree(ctx, casecore.AgreeWording{Command: w.Command(casecore.Citizen), Wording: out.Wording.ID, How: casecore.AskBot})
	require.NoError(t, err)
	require.Equal(t, out.Case.ID, c.ID)
	events, err := w.Store.Events(ctx, c.Subject())
	require.NoError(t, err)
	require.Equal(t, "case.agreed_after", events[len(events)-1].Type)
}

// MR-4.4: nobody but the applicant presses the applicant's button, and nobody but the intake marks what was heard.
func TestAgreementIsTheApplicantsOwn(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	agent := w.Agent()
	out := w.Worded(agent, casetest.Topic)
	_, err := w.Service.Agree(ctx, casecore.AgreeWording{Command: w.Command(agent), Wording: out.Wording.ID, How: casecore.AskBot})
	require.Equal(t, casecore.Forbidden, casecore.CodeOf(err))
	_, err = w.Service.Agree(ctx, casecore.AgreeWording{
		Command: w.Command(casecore.Citizen), Wording: out.Wording.ID, How: casecore.AskAloud,
	})
	require.Equal(t, casecore.Forbidden, casecore.CodeOf(err))
}
