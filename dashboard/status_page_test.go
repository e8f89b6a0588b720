package dashboard

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/internal/secret"
)

func (h *house) statusOf(c casecore.Case) string {
	return "/s/" + h.secrets.Token(secret.Status, c.ID.UUID())
}

// closed is a case of the house's that its executor has done and the centre has closed.
func (h *house) closed() casecore.Case {
	h.t.Helper()
	c := h.Case(casetest.Topic)
	executor, agent := h.Person(regulation.RoleExecutor, c.LeadOrg), h.Agent()
	photo, err := h.server.cfg.Blobs.Save(h.t.Context(), "готово.png", "", strings.NewReader(string(pixels(30))), executor.String(), "photo")
	require.NoError(h.t, err)
	for _, cmd := range []casecore.ActOnCase{
		{Command: h.Command(executor), Action: "accept"},
		{Command: h.Command(executor), Action: "propose_close", Ground: "photo", Text: "Акта немає", Files: []casecore.FileID{photo.ID}},
		{Command: h.Command(agent), Action: "close"},
	} {
		cmd.Case = c.ID
		c, err = h.Service.Act(h.t.Context(), cmd)
		require.NoError(h.t, err)
	}
	return c
}

// formOf returns the key of a form on a page.
func (b *browser) formOf(path string) sheet {
	b.h.t.Helper()
	key := keyOnPage.FindSubmatch(b.get(path).Body)
	require.NotNil(b.h.t, key)
	return sheet{fields: [][2]string{{"key", string(key[1])}}}
}

// MR-5.7: what is done is told in plain words, with the term and why, and without saying whose case it is.
func TestTheStatusPageTellsWhatHasHappened(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	c := h.Case(casetest.Topic)
	b := h.browser()
	page := text(b.get(h.statusOf(c)))
	org, _ := h.Catalogue.Org(c.LeadOrg)
	for _, part := range []string{
		"Повідомлення отримано", "Звернення зареєстровано. Виконавець:", org.Names.In("uk"), "Чому такий строк", "відлік від",
		"має взяти його в роботу",
	} {
		require.Contains(t, page, part)
	}
	_, err := h.Service.Act(t.Context(), casecore.ActOnCase{Command: h.Command(h.Person(regulation.RoleExecutor, c.LeadOrg)), Case: c.ID, Action: "accept"})
	require.NoError(t, err)
	page = text(b.get(h.statusOf(c)))
	require.Contains(t, page, "Виконавець узяв звернення в роботу")
	require.NotContains(t, page, "Строк минув")
	h.Clock.Advance(60 * 24 * time.Hour)
	require.Contains(t, text(b.get(h.statusOf(c))), "Строк минув")
}

func TestTheApplicantAddsToTheirCase(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	c := h.Case(casetest.Topic)
	b := h.browser()
	s := b.formOf(h.statusOf(c)).with("do", "add", "text", "Вода тече вже в підвал").picture(pixels(20))
	for range 2 {
		sent := b.submit(h.statusOf(c), s)
		require.Equal(t, http.StatusSeeOther, sent.Status, text(sent))
		page := text(b.get(sent.Header.Get("Location")))
		require.Contains(t, page, "виконавець це побачить")
		require.Equal(t, 1, strings.Count(page, "Вода тече вже в підвал"), "twice is once")
	}
	files, err := h.Store.Files(t.Context(), c.Subject())
	require.NoError(t, err)
	require.Len(t, files, 1)

	empty := b.submit(h.statusOf(c), b.formOf(h.statusOf(c)).with("do", "add", "text", " "))
	require.Equal(t, http.StatusUnprocessableEntity, empty.Status)
	require.Equal(t, http.StatusUnprocessableEntity, b.submit(h.statusOf(c), b.formOf(h.statusOf(c)).with("do", "close")).Status)
	require.Equal(t, http.StatusNotFound, b.submit("/s/nonsense", s).Status)
}

// MR-6.4: closed is not fixed; the applicant who says so is heard, with the history of what was done.
func TestTheApplicantSaysThatItIsNotFixed(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	c := h.closed()
	b := h.browser()
	page := text(b.get(h.statusOf(c)))
	for _, part := range []string{"Проблему не вирішено?", "Це можна зробити до", "Як вирішено ваше звернення?", "Фото результату", "?full"} {
		require.Contains(t, page, part)
	}
	rated := b.submit(h.statusOf(c), b.formOf(h.statusOf(c)).with("do", "rate", "mark", "2", "text", "Довго"))
	require.Equal(t, http.StatusSeeOther, rated.Status, text(rated))
	require.Equal(t, http.StatusUnprocessableEntity, b.submit(h.statusOf(c), b.formOf(h.statusOf(c)).with("do", "rate", "mark", "9")).Status)
	r, ok, err := h.Store.Rating(t.Context(), c.ID, c.Cycle)
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, 2, r.Mark)

	sent := b.submit(h.statusOf(c), b.formOf(h.statusOf(c)).with("do", "not_fixed", "text", "Знову немає"))
	require.Equal(t, http.StatusSeeOther, sent.Status, text(sent))
	c, err = h.Store.Case(t.Context(), c.ID)
	require.NoError(t, err)
	require.False(t, c.Ended())
	page = text(b.get(h.statusOf(c)))
	require.Contains(t, page, "Роботу поновлено")
	require.NotContains(t, page, "Як вирішено ваше звернення?")
}

// What was typed and sent comes back where it was, and nowhere else.
func TestARefusedAnswerLosesNothing(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	path := h.statusOf(h.closed())
	b := h.browser()
	refused := b.submit(path, b.formOf(path).with("do", "not_fixed", "text", " ").picture(pixels(20)))
	require.Equal(t, http.StatusUnprocessableEntity, refused.Status)
	kept := keptOnPage.FindSubmatch(refused.Body)
	require.NotNil(t, kept, "the photo waits for the next try")
	again := b.submit(path, sheet{fields: [][2]string{{"key", string(keyOnPage.FindSubmatch(refused.Body)[1])}}}.
		with("do", "rate", "mark", "9", "text", "Довго чекали", "kept", string(kept[1])))
	page := text(again)
	require.Equal(t, 1, strings.Count(page, "Довго чекали"), page)
	require.NotContains(t, page, `name="kept"`, "a rating has no photos")

	sent := b.submit(path, b.formOf(path).with("do", "rate", "mark", "2", "text", "Довго"))
	require.Equal(t, http.StatusSeeOther, sent.Status)
	h.Clock.Advance(2 * time.Hour)
	key := b.formOf(path)
	late := text(b.submit(path, key.with("do", "rate", "mark", "4", "text", "Передумали")))
	require.Contains(t, late, "Передумали", "what can no longer be done is not lost either")
}

var keptOnPage = regexp.MustCompile(`name="kept" value="([^"]+)"`)

// The button of a page that was gone back to sends what is new as something new, once the citizen has been told.
func TestWhatWasSentAndChangedIsAskedAbout(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	path := h.statusOf(h.Case(casetest.Topic))
	b := h.browser()
	form := b.formOf(path)
	require.Equal(t, http.StatusSeeOther, b.submit(path, form.with("do", "add", "text", "Перше")).Status)
	changed := b.submit(path, form.with("do", "add", "text", "Друге"))
	require.Equal(t, http.StatusUnprocessableEntity, changed.Status)
	require.Contains(t, text(changed), "вже надіслано")
	renewed := sheet{fields: [][2]string{{"key", string(keyOnPage.FindSubmatch(changed.Body)[1])}}}
	require.Equal(t, http.StatusSeeOther, b.submit(path, renewed.with("do", "add", "text", "Друге")).Status)
}
