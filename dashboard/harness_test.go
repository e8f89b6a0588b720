package dashboard

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/alexedwards/scs/pgxstore"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/callout"
	"hotline/casecore/calls"
	"hotline/casecore/casetest"
	"hotline/casecore/desk"
	"hotline/casecore/export"
	"hotline/casecore/pgstore"
	"hotline/casecore/phrases"
	"hotline/casecore/privacy"
	"hotline/casecore/regulation"
	"hotline/casecore/rota"
	"hotline/casecore/staff"
	"hotline/casecore/stats"
	"hotline/casecore/suggest"
	"hotline/casecore/views"
	"hotline/internal/blob"
	"hotline/internal/i18n"
	"hotline/internal/secret"
	"hotline/internal/site"
)

const password = "a password for tests"

// hasher is cheap: what it costs is not what is tested.
func hasher() *staff.Hasher {
	return staff.NewHasher(argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 8, KeyLength: 16})
}

// house is the server on a city of its own, with a real database beneath.
type house struct {
	*casetest.World

	t       testing.TB
	people  *pgstore.People
	office  *staff.Office
	secrets *secret.Keeper
	timers  *fakeTimers
	server  *Server
	web     *httptest.Server
	log     *logBuffer
	wake    func() // the relay, where there is one
}

// build makes a house under the profile; change may alter the server's configuration.
func build(t testing.TB, profile regulation.ProfileName, change ...func(*Config)) *house {
	t.Helper()
	w := casetest.New(t, profile)
	h := &house{World: w, t: t, people: pgstore.NewPeople(w.DB), timers: &fakeTimers{}, log: &logBuffer{}}
	h.office = staff.NewOffice(h.people, hasher(), w.Clock.Now)
	texts, err := i18n.New()
	require.NoError(t, err)
	h.secrets, err = secret.New(strings.Repeat("s", secret.MinSecret))
	require.NoError(t, err)
	w.Service = casecore.NewService(w.Store, w.Rules, w.Catalogue, w.Clock.Now, casecore.Hooks{}, slog.New(slog.DiscardHandler),
		casecore.WithSecrets(h.secrets))
	blobs, err := blob.Open(t.Context(), "mem://", w.Store, w.Clock.Now)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, blobs.Close()) })
	log := slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	reader := stats.NewReader(w.DB, w.Clock.Now)
	office := privacy.NewOffice(w.DB, w.Store, w.Catalogue, blobs, w.Rules, w.Clock.Now, log)
	rules, err := w.Rules.At(w.Clock.Now())
	require.NoError(t, err)
	cfg := Config{
		PublicURL: "http://hotline.test", City: func(lang string) string { return rules.Titles.In(lang) },
		Intake: w.Service, Endings: w.Service, Wordings: w.Service, Cases: w.Service, Citizens: w.Service, Letters: w.Service,
		Subjects: w.Store, History: w.Store, Lists: reader, Overviews: reader,
		Views: views.NewKeeper(w.DB, w.Clock.Now), Exports: export.New(w.DB, w.Store, w.Clock.Now), Names: reader, Told: reader, Deliverer: h.timers.deliverer(),
		Timers: h.timers, Rules: w.Rules, Orgs: w.Catalogue,
		Door:   staff.NewDoor(h.people, hasher(), staff.DefaultLockout(), w.Clock.Now, log),
		People: staff.NewDirectory(h.people, casetest.Kyiv(), 5*time.Second, w.Clock.Now),
		Linker: staff.NewLinker(h.people, w.Clock.Now), Sessions: pgxstore.NewWithCleanupInterval(w.DB.Pool(), 0),
		SessionBook: h.people, Admin: h.admin(),
		Blobs:   blobs,
		Privacy: office, Holds: office, FileRows: w.Store, Feed: reader,
		Secrets: h.secrets, Texts: texts, Now: w.Clock.Now, Log: log,
		Streets: pgstore.NewStreets(w.DB), Related: reader, Linking: w.Service, Further: w.Service, Suggester: shippedModel(),
		Phrases: phrases.NewBook(w.Store, w.Clock.Now),
		Rota:    rotaOf(w),
		Relief:  rota.NewRelief(w.DB, w.Service, rotaOf(w), w.Rules, w.Clock.Now, log),
		Calls:   calls.NewShelf(w.DB, w.Clock.Now),
		Desk:    desk.New(w.DB, w.Store, rotaOf(w), w.Rules, desk.Hooks{}, w.Clock.Now),
		CallOut: callout.New(w.DB, w.Service, w.Store, w.Catalogue, w.Rules, texts, w.Clock.Now),
		Duty:    callout.NewRoster(w.DB, w.Catalogue, w.Rules, adminlog.New(w.DB, w.Store, w.Clock.Now), w.Clock.Now),
		Limits: Limits{
			SignIns: Rate{Burst: 1000, Every: time.Second}, PublicPages: Rate{Burst: 1000, Every: time.Second},
		},
	}
	for _, c := range change {
		c(&cfg)
	}
	h.server = New(cfg)
	h.web = httptest.NewServer(h.server.Handler())
	t.Cleanup(h.web.Close)
	return h
}

