package bot_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/bot"
	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/internal/i18n"
	"hotline/internal/secret"
	"hotline/internal/tgtest"
)

// rig is a bot between a Bot API server and a small city on a real database.
type rig struct {
	t     *testing.T
	tg    *tgtest.Server
	world *casetest.World
	cfg   bot.Config
	deps  bot.Deps
	bot   *bot.Bot
	ahead atomic.Int64 // nanoseconds that the bot's clock is ahead of the real one
	log   *logBook
	texts *i18n.Bundle
}

const uk = "uk"

// newRig makes the parts; change may alter them before the bot is made. Nothing runs yet.
func newRig(t *testing.T, profile regulation.ProfileName, change func(r *rig)) *rig {
	t.Helper()
	r := &rig{t: t, tg: tgtest.New(t), world: casetest.New(t, profile), log: &logBook{}}
	texts, err := i18n.New()
	require.NoError(t, err)
	r.texts = texts
	links, err := secret.New(strings.Repeat("s", secret.MinSecret))
	require.NoError(t, err)
	r.cfg = bot.Config{
		Token: tgtest.Token, APIURL: r.tg.URL, PublicURL: "https://city.example.org", Holder: t.Name(),
		Rate: 10_000, ChatRate: 10_000, PollTimeout: time.Second, LeaseTTL: time.Second,
		AlbumWait: 300 * time.Millisecond, GapHold: 200 * time.Millisecond, Backoff: 10 * time.Millisecond, SendTimeout: time.Second,
	}
	r.deps = bot.Deps{
		DB: r.world.DB, Intake: r.world.Service, Wordings: r.world.Service, Cases: r.world.Service,
		Additions: r.world.Service, Endings: r.world.Service, Lookups: r.world.Store,
		People: people{r.world}, Rules: r.world.Rules, Directory: r.world.Catalogue, Streets: pgstore.NewStreets(r.world.DB), Files: &files{store: r.world.Store},
		Texts: texts, Links: links, Now: r.now, Log: slog.New(slog.NewTextHandler(r.log, nil)),
	}
	r.ahead.Store(int64(tillNoon(time.Now())))
	if change != nil {
		change(r)
	}
	r.bot, err = bot.New(r.cfg, r.deps)
	require.NoError(t, err)
	t.Cleanup(func() { require.NotContains(t, r.log.String(), tgtest.Token, "the token reached the log") })
	return r
}

// run makes a rig whose bot runs until the test ends.
func run(t *testing.T, profile regulation.ProfileName, change func(r *rig)) *rig {
	t.Helper()
	r := newRig(t, profile, change)
	r.start(r.bot)
	return r
}

// start runs a bot; the returned function stops it and waits.
func (r *rig) start(b *bot.Bot) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-done:
			require.NoError(r.t, err)
		case <-time.After(tgtest.Patience):
			r.t.Error("the bot does not stop")
		}
	})
	r.t.Cleanup(stop)
	return stop
}

// tillNoon moves the clock to the city's next noon: at night citizens are told nothing that can wait.
func tillNoon(now time.Time) time.Duration {
	local := now.In(casetest.Kyiv())
	noon := time.Date(local.Year(), local.Month(), local.Day(), 12, 0, 0, 0, local.Location())
	if noon.Before(local) {
		noon = noon.AddDate(0, 0, 1)
	}
	return noon.Sub(local)
}

func (r *rig) now() time.Time { return time.Now().Add(time.Duration(r.ahead.Load())) }

// T is a Ukrainian text of the catalogue.
func (r *rig) T(key string) string { return r.texts.T(uk, key, nil) }

