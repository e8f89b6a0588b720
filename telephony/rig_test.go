package telephony_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/casetest"
	"hotline/internal/asterisktest"
	"hotline/internal/blob"
	"hotline/internal/i18n"
	"hotline/internal/pgtest"
	"hotline/telephony"
	"hotline/telephony/asterisk"
	"hotline/telephony/flow"
	spoken "hotline/telephony/speech"
)

// patience bounds what a test waits for, on a busy machine.
const patience = 20 * time.Second

// rig is a city's hotline: a real Asterisk, a bridge, a real database.
type rig struct {
	t      *testing.T
	pbx    *asterisktest.Server
	world  *casetest.World
	book   *calls.Book
	client *asterisk.Client
	speech *voice
	cfg    telephony.Config
	set    flow.Settings // the lengths of its waits
	deps   telephony.Deps
	bridge *telephony.Bridge
	url    string // of the database
	files  string // where files are kept
	// How telephones of agents are dialled, by their names, and others, by their numbers.
	agents, numbers map[string]string
}

// newRig makes the parts; nothing runs yet.
func newRig(t *testing.T) *rig {
	t.Helper()
	return newRigOn(t, pgtest.URL(t), asterisktest.Start(t))
}

// newRigOn is [newRig] on a database and an Asterisk of the test's.
func newRigOn(t *testing.T, url string, server *asterisktest.Server) *rig {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	r := &rig{t: t, pbx: server, world: casetest.On(t, pool, "mariupol", casecore.Hooks{}), speech: newVoice(t, 300*time.Millisecond), url: url}
	r.client = clientOf(t, r.pbx)
	r.book = calls.NewBook(r.world.DB)
	texts, err := i18n.New()
	require.NoError(t, err)
	r.files = "file://" + t.TempDir()
	files, err := blob.Open(t.Context(), r.files, r.world.Store, time.Now)
	require.NoError(t, err)
	r.set = settings()
	r.cfg = telephony.Config{
		Holder: t.Name(), LeaseTTL: time.Second, Missed: telephony.MissedWanted, Settings: func() flow.Settings { return r.set }, Retry: 50 * time.Millisecond,
		Lines: []telephony.Line{{Number: asterisktest.Line, Lang: "uk"}, {Number: asterisktest.EnglishLine, Lang: "en"}},
	}
	r.deps = telephony.Deps{
		PBX: r.client, DB: r.world.DB, Calls: r.book, Intake: r.world.Service, Cases: noCases{}, Speech: r.speech, Files: files,
		Texts: texts, Now: time.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	return r
}

// run makes a rig whose bridge runs until the test ends.
func run(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	r.start()
	return r
}

func settings() flow.Settings {
	return flow.Settings{
		KeyWait: 2 * time.Second, DigitWait: time.Second, Tries: 2, MaxMessage: 20 * time.Second, MaxSilence: 15 * time.Second,
		RingAgent: 2 * time.Second, RingOut: 2 * time.Second, TellEvery: 2 * time.Second, Overflow: 6 * time.Second,
	}
}

func clientOf(t *testing.T, s *asterisktest.Server) *asterisk.Client {
	t.Helper()
	return clientBy(t, s, s.URL())
}

// clientBy speaks to a server by another way than the straight one.
func clientBy(t *testing.T, s *asterisktest.Server, url string) *asterisk.Client {
	t.Helper()
	c, err := asterisk.New(asterisk.Config{URL: url, Username: s.Username(), Password: s.Password(), App: s.App()})
	require.NoError(t, err)
	return c
}

// start runs a bridge and waits until it hears Asterisk; the returned function stops it and waits.
func (r *rig) start() (stop func()) {
	r.bridge = telephony.New(r.cfg, r.deps)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.bridge.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-done:
			require.NoError(r.t, err)
		case <-time.After(patience):
			r.t.Error("the bridge does not stop")
		}
	})
	r.t.Cleanup(stop)
	r.eventually(r.bridge.Ready, "the bridge is not ready")
	return stop
}

func (r *rig) eventually(ok func() bool, what string) {
	r.t.Helper()
	require.Eventually(r.t, ok, patience, 10*time.Millisecond, what)
}

