package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/adminlog"
	"hotline/casecore/casetest"
	"hotline/casecore/staff"
	"hotline/internal/blob"
	"hotline/internal/i18n"
	"hotline/internal/secret"
	"hotline/internal/site"
	"hotline/queuehall"
	"hotline/queuehall/links"
	"hotline/queuehall/profile"
	"hotline/queuehall/report"
)

// results is the results of a city behind a server that believes who says who they are.
type results struct {
	*casetest.World

	halls   *queuehall.Hall
	site    *site.Site
	mux     http.Handler
	people  map[string]casecore.Actor
	links   *links.Links
	keys    int
	guesses int
}

type problem struct {
	Key string `json:"key"`
}

// newResults makes it; change may add to what the halls are served by, and then all of it is mounted.
func newResults(t *testing.T, change ...func(*results, *Config)) *results {
	t.Helper()
	w := casetest.New(t, "mariupol")
	p, err := profile.Embedded("vinnytsia")
	require.NoError(t, err)
	require.NoError(t, queuehall.Import(context.Background(), w.DB, p))
	files, err := blob.Open(context.Background(), "mem://", w.Store, w.Clock.Now)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, files.Close()) })
	texts, err := i18n.New()
	require.NoError(t, err)
	halls := queuehall.New(w.DB, w.Store, p, w.Clock.Now, casecore.Hooks{})
	h := &results{World: w, halls: halls, people: map[string]casecore.Actor{}}
	for _, role := range access.Roles() {
		h.people[string(role)] = w.Person(role, casecore.OrgID{})
	}
	w.Exec(`INSERT INTO hall_heads SELECT $1, id FROM hall_branches WHERE code = 'centre'`, h.people["branch_head"].Staff.UUID())
	w.Exec(`INSERT INTO hall_participant_heads SELECT $1, id FROM hall_participants WHERE code = 'state'`, h.people["participant_head"].Staff.UUID())
	status := map[casecore.Code]int{
		casecore.Invalid: 422, casecore.NotFound: 404, casecore.Forbidden: 403, casecore.Conflict: 409, casecore.Refused: 409,
		site.CodeTooMany: 429,
	}
	answer := func(err error) (int, string) {
		var e *casecore.Error
		require.ErrorAs(t, err, &e)
		return status[e.Code], e.Key
	}
	router := site.NewRouter(site.RouterConfig{
		Guard: func(action access.Action, next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				who := h.people[r.Header.Get("X-Who")]
				if !access.May(who, action) {
					w.WriteHeader(http.StatusForbidden)
					return
				}
				c := &site.Caller{Actor: who, Member: staff.Member{Person: staff.Person{ID: who.Staff}}, Lang: "uk"}
				next.ServeHTTP(w, r.WithContext(site.WithCaller(r.Context(), c)))
			})
		},
		Explain: func(_ context.Context, err error) error {
			code, key := answer(err)
			return huma.NewError(code, key)
		},
		Translate: func(_ huma.Context, _ string, v any) (any, error) { return v, nil },
		Problem:   reflect.TypeFor[problem](),
	})
	s := &site.Site{
		Router:     router,
		SameOrigin: func(*http.Request) bool { return true },
		Watch:      func(*http.Request, access.Action, func(casecore.Actor, bool)) {},
		Guess:      func(string) bool { h.guesses++; return h.guesses <= mostGuesses },
		Fail: func(w http.ResponseWriter, _ *http.Request, err error) {
			code, key := answer(err)
			http.Error(w, key, code)
		},
	}
	NewResults(report.NewOffice(w.DB, w.Store, halls, files, texts, p.Location(), w.Clock.Now)).Mount(s)
	secrets, err := secret.New(strings.Repeat("s", secret.MinSecret))
	require.NoError(t, err)
	h.links = links.New("https://city.example.org", secrets)
	cfg := Config{
		Hall: halls, Days: queuehall.NewDays(halls, adminlog.New(w.DB, w.Store, w.Clock.Now)), Follow: h.links.Ticket, IsCode: h.links.IsCode,
		Code: h.links.BookingCode, Log: slog.New(slog.DiscardHandler),
	}
	for _, c := range change {
		c(h, &cfg)
	}
	s.MayGuess = func(string) bool { return h.guesses < mostGuesses }
	if served := New(cfg); len(change) > 0 {
		served.Mount(s)
	} else {
		served.mountIncidents(s)
		served.mountPeople(s)
		served.mountStaff(s)
		served.mountVisits(s)
		served.mountPriorities(s)
		served.mountBookings(s)
		served.mountDay(s)
		served.mountDays(s)
	}
	h.site, h.mux = s, router.Mux()
	return h
}