func rotaOf(w *casetest.World) *rota.Book {
	return rota.NewBook(w.DB, w.Store, adminlog.New(w.DB, w.Store, w.Clock.Now), w.Rules, w.Clock.Now)
}

// shippedModel is trained once for all houses.
var shippedModel = sync.OnceValue(func() *suggest.Model {
	classifier, err := regulation.EmbeddedClassifier()
	if err != nil {
		panic(err)
	}
	seeds, err := suggest.Seeds()
	if err != nil {
		panic(err)
	}
	return suggest.Train(classifier.Topics, seeds)
})

// browser is somebody's: it keeps cookies and follows no redirects.
type browser struct {
	h     *house
	http  *http.Client
	login string
	actor casecore.Actor
}

func (h *house) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(h.t, err)
	return &browser{h: h, http: &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// grant is a role of the world's: for an organisation where it has to be.
func (h *house) grant(role regulation.RoleID, org casecore.OrgID) casecore.Grant {
	g := casecore.Grant{Role: role}
	switch role {
	case regulation.RoleOperator, regulation.RoleExecutor, regulation.RoleExecutorHead, regulation.RoleParentHead:
		g.Org = org
	case regulation.RoleControlBody:
		o, _ := h.Catalogue.Org(org)
		g.Area = o.Area
		if g.Area == "" {
			g.Area = "somewhere"
		}
	}
	return g
}

// hire adds somebody and signs them in.
func (h *house) hire(role regulation.RoleID, org casecore.OrgID) *browser {
	h.t.Helper()
	b := h.browser()
	b.login = strings.ToLower(string(role)) + "-" + uuid.NewString()[:8]
	g := h.grant(role, org)
	id, err := h.office.Add(h.t.Context(), staff.NewPerson{
		Login: b.login, Name: "Особа " + string(role), Password: password, Grants: []casecore.Grant{g},
	})
	require.NoError(h.t, err)
	b.actor = casecore.Actor{Staff: id, Grants: []casecore.Grant{g}}
	require.Equal(h.t, http.StatusOK, b.signIn(password).Status)
	return b
}

func (b *browser) signIn(password string) *reply {
	return b.post("/api/sign-in", map[string]string{"login": b.login, "password": password})
}

// reply is an answer, read.
type reply struct {
	t      testing.TB
	Status int
	Header http.Header
	Body   []byte
}

func (r *reply) json(into any) {
	r.t.Helper()
	require.NoError(r.t, json.Unmarshal(r.Body, into), string(r.Body))
}

// problem wants the answer to be one.
func (r *reply) problem(status int, key string) Problem {
	r.t.Helper()
	require.Equal(r.t, status, r.Status, string(r.Body))
	require.Equal(r.t, site.ProblemType, r.Header.Get("Content-Type"))
	var p Problem
	r.json(&p)
	require.Equal(r.t, key, p.Key, string(r.Body))
	require.NotEmpty(r.t, p.Detail)
	return p
}

func (r *reply) ok() *reply {
	r.t.Helper()
	require.Less(r.t, r.Status, 300, string(r.Body))
	return r
}

func (b *browser) send(r *http.Request) *reply {
	b.h.t.Helper()
	answer, err := b.http.Do(r)
	require.NoError(b.h.t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(b.h.t, err)
	return &reply{t: b.h.t, Status: answer.StatusCode, Header: answer.Header, Body: body}
}

func (b *browser) request(method, path string, body io.Reader) *http.Request {
	b.h.t.Helper()
	r, err := http.NewRequestWithContext(b.h.t.Context(), method, b.h.web.URL+path, body)
	require.NoError(b.h.t, err)
	return r
}

func (b *browser) get(path string) *reply { return b.send(b.request(http.MethodGet, path, nil)) }

// post sends JSON with a new idempotency key, or the one that is given.
func (b *browser) post(path string, body any, key ...string) *reply {
	b.h.t.Helper()
	encoded, err := json.Marshal(body)
	require.NoError(b.h.t, err)
	if body == nil {
		encoded = nil
	}
	r := b.request(http.MethodPost, path, bytes.NewReader(encoded))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", append(key, uuid.NewString())[0])
	return b.send(r)
}

// form posts a form as a public page does.
func (b *browser) form(path, values string) *reply {
	r := b.request(http.MethodPost, path, strings.NewReader(values))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

// upload posts a file.
func (b *browser) upload(name, contentType string, content []byte, key ...string) *reply {
	b.h.t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	require.NoError(b.h.t, w.WriteField("purpose", "photo"))
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="` + name + `"`}, "Content-Type": {contentType},
	})
	require.NoError(b.h.t, err)
	_, err = part.Write(content)
	require.NoError(b.h.t, err)
	require.NoError(b.h.t, w.Close())
	r := b.request(http.MethodPost, "/api/files", &form)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Idempotency-Key", append(key, uuid.NewString())[0])
	return b.send(r)
}

// logBuffer is a log that is read while it is written.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
