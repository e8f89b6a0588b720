package privacy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/privacy"
	"hotline/casecore/regulation"
)

// The neighbour reports what the bureau's first applicant has reported already.
const (
	neighboursPhone casecore.Phone = "+380671112233"
	neighboursWords string         = "у сусідки теж холодно"
)

// firsts and neighbours are words that only one of two linked people's data hold.
var (
	firsts     = []string{"Коваль", "380501112233", "квартира дванадцять", "\"1001\""}
	neighbours = []string{"Мельник", "380671112233", neighboursWords, "\"2002\""}
)

// shared is an open case of the first applicant's to which the neighbour was linked: both have written to it, both were told
// of a step.
func (b *bureau) shared() casecore.Case {
	b.t.Helper()
	ctx := b.t.Context()
	c := b.lived(false)
	agent := b.Agent()
	who := casetest.Citizen()
	who.Surname, who.Name, who.Residence = "Мельник", "Ірина", "вул. Миру, 5, кв. 13"
	who.Phone, who.ReplyAddress = neighboursPhone, "2002"
	r, err := b.Service.Receive(ctx, casecore.ReceiveReport{
		Command: b.Command(casecore.Citizen), Source: casecore.FromTelegram, Applicant: who, Text: "холодні батареї й вода",
	})
	require.NoError(b.t, err)
	_, err = b.Service.Claim(ctx, casecore.ClaimReport{Command: b.Command(agent), Report: r.ID})
	require.NoError(b.t, err)
	_, err = b.Service.Link(ctx, casecore.LinkReport{Command: b.Command(agent), Report: r.ID, Case: c.ID})
	require.NoError(b.t, err)
	file, err := b.blobs.Save(ctx, "вікно.png", "", strings.NewReader("\x89PNG\r\n\x1A\n1111"), "citizen", "photo")
	require.NoError(b.t, err)
	_, err = b.Service.AddToCase(ctx, casecore.AddToCase{
		Command: b.Command(casecore.Citizen), Case: c.ID, Text: neighboursWords, Files: []casecore.FileID{file.ID},
		Standing: casecore.Standing{Channel: casecore.ReplyByTelegram, Address: "2002"},
	})
	require.NoError(b.t, err)
	step := casecore.ActOnCase{Command: b.Command(b.Person(regulation.RoleExecutor, c.LeadOrg)), Case: c.ID, Action: regulation.ActionAccept}
	if b.Rules.Name == "romny" { // where the executor is named first (RO-4.3)
		step.Command, step.Action, step.Text = b.Command(agent), regulation.ActionProgress, "Бригада виїхала"
	}
	c, err = b.Service.Act(ctx, step)
	require.NoError(b.t, err)
	b.Exec(`UPDATE deliveries SET channel = 'telegram', address = CASE recipient_id WHEN $1 THEN '1001' ELSE '2002' END
		WHERE recipient = 'citizen'`, c.ApplicantID.UUID())
	return c
}

// letters counts the letters about the case that wait for one of its applicants.
func (b *bureau) letters(c casecore.Case, address string) int64 {
	return b.Number(`SELECT count(*) FROM deliveries WHERE subject_id = $1 AND recipient = 'citizen' AND address = $2 AND state = 'queued'`,
		c.ID.UUID(), address)
}

func TestEachOfTwoLinkedPeopleIsGivenTheirOwn(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	b.shared()
	for _, one := range []struct {
		phone     casecore.Phone
		own, none []string
	}{
		{"+380501112233", firsts, neighbours},
		{neighboursPhone, neighbours, firsts},
	} {
		data, files := b.export(b.askFor(one.phone, privacy.Export))
		require.Equal(t, 1, files)
		for _, trace := range one.own {
			require.Contains(t, data, trace)
		}
		for _, trace := range one.none {
			require.NotContains(t, data, trace)
		}
	}
}

func TestErasingTheFirstApplicantLeavesTheNeighbourWhatIsTheirs(t *testing.T) {
	t.Parallel()
	b := open(t, "romny")
	c := b.shared()
	require.EqualValues(t, 1, b.letters(c, "2002"))
	b.erase()
	after := b.dump()
	for _, trace := range firsts {
		require.NotContains(t, after, trace)
	}
	for _, trace := range neighbours {
		require.Contains(t, after, trace)
	}
	require.EqualValues(t, 1, b.letters(c, "2002"), "the neighbour hears of it all the same")
	require.EqualValues(t, 2, b.Number(`SELECT count(*) FROM files`), "photographs show the place, not the person")
	require.EqualValues(t, 1, b.Number(
		`SELECT count(*) FROM deliveries WHERE template = 'executor.update' AND args ->> 'text' = $1`, neighboursWords))
	b.verify()
}

func TestErasingTheNeighbourLeavesTheFirstApplicantWhatIsTheirs(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	c := b.shared()
	r, err := b.office.Erase(t.Context(), b.askFor(neighboursPhone, privacy.Erasure).ID, b.clerk)
	require.NoError(t, err)
	require.Empty(t, r.Kept)
	require.EqualValues(t, 1, r.Removed["files"])
	after := b.dump()
	for _, trace := range neighbours {
		require.NotContains(t, after, trace)
	}
	for _, trace := range firsts {
		require.Contains(t, after, trace)
	}
	require.EqualValues(t, 1, b.letters(c, "1001"))
	b.verify()
}

// The letters of the time together go although the link was taken back.
func TestErasingReachesACaseThatWasLeft(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	c := b.shared()
	found, err := b.office.Find(t.Context(), privacy.Contact{Phone: neighboursPhone})
	require.NoError(t, err)
	b.Clock.Advance(time.Hour)
	_, err = b.Service.Unlink(t.Context(), casecore.UnlinkReport{Command: b.Command(b.Agent()), Report: found[0].Report})
	require.NoError(t, err)
	_, err = b.Service.Withdraw(t.Context(), casecore.WithdrawReport{Command: b.Command(casecore.Citizen), Report: found[0].Report})
	require.NoError(t, err)
	r, err := b.office.Erase(t.Context(), b.askFor(neighboursPhone, privacy.Erasure).ID, b.clerk)
	require.NoError(t, err)
	require.Empty(t, r.Kept)
	after := b.dump()
	for _, trace := range neighbours {
		require.NotContains(t, after, trace)
	}
	require.EqualValues(t, 1, b.letters(c, "1001"))
}

func TestAHoldOnACaseKeepsWhoeverJoinedIt(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	c := b.shared()
	require.NoError(t, b.office.Hold(t.Context(), c.Number, "ухвала суду", b.clerk))
	r, err := b.office.Erase(t.Context(), b.askFor(neighboursPhone, privacy.Erasure).ID, b.clerk)
	require.NoError(t, err)
	require.Equal(t, privacy.KeptHeld, r.Kept[0].Why)
	require.Contains(t, b.dump(), neighboursWords)
}