// call makes a request as somebody and returns the answer.
func (h *results) call(who, method, path string, body any) *httptest.ResponseRecorder {
	h.T.Helper()
	sent, err := json.Marshal(body)
	require.NoError(h.T, err)
	r := httptest.NewRequestWithContext(context.Background(), method, path, bytes.NewReader(sent))
	h.keys++
	r.Header.Set("Idempotency-Key", fmt.Sprintf("key-%06d", h.keys))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Who", who)
	w := httptest.NewRecorder()
	h.mux.ServeHTTP(w, r)
	return w
}

// gets makes a request that has to succeed and reads what it answers.
func gets[T any](h *results, who, method, path string, body any) (v T) {
	h.T.Helper()
	w := h.call(who, method, path, body)
	require.Less(h.T, w.Code, 300, w.Body.String())
	require.NoError(h.T, json.Unmarshal(w.Body.Bytes(), &v), w.Body.String())
	return v
}

const marchResults = "from=2026-03-01&until=2026-03-31"

// VN-4.3, VN-4.7, VN-4.8
func TestResultsAreShownToWhoeverMaySeeThem(t *testing.T) {
	t.Parallel()
	h := newResults(t)
	for who, seen := range map[string]bool{
		"hall_head": true, "branch_head": true, "participant_head": true, "director": true, "mayor": true, "hall_operator": false, "agent": false,
	} {
		w := h.call(who, "GET", "/api/hall/results?by=branch&per=month&"+marchResults, nil)
		require.Equal(t, seen, w.Code == http.StatusOK, "%s: %s", who, w.Body)
	}
	table := gets[ResultTable](h, "mayor", "GET", "/api/hall/results?by=direction&"+marchResults, nil)
	require.Contains(t, table.Rule, "дисциплінарних")
	require.Len(t, table.Total.Marks, report.Marks)
	require.Equal(t, "2026-03-31", table.Until)

	choices := gets[ResultChoices](h, "branch_head", "GET", "/api/hall/results/choices", nil)
	require.Len(t, choices.Branches, 1)
	require.Len(t, choices.Participants, 3)
	choices = gets[ResultChoices](h, "participant_head", "GET", "/api/hall/results/choices", nil)
	require.Len(t, choices.Branches, 4, "their people may serve in any")
	require.Len(t, choices.Participants, 1)

	w := h.call("mayor", "GET", "/api/hall/results?by=operator&"+marchResults, nil)
	require.Contains(t, w.Body.String(), "error.hall_no_instruction")
	given := InstructionBody{GivenBy: "Міський голова", Document: "№12-р", Dated: "2026-03-01", Slices: []report.By{report.ByOperator}, Until: "2026-12-31"}
	require.Equal(t, http.StatusForbidden, h.call("branch_head", "POST", "/api/hall/instructions", given).Code)
	id := gets[MadeView](h, "hall_head", "POST", "/api/hall/instructions", given).ID
	require.Equal(t, http.StatusOK, h.call("mayor", "GET", "/api/hall/results?by=operator&"+marchResults, nil).Code)
	list := gets[InstructionList](h, "participant_head", "GET", "/api/hall/instructions", nil)
	require.Equal(t, given.Slices, list.Instructions[0].Slices)
	require.Equal(t, "12-р", list.Instructions[0].Document, "the sign is the screen's")
	require.Equal(t, http.StatusNoContent, h.call("director", "POST", "/api/hall/instructions/"+id.String()+"/withdraw", nil).Code)
	require.Equal(t, http.StatusConflict, h.call("mayor", "GET", "/api/hall/results?by=operator&"+marchResults, nil).Code)
}