// count is the number that a query gives.
func (r *rig) count(sql string, args ...any) int {
	r.t.Helper()
	var n int
	require.NoError(r.t, r.world.DB.QueryRow(r.t.Context(), sql, args...).Scan(&n))
	return n
}

// at waits until some live call is in a step.
func (r *rig) at(step flow.Step) {
	r.t.Helper()
	r.eventually(func() bool {
		return r.count(`SELECT count(*) FROM calls WHERE step = $1 AND ended_at IS NULL`, string(step)) > 0
	}, "no call comes to "+string(step))
}

// settled waits until nothing is left to do: no live call, no recording on the way, no channel.
func (r *rig) settled() {
	r.t.Helper()
	defer func() {
		if r.t.Failed() {
			r.dump()
		}
	}()
	r.eventually(func() bool {
		stored, err := r.client.Stored(r.t.Context())
		return err == nil && len(stored) == 0 && r.count(`SELECT (SELECT count(*) FROM calls WHERE ended_at IS NULL)
			+ (SELECT count(*) FROM call_recordings WHERE state IN ('recording', 'stored'))`) == 0
	}, "something is left undone")
	require.Empty(r.t, r.pbx.Channels())
}

// dump shows where everything stands.
func (r *rig) dump() {
	for _, sql := range []string{
		`SELECT concat_ws(' ', 'call', id, channel_id, step, step_no, state, due_at, ended_at, ended_why) FROM calls ORDER BY id`,
		`SELECT concat_ws(' ', 'recording', name, kind, state, tries, retry_at, started_at, ended_at) FROM call_recordings ORDER BY id`,
		`SELECT concat_ws(' ', 'task', kind, state, result, step, attempts, tries, next_at) FROM call_tasks ORDER BY id`,
	} {
		rows, err := r.world.DB.Query(context.Background(), sql)
		if err != nil {
			r.t.Log(err)
			continue
		}
		for rows.Next() {
			var line string
			_ = rows.Scan(&line)
			r.t.Log(line)
		}
		rows.Close()
	}
	stored, _ := r.client.Stored(context.Background())
	r.t.Log(r.pbx.Log())
	r.t.Log("stored", stored, "channels", r.pbx.Channels(), "now", time.Now())
}

// received is a report as it was taken in.
type received struct {
	ID, Text, Phone, Lang string
	SOS                   bool
	Files                 int
}

func (r *rig) reports() (list []received) {
	r.t.Helper()
	rows, err := r.world.DB.Query(r.t.Context(), `
		SELECT r.id::text, r.text, a.phone, r.lang, r.sos, (SELECT count(*) FROM files f WHERE f.subject_id = r.id)
		FROM reports r JOIN applicants a ON a.id = r.applicant_id ORDER BY r.id`)
	require.NoError(r.t, err)
	defer rows.Close()
	for rows.Next() {
		var one received
		require.NoError(r.t, rows.Scan(&one.ID, &one.Text, &one.Phone, &one.Lang, &one.SOS, &one.Files))
		list = append(list, one)
	}
	require.NoError(r.t, rows.Err())
	return list
}

// noCases knows no case.
type noCases struct{}

func (noCases) StatusFor(context.Context, string, casecore.Phone, string, time.Time) (telephony.Told, bool, error) {
	return telephony.Told{}, false, nil
}

// voice says every text with the same short tone and remembers what was said.
type voice struct {
	url string

	mu   sync.Mutex
	said []string
}

func newVoice(t *testing.T, length time.Duration) *voice {
	t.Helper()
	wav := spoken.Wav(asterisktest.Tone(length))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "audio/wav")
		w.Header().Set("Cache-Control", "max-age=600")
		_, _ = w.Write(wav)
	}))
	t.Cleanup(server.Close)
	// Asterisk looks for the copy in its cache within the length of the address: a short one finds nothing.
	return &voice{url: server.URL + "/" + strings.Repeat("long/", 16) + "tone.wav"}
}

func (v *voice) Say(_ context.Context, lang, text string) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.said = append(v.said, lang+": "+text)
	return "sound:" + v.url, nil
}

// heard tells whether something was said that has the words.
func (v *voice) heard(words string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, s := range v.said {
		if strings.Contains(s, words) {
			return true
		}
	}
	return false
}
