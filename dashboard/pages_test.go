package dashboard

import (
	"html"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/internal/secret"
)

// MR-4.4: the applicant reads the wording and agrees by the one-time link; afterwards it only says what happened.
func TestAnApplicantAgreesByTheLink(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	out := h.Worded(h.Agent(), casetest.Topic)
	path := "/w/" + h.secrets.Token(secret.Wording, out.Wording.ID.UUID())
	b := h.browser()
	page := b.get(path)
	require.Equal(t, http.StatusOK, page.Status)
	require.Equal(t, "text/html; charset=utf-8", page.Header.Get("Content-Type"))
	require.Equal(t, "noindex, nofollow", page.Header.Get("X-Robots-Tag"))
	html := string(page.Body)
	org, _ := h.Catalogue.Org(out.Wording.LeadOrg)
	for _, part := range []string{out.Wording.Text, org.Names.In("uk"), "Строк вирішення", "Так, усе правильно", `lang="uk"`} {
		require.Contains(t, html, part)
	}
	for _, active := range []string{"<script", "style=", "onclick"} {
		require.NotContains(t, html, active)
	}

	answered := b.form(path, "answer=agree")
	require.Equal(t, http.StatusSeeOther, answered.Status)
	html = string(b.get(answered.Header.Get("Location")).Body)
	w, err := h.Store.Wording(t.Context(), out.Wording.ID)
	require.NoError(t, err)
	require.Equal(t, casecore.WordingAgreed, w.State)
	require.Equal(t, casecore.AskLink, w.SettledHow)
	require.Contains(t, html, "2026-000001")
	c, err := h.Store.CaseByNumber(t.Context(), casecore.Number{Year: 2026, Seq: 1})
	require.NoError(t, err)
	require.Contains(t, html, h.secrets.Code(secret.Status, c.ID.UUID()), "MR-4.8: told with the number")
	require.NotContains(t, html, out.Wording.Text, "the link no longer opens it")

	require.Equal(t, http.StatusSeeOther, b.form(path, "answer=agree").Status, "twice is no error")
	require.Equal(t, http.StatusSeeOther, b.form(path, "answer=correct&text=ні").Status, "too late is none either")
	w, err = h.Store.Wording(t.Context(), out.Wording.ID)
	require.NoError(t, err)
	require.Equal(t, casecore.WordingAgreed, w.State)
}

// MR-4.4: or says what should be different.
func TestAnApplicantCorrectsByTheLink(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	out := h.Worded(h.Agent(), casetest.Topic)
	path := "/w/" + h.secrets.Token(secret.Wording, out.Wording.ID.UUID())
	b := h.browser()
	empty := b.form(path, "answer=correct&text=+")
	require.Equal(t, http.StatusUnprocessableEntity, empty.Status)
	require.Contains(t, string(empty.Body), "Напишіть, що саме треба змінити.")
	require.Equal(t, http.StatusUnprocessableEntity, b.form(path, "answer=perhaps").Status)

	text := "<b>холодної</b> теж немає"
	answered := b.form(path, "answer=correct&text="+url.QueryEscape(text))
	require.Equal(t, http.StatusSeeOther, answered.Status)
	require.Contains(t, string(b.get(path).Body), "виправлення отримано")
	w, err := h.Store.Wording(t.Context(), out.Wording.ID)
	require.NoError(t, err)
	require.Equal(t, casecore.WordingCorrected, w.State)
	require.Equal(t, text, w.Correction)
}

func TestPublicPagesSpeakTheReadersLanguage(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	b := h.browser()
	for want, ask := range map[string]func(*http.Request){
		`lang="uk"`: func(*http.Request) {},
		`lang="en"`: func(r *http.Request) { r.Header.Set("Accept-Language", "en-GB,en;q=0.9") },
		`lang="pl"`: func(r *http.Request) { r.URL.RawQuery = "lang=pl" },
	} {
		r := b.request(http.MethodGet, "/status", nil)
		ask(r)
		got := b.send(r)
		require.Contains(t, string(got.Body), "<html "+want)
		require.Contains(t, `lang="`+got.Header.Get("Content-Language")+`"`, want)
	}
}

// MR-4.8: the number is told to the applicant; it opens the status page together with the code only.
func TestTheStatusPageOpensByTokenOrByNumberAndCode(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	c := h.Case(casetest.Topic)
	b := h.browser()
	path := "/s/" + h.secrets.Token(secret.Status, c.ID.UUID())
	page := string(b.get(path).Body)
	require.Contains(t, page, c.Number.String())
	for _, personal := range []string{"Коваль", "0501112233", "кв. 12", c.Text} {
		require.NotContains(t, page, personal, "whoever finds the link learns nothing about the applicant")
	}

	code := h.secrets.Code(secret.Status, c.ID.UUID())
	found := b.form("/status", "number="+url.QueryEscape(c.Number.String())+"&code="+strings.ToLower(code))
	require.Equal(t, http.StatusSeeOther, found.Status)
	require.True(t, strings.HasPrefix(found.Header.Get("Location"), path))

	wrong := b.form("/status", "number=2026-000001&code=AAAAAAAA")
	unknown := b.form("/status", "number=2026-000009&code="+code)
	require.Equal(t, http.StatusNotFound, wrong.Status)
	require.Equal(t, http.StatusNotFound, unknown.Status)
	require.Equal(t, strings.Replace(string(wrong.Body), "2026-000001", "", 1), strings.Replace(string(unknown.Body), "2026-000009", "", 1))
	require.Equal(t, http.StatusNotFound, b.form("/status", "number=nonsense&code="+code).Status)
}

