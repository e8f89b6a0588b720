package dashboard

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/internal/secret"
)

func (h *house) pageOf(r *casecore.Report) string {
	return "/r/" + h.secrets.Token(secret.Report, r.ID.UUID())
}

// received is a report of somebody else's that an agent has taken.
func (h *house) received(agent casecore.Actor) casecore.Report {
	h.t.Helper()
	who := casetest.Citizen()
	who.Surname, who.ReplyAddress = "Мельник", "2002"
	r, err := h.Service.Receive(h.t.Context(), casecore.ReceiveReport{
		Command: h.Command(casecore.Citizen), Source: casecore.FromTelegram, Applicant: who,
		Text: "і в нас немає гарячої води", Place: "Миру 5", District: "central",
	})
	require.NoError(h.t, err)
	r, err = h.Service.Claim(h.t.Context(), casecore.ClaimReport{Command: h.Command(agent), Report: r.ID})
	require.NoError(h.t, err)
	return r
}

// MR-4.5: what comes to mind after the report was sent is added to it, words or photos, until it is settled.
func TestTheApplicantAddsToTheirReport(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	agent := h.Agent()
	r := h.received(agent)
	b, path := h.browser(), h.pageOf(&r)
	form := b.formOf(path).with("do", "add", "text", "Ліфт теж не працює").picture(pixels(20))
	for range 2 {
		sent := b.submit(path, form)
		require.Equal(t, http.StatusSeeOther, sent.Status, text(sent))
		require.Contains(t, text(b.get(sent.Header.Get("Location"))), "додано до повідомлення")
	}
	messages, err := h.Store.Messages(t.Context(), r.Subject())
	require.NoError(t, err)
	require.Len(t, messages, 1, "twice is once")
	require.Equal(t, "Ліфт теж не працює", messages[0].Text)
	files, err := h.Store.Files(t.Context(), r.Subject())
	require.NoError(t, err)
	require.Len(t, files, 1)
	require.NotContains(t, text(b.get(path)), "Ліфт", "a link may be found")

	require.Equal(t, http.StatusUnprocessableEntity, b.submit(path, b.formOf(path).with("do", "rate", "mark", "5")).Status)
	late := b.formOf(path).with("do", "add", "text", "Запізно")
	_, err = h.Service.Consult(t.Context(), casecore.Consult{Command: h.Command(agent), Report: r.ID, Body: "police"})
	require.NoError(t, err)
	refused := b.submit(path, late)
	require.Equal(t, http.StatusUnprocessableEntity, refused.Status)
	require.Contains(t, text(refused), "Запізно")
	require.NotContains(t, text(b.get(path)), `name="text"`)
}

// Whoever joined a case of somebody else's follows it by their own page: what the first applicant wrote and was told is
// nothing to them, and they do not speak for that applicant.
func TestWhoeverJoinedACaseSeesNothingOfTheFirstApplicant(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	c, agent := h.Case(casetest.Topic), h.Agent()
	r := h.received(agent)
	b, path := h.browser(), h.pageOf(&r)
	_, err := h.Service.Link(t.Context(), casecore.LinkReport{Command: h.Command(agent), Report: r.ID, Case: c.ID})
	require.NoError(t, err)
	added := b.submit(h.statusOf(c), b.formOf(h.statusOf(c)).with("do", "add", "text", "Мій код домофона 12"))
	require.Equal(t, http.StatusSeeOther, added.Status)

	page := b.get(path)
	require.Equal(t, http.StatusOK, page.Status)
	require.Contains(t, text(page), c.Number.String())
	require.Contains(t, text(page), "долучено до цього звернення")
	for _, firsts := range []string{"домофона", "Ви додали", "Листування", h.secrets.Token(secret.Status, c.ID.UUID())} {
		require.NotContains(t, text(page), firsts)
	}
	sent := b.submit(path, b.formOf(path).with("do", "add", "text", "У нас теж холодна"))
	require.Equal(t, http.StatusSeeOther, sent.Status, text(sent))
	own := text(b.get(sent.Header.Get("Location")))
	require.Contains(t, own, "виконавець це побачить")
	require.Contains(t, own, "У нас теж холодна", "their own words they see")
	require.NotContains(t, text(b.get(h.statusOf(c))), "У нас теж холодна", "which the first applicant does not")
	require.Equal(t, http.StatusUnprocessableEntity, b.submit(path, b.formOf(path).with("do", "rate", "mark", "1")).Status)
}

// A report that became a case while its applicant wrote takes what they wrote as an addition to the case.
func TestWhatIsAddedWhileAReportBecomesACaseIsNotLost(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	c := h.Case(casetest.Topic)
	r, err := h.Store.Report(t.Context(), c.ReportID)
	require.NoError(t, err)
	b, path := h.browser(), h.pageOf(&r)
	require.Equal(t, http.StatusSeeOther, b.get(path).Status)
	sent := b.submit(path, b.sheet().with("do", "add", "text", "Ще й запах"))
	require.Equal(t, http.StatusSeeOther, sent.Status, text(sent))
	onward := b.get(sent.Header.Get("Location"))
	require.Equal(t, http.StatusSeeOther, onward.Status)
	page := text(b.get(onward.Header.Get("Location")))
	require.Contains(t, page, "Ще й запах")
	require.Contains(t, page, "виконавець це побачить")
}
