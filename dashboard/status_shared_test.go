package dashboard

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
)

// What a neighbour adds to the case they joined is theirs: the first applicant's page does not show it as their own words.
func TestTheStatusPageShowsNobodyElsesWords(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	ctx := t.Context()
	c, agent := h.Case(casetest.Topic), h.Agent()
	who := casetest.Citizen()
	who.Phone, who.ReplyAddress = "+380671112233", "2002"
	r, err := h.Service.Receive(ctx, casecore.ReceiveReport{
		Command: h.Command(casecore.Citizen), Source: casecore.FromTelegram, Applicant: who, Text: "і в нас немає",
	})
	require.NoError(t, err)
	_, err = h.Service.Claim(ctx, casecore.ClaimReport{Command: h.Command(agent), Report: r.ID})
	require.NoError(t, err)
	_, err = h.Service.Link(ctx, casecore.LinkReport{Command: h.Command(agent), Report: r.ID, Case: c.ID})
	require.NoError(t, err)
	for address, words := range map[string]string{"1001": "перший додає", "2002": "сусідка додає"} {
		_, err = h.Service.AddToCase(ctx, casecore.AddToCase{
			Command: h.Command(casecore.Citizen), Case: c.ID, Text: words,
			Standing: casecore.Standing{Channel: casecore.ReplyByTelegram, Address: address},
		})
		require.NoError(t, err)
	}
	page := text(h.browser().get(h.statusOf(c)))
	require.Contains(t, page, "перший додає")
	require.NotContains(t, page, "сусідка додає")
	require.Equal(t, 1, strings.Count(page, "Ви додали інформацію"), "nor as their own deed")
}
