package pages_test

import (
	"context"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/internal/i18n"
	"hotline/internal/secret"
	"hotline/internal/site"
	"hotline/queuehall"
	"hotline/queuehall/links"
	"hotline/queuehall/pages"
	"hotline/queuehall/profile"
	"hotline/queuehall/report"
)

// house is the halls of Vinnytsia with their public pages, on a Monday morning.
type house struct {
	*casetest.World

	hall    *queuehall.Hall
	links   *links.Links
	pages   *pages.Pages
	handler http.Handler
	guesses int // that an address has left
	woken   chan struct{}
}

func newHouse(t *testing.T) *house {
	t.Helper()
	w := casetest.New(t, "mariupol")
	rules, err := profile.Embedded("vinnytsia")
	require.NoError(t, err)
	require.NoError(t, queuehall.Import(context.Background(), w.DB, rules))
	secrets, err := secret.New(strings.Repeat("s", secret.MinSecret))
	require.NoError(t, err)
	texts, err := i18n.New()
	require.NoError(t, err)
	h := &house{
		World: w, hall: queuehall.New(w.DB, w.Store, rules, w.Clock.Now, casecore.Hooks{}), links: links.New("https://city.example.org", secrets),
		guesses: 100, woken: make(chan struct{}, 1),
	}
	router := site.NewRouter(site.RouterConfig{
		Guard: func(_ access.Action, next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				lang := texts.Match(r.URL.Query().Get("lang"))
				next.ServeHTTP(w, r.WithContext(site.WithCaller(r.Context(), &site.Caller{Lang: lang, Address: "192.0.2.1"})))
			})
		},
		Problem: reflect.TypeFor[struct{}](),
	})
	h.pages = pages.New(pages.Config{
		Wake: func(queuehall.BranchID) (<-chan struct{}, func()) { return h.woken, func() {} },
		Hall: h.hall, Profile: rules, Links: h.links, Texts: texts, City: func(string) string { return "Вінниця" },
		Results: report.NewBoard(report.NewReader(w.DB), rules.Location(), w.Clock.Now),
		BotURL:  "https://t.me/hall_bot", Now: w.Clock.Now, Log: slog.New(slog.DiscardHandler),
	})
	h.pages.Mount(&site.Site{
		Router: router, Visit: func(h http.HandlerFunc) http.Handler { return h },
		Guess: func(string) bool { h.guesses--; return h.guesses >= 0 },
		Fail: func(w http.ResponseWriter, _ *http.Request, err error) {
			t.Error(err)
			w.WriteHeader(http.StatusInternalServerError)
		},
		SendFile: func(w http.ResponseWriter, _ *http.Request, name string, content []byte) {
			w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
			_, _ = w.Write(content)
		},
	})
	h.handler = router.Mux()
	return h
}

// wake says that something has changed in a branch.
func (h *house) wake() { h.woken <- struct{}{} }

// answer is a page that was fetched.
type answer struct {
	*http.Response

	html string
}

// text is the page as a person reads it.
func (a answer) text() string {
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(a.html, " ")), " ")
}

func (h *house) do(method, target string, form url.Values) answer {
	h.T.Helper()
	r := httptest.NewRequestWithContext(h.T.Context(), method, target, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	require.NoError(h.T, err)
	return answer{w.Result(), string(body)}
}

func (h *house) get(target string) answer {
	h.T.Helper()
	return h.do(http.MethodGet, target, nil)
}

// follow sends a form and goes where it leads.
func (h *house) follow(target string, form url.Values) (answer, string) {
	h.T.Helper()
	sent := h.do(http.MethodPost, target, form)
	require.Equal(h.T, http.StatusSeeOther, sent.StatusCode, sent.text())
	to := sent.Header.Get("Location")
	return h.get(to), to
}

// href is where the link with a text leads.
func (a answer) href(t *testing.T, pattern string) string {
	t.Helper()
	found := regexp.MustCompile(`href="([^"]+)"[^>]*>(?:<strong>)?` + pattern).FindStringSubmatch(a.html)
	require.NotNil(t, found, "%s\n%s", pattern, a.html)
	return strings.ReplaceAll(found[1], "&amp;", "&")
}

// fields are the hidden fields of the first form.
func (a answer) fields() url.Values {
	form := url.Values{}
	for _, f := range regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)"`).FindAllStringSubmatch(a.html, -1) {
		form.Set(f[1], f[2])
	}
	return form
}

func (h *house) comes(direction string) queuehall.Ticket {
	h.T.Helper()
	places, err := h.hall.Branches(h.T.Context())
	require.NoError(h.T, err)
	for _, s := range places[0].Directions {
		if s.Code == direction {
			t, err := h.hall.Issue(h.T.Context(), queuehall.IssueTicket{
				Command: h.Command(casecore.Citizen), Direction: s.ID, Source: queuehall.FromDesk, Lang: "uk",
			})
			require.NoError(h.T, err)
			h.Clock.Advance(time.Second)
			return t
		}
	}
	h.T.Fatal("no such direction")
	return queuehall.Ticket{}
}

// operator sits at a counter of the centre and calls who is next.
func (h *house) operator(counter string) func() queuehall.Visit {
	h.T.Helper()
	who := h.Person(regulation.RoleOperator, casecore.OrgID{})
	h.Exec(`INSERT INTO hall_operators SELECT $1, b.id, p.id FROM hall_branches b, hall_participants p
		WHERE b.code = 'centre' AND p.code = 'administrators'`, who.Staff.UUID())
	var id queuehall.CounterID
	require.NoError(h.T, h.DB.QueryRow(h.T.Context(), `SELECT c.id FROM hall_counters c JOIN hall_branches b ON b.id = c.branch_id
		WHERE b.code = 'centre' AND c.code = $1`, counter).Scan((*[16]byte)(&id)))
	at := func() queuehall.CounterCommand { return queuehall.CounterCommand{Command: h.Command(who), Counter: id} }
	require.NoError(h.T, h.hall.SignOn(h.T.Context(), at()))
	return func() queuehall.Visit {
		v, err := h.hall.CallNext(h.T.Context(), at())
		require.NoError(h.T, err)
		return v
	}
}