// VN-4.8
func TestResultsAreDownloadedAsFiles(t *testing.T) {
	t.Parallel()
	h := newResults(t)
	for format, begins := range map[string]string{"csv": "\uFEFF", "xlsx": "PK", "pdf": "%PDF"} {
		w := h.call("branch_head", "GET", "/api/hall/results/file?by=branch&per=day&format="+format+"&"+marchResults, nil)
		require.Equal(t, http.StatusOK, w.Code, w.Body.String())
		require.True(t, strings.HasPrefix(w.Body.String(), begins), format)
		require.Contains(t, w.Header().Get("Content-Disposition"), "yakist-branch-2026-03-01-2026-03-31."+format)
	}
	texts, err := i18n.New()
	require.NoError(t, err)
	for lang, title := range map[string]string{"uk": "Результати", "en": "Results", "pl": "Wyniki", "xx": "Результати"} {
		w := h.call("branch_head", "GET", "/api/hall/results/file?by=branch&format=csv&lang="+lang+"&"+marchResults, nil)
		require.Contains(t, w.Body.String(), texts.T(lang, "hall_report.rule", nil))
		require.Contains(t, w.Body.String(), title, "a link has the language of the screen on which it stands")
	}
	require.Equal(t, http.StatusUnprocessableEntity, h.call("branch_head", "GET", "/api/hall/results/file?by=branch&format=exe&"+marchResults, nil).Code)
	require.Equal(t, http.StatusUnprocessableEntity, h.call("branch_head", "GET", "/api/hall/results/file?by=branch&format=csv", nil).Code)
	require.Equal(t, http.StatusForbidden, h.call("hall_operator", "GET", "/api/hall/results/file?by=branch&format=csv&"+marchResults, nil).Code)
	require.Equal(t, http.StatusNotFound, h.call("branch_head", "GET", "/api/hall/reports/"+uuid.NewString()+"/file", nil).Code)
	require.Empty(t, gets[MonthlyList](h, "mayor", "GET", "/api/hall/reports", nil).Reports)
}

// VN-4.4, VN-4.5, VN-4.6
func TestTheRegisterIsKeptOverHTTP(t *testing.T) {
	t.Parallel()
	h := newResults(t)
	var branch queuehall.BranchID
	require.NoError(t, h.DB.QueryRow(t.Context(), `SELECT id FROM hall_branches WHERE code = 'centre'`).Scan((*uuid.UUID)(&branch)))
	asked := RequestBody{Kind: report.FromMedia, Branch: &branch, Written: true, Document: "№ З-1", Dated: "2026-03-01", AskedBy: "Газета", Asked: "Усе за рік"}
	require.Equal(t, http.StatusForbidden, h.call("mayor", "POST", "/api/hall/requests", asked).Code)
	id := gets[MadeView](h, "branch_head", "POST", "/api/hall/requests", asked).ID
	path := "/api/hall/requests/" + id.String()
	out := map[string]any{"by": "branch", "from": "2026-03-01", "until": "2026-03-31", "form": "pdf"}
	require.Contains(t, h.call("branch_head", "POST", path+"/hand-outs", out).Body.String(), "error.hall_not_agreed")
	agreed := map[string]string{"by": "Департамент", "document": "5", "on": "2026-03-02"}
	require.Equal(t, http.StatusNoContent, h.call("branch_head", "POST", path+"/agree", agreed).Code)
	made := gets[MadeView](h, "branch_head", "POST", path+"/hand-outs", out).ID
	file := h.call("hall_head", "GET", "/api/hall/hand-outs/"+made.String()+"/file", nil)
	require.True(t, strings.HasPrefix(file.Body.String(), "%PDF"), file.Body.String())
	out["by"] = "operator"
	require.Contains(t, h.call("branch_head", "POST", path+"/hand-outs", out).Body.String(), "error.hall_names_nobody")
	list := gets[RequestList](h, "hall_head", "GET", "/api/hall/requests", nil)
	require.Len(t, list.Requests, 1)
	require.Equal(t, "З-1", list.Requests[0].Document)
	require.Equal(t, "2026-03-02", list.Requests[0].AgreedOn)
	require.Equal(t, made, list.Requests[0].HandOuts[0].ID)
	require.WithinDuration(t, h.Clock.Now(), list.Requests[0].HandOuts[0].At, time.Second)
	require.Equal(t, http.StatusConflict, h.call("hall_head", "POST", path+"/refuse", map[string]string{"reason": "ні"}).Code)
}