// reports returns what was received, oldest first, with the number of files of each.
func (r *rig) reports() []received {
	r.t.Helper()
	rows, err := r.world.DB.Query(r.t.Context(), `
		SELECT r.id, r.text, r.place, r.district, r.sos, a.surname, a.name, a.patronymic, a.residence, a.phone, a.anonymous,
			a.warned_at IS NOT NULL, a.reply_address, r.status,
			(SELECT count(*) FROM files f WHERE f.subject_id = r.id)
		FROM reports r JOIN applicants a ON a.id = r.applicant_id ORDER BY r.received_at, r.id`)
	require.NoError(r.t, err)
	defer rows.Close()
	var list []received
	for rows.Next() {
		var x received
		require.NoError(r.t, rows.Scan(&x.id, &x.text, &x.place, &x.district, &x.sos, &x.surname, &x.name, &x.patronymic,
			&x.residence, &x.phone, &x.anonymous, &x.warned, &x.chat, &x.status, &x.files))
		list = append(list, x)
	}
	require.NoError(r.t, rows.Err())
	return list
}

type received struct {
	id                                                                 [16]byte
	text, place, district, surname, name, patronymic, residence, phone string
	sos, anonymous, warned                                             bool
	chat, status                                                       string
	files                                                              int
}

// count runs a query that returns one number.
func (r *rig) count(sql string, args ...any) int {
	r.t.Helper()
	return int(r.world.Number(sql, args...))
}

// eventually waits until a query returns want.
func (r *rig) eventually(want int, sql string, args ...any) {
	r.t.Helper()
	require.Eventually(r.t, func() bool { return r.count(sql, args...) == want }, tgtest.Patience, 10*time.Millisecond, sql)
}

// settled waits until everything that came was taken and everything that was to be said is said.
func (r *rig) settled() {
	r.t.Helper()
	r.tg.AwaitConfirmed(r.t)
	r.eventually(0, `SELECT count(*) FROM tg_updates WHERE done_at IS NULL AND dead_at IS NULL`)
	r.eventually(0, `SELECT count(*) FROM tg_outgoing WHERE state = 'queued'`)
}

// people finds actors as the staff's directory does.
type people struct{ world *casetest.World }

func (p people) Actor(ctx context.Context, id casecore.StaffID) (casecore.Actor, error) {
	a := casecore.Actor{Staff: id}
	rows, err := p.world.DB.Query(ctx, `SELECT role, org_id FROM staff_roles WHERE staff_id = $1`, id.UUID())
	if err != nil {
		return a, err
	}
	defer rows.Close()
	for rows.Next() {
		var role string
		var org *[16]byte
		if err := rows.Scan(&role, &org); err != nil {
			return a, err
		}
		g := casecore.Grant{Role: regulation.RoleID(role)}
		if org != nil {
			g.Org = casecore.OrgID(*org)
		}
		a.Grants = append(a.Grants, g)
	}
	return a, rows.Err()
}

// files keeps uploads in memory and records them as loose.
type files struct {
	store *pgstore.Store
	mu    sync.Mutex
	saved [][]byte
}

func (f *files) Save(ctx context.Context, name, contentType string, body io.Reader, addedBy, purpose string) (casecore.File, error) {
	b, err := io.ReadAll(body)
	if err != nil {
		return casecore.File{}, err
	}
	if bytes.HasPrefix(b, []byte("MZ")) {
		return casecore.File{}, &casecore.Error{Code: casecore.Invalid, Op: "save file", Key: "error.file_type"}
	}
	file := casecore.File{
		ID: casecore.NewID[casecore.FileID](), Name: name, ContentType: contentType, Size: int64(len(b)), SHA256: []byte{1},
		Key: casecore.NewID[casecore.FileID]().String(), Purpose: purpose, AddedBy: addedBy, AddedAt: time.Now(),
	}
	f.mu.Lock()
	f.saved = append(f.saved, b)
	f.mu.Unlock()
	return file, f.store.AddFile(ctx, file)
}

// logBook is a log that a test reads.
type logBook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if os.Getenv("BOT_TEST_LOG") != "" {
		_, _ = os.Stderr.Write(p)
	}
	return l.b.Write(p)
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