// RO-1.4: the citizen is told that it is no statutory appeal.
func TestTheStatusPageSaysWhatTheMessageIsNot(t *testing.T) {
	t.Parallel()
	h := build(t, "romny")
	c := h.Case(casetest.Topic)
	p, err := h.Rules.At(h.Clock.Now())
	require.NoError(t, err)
	page := string(h.browser().get("/s/" + h.secrets.Token(secret.Status, c.ID.UUID())).Body)
	require.Contains(t, page, html.EscapeString(p.Notices[regulation.NoticeNotStatutory].In("uk")))
}

func TestAWrongTokenLooksLikeAnyMissingPage(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	out := h.Worded(h.Agent(), casetest.Topic)
	b := h.browser()
	token := h.secrets.Token(secret.Wording, out.Wording.ID.UUID())
	want := b.get("/w/nonsense")
	require.Equal(t, http.StatusNotFound, want.Status)
	for _, path := range []string{
		"/w/" + token[1:] + token[:1],
		"/w/" + h.secrets.Token(secret.Wording, uuid.New()),
		"/w/" + h.secrets.Token(secret.Status, out.Wording.ID.UUID()),
		"/s/" + token,
		"/s/" + h.secrets.Token(secret.Status, uuid.New()),
	} {
		got := b.get(path)
		require.Equal(t, http.StatusNotFound, got.Status, path)
		require.Equal(t, string(want.Body), string(got.Body), path)
	}
	require.Equal(t, http.StatusNotFound, b.form("/w/nonsense", "answer=agree").Status)
}

func TestGuessesAreFewForANumberAndForAnAddress(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol", func(c *Config) {
		c.Limits.Guesses = Rate{Burst: 2, Every: time.Minute}
		c.Limits.PublicPages = Rate{Burst: 6, Every: time.Minute}
	})
	b := h.browser()
	for _, want := range []int{404, 404, 429} {
		require.Equal(t, want, b.form("/status", "number=2026-1&code=AAAAAAAA").Status)
	}
	require.Equal(t, http.StatusNotFound, b.form("/status", "number=2026-2&code=AAAAAAAA").Status, "another number")
	b.get("/status")
	b.get("/status")
	busy := b.get("/status")
	require.Equal(t, http.StatusTooManyRequests, busy.Status)
	require.NotEmpty(t, busy.Header.Get("Retry-After"))
	h.Clock.Advance(time.Minute)
	require.Equal(t, http.StatusOK, b.get("/status").Status)
}

func TestTheFrontDoorLeadsToBookingsWhereThereAreSome(t *testing.T) {
	t.Parallel()
	require.NotContains(t, string(build(t, "mariupol").browser().get("/").Body), "/booking")
	h := build(t, "mariupol", func(c *Config) { c.BookingURL = "/booking" })
	require.Contains(t, string(h.browser().get("/?lang=en").Body), `href="/booking?lang=en"`)
}

func TestTheStyleSheetIsKeptByBrowsers(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	b := h.browser()
	require.Contains(t, string(b.get("/status").Body), h.server.pages.style.Path)
	css := b.get(h.server.pages.style.Path)
	require.Equal(t, http.StatusOK, css.Status)
	require.Contains(t, css.Header.Get("Cache-Control"), "immutable")
}

// An SOS is registered first and confirmed after, recorded as a departure (MR-4.4): the link still asks.
func TestTheLinkOfAnSOSSaysThatItIsRegistered(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	h.Service = casecore.NewService(h.Store, sosFirst{h.Rules}, h.Catalogue, h.Clock.Now, casecore.Hooks{}, slog.New(slog.DiscardHandler))
	out := h.Worded(h.Agent(), casetest.SOSTopic)
	require.NotNil(t, out.Case)
	path := "/w/" + h.secrets.Token(secret.Wording, out.Wording.ID.UUID())
	b := h.browser()
	html := string(b.get(path).Body)
	require.Contains(t, html, out.Case.Number.String())
	require.Contains(t, html, "вже зареєстровано")
	require.Equal(t, http.StatusSeeOther, b.form(path, "answer=agree").Status)
	require.Contains(t, string(b.get(path).Body), out.Case.Number.String())
}

// sosFirst is a city that has switched on what the clause knows nothing of.
type sosFirst struct{ casecore.Rules }

func (s sosFirst) Version(name regulation.ProfileName, version string) (*regulation.Profile, error) {
	p, err := s.Rules.Version(name, version)
	if err != nil {
		return nil, err
	}
	changed := *p
	changed.Confirmation.RegisterFirst = []regulation.KindID{"sos"}
	return &changed, nil
}
