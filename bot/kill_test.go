package bot_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"hotline/bot"
	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/internal/childtest"
	"hotline/internal/i18n"
	"hotline/internal/pg"
	"hotline/internal/pgtest"
	"hotline/internal/secret"
	"hotline/internal/tgtest"
)

// killed is what a child is told: a whole bot process, to be killed.
type killed struct{ Database, API string }

func TestMain(m *testing.M) { childtest.Main(m, child) }

// child is the process that is killed: a bot on the real use cases.
func child(ctx context.Context, told killed) error {
	pool, err := pgxpool.New(ctx, told.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	db := pg.NewDB(pool)
	library, err := regulation.Embedded()
	if err != nil {
		return err
	}
	log := slog.New(slog.DiscardHandler)
	catalogue, err := pgstore.NewCatalogue(ctx, db, log)
	if err != nil {
		return err
	}
	texts, err := i18n.New()
	if err != nil {
		return err
	}
	links, err := secret.New(strings.Repeat("s", secret.MinSecret))
	if err != nil {
		return err
	}
	rules := casecore.City{Library: library, Name: "mariupol"}
	store := pgstore.New(db)
	service := casecore.NewService(store, rules, catalogue, time.Now, casecore.Hooks{}, log)
	b, err := bot.New(bot.Config{
		Token: tgtest.Token, APIURL: told.API, PublicURL: "https://city.example.org", Holder: fmt.Sprint(os.Getpid()),
		Rate: 10_000, ChatRate: 10_000, PollTimeout: time.Second, LeaseTTL: time.Second, AlbumWait: 100 * time.Millisecond,
		Backoff: 10 * time.Millisecond, SendTimeout: time.Second,
	}, bot.Deps{
		DB: db, Intake: service, Wordings: service, Cases: service, Additions: service, Endings: service,
		Lookups: store, Rules: rules, Directory: catalogue, Streets: pgstore.NewStreets(db), Files: &files{store: store},
		Texts: texts, Links: links, Now: time.Now, Log: log,
	})
	if err != nil {
		return err
	}
	return b.Run(ctx)
}

// spawn starts a child. The returned function kills it with signal 9.
func spawn(t *testing.T, database, api string) (kill func()) {
	t.Helper()
	return childtest.Start(t, killed{Database: database, API: api}).Kill
}

// Killed again and again with updates in flight, the bot loses none and none takes effect twice; only what was being sent
// at a kill may be said twice.
func TestKilledInTheMiddleItLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	const people, messages = 10, 5
	url := pgtest.URL(t)
	pool, err := pgxpool.New(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	r := &rig{t: t, tg: tgtest.New(t), world: casetest.On(t, pool, "mariupol", casecore.Hooks{})}

	var chats []*tgtest.Chat
	for p := range int64(people) {
		chats = append(chats, r.tg.Person(p+1, uk))
	}
	for m := range messages {
		for _, c := range chats {
			c.Say(fmt.Sprintf("повідомлення номер %d у чаті", m+1))
		}
	}
	done := func(n int) {
		require.Eventually(t, func() bool {
			return r.count(`SELECT count(*) FROM tg_updates WHERE done_at IS NOT NULL`) >= n
		}, tgtest.Patience, time.Millisecond)
	}
	kills := 0
	kill := spawn(t, url, r.tg.URL)
	for _, at := range []int{5, 20, 35} {
		done(at)
		kill()
		kills++
		kill = spawn(t, url, r.tg.URL)
	}
	r.settled()
	require.Equal(t, people*messages, r.count(`SELECT count(*) FROM tg_updates WHERE done_at IS NOT NULL AND attempts = 0`))
	for _, c := range chats {
		var text string
		require.NoError(t, pool.QueryRow(t.Context(), `SELECT session->'draft'->>'text' FROM tg_chats WHERE chat_id = $1`, c.ID).Scan(&text))
		require.Equal(t, "повідомлення номер 1 у чаті\nповідомлення номер 2 у чаті\nповідомлення номер 3 у чаті\n"+
			"повідомлення номер 4 у чаті\nповідомлення номер 5 у чаті", text)
	}

	var finished sync.WaitGroup
	for _, c := range chats {
		finished.Go(func() { finish(t, c) })
	}
	for _, more := range []int{10, 30, 50} {
		done(people*messages + more)
		kill()
		kills++
		kill = spawn(t, url, r.tg.URL)
	}
	finished.Wait()
	r.settled()
	require.Len(t, r.reports(), people)
	require.Equal(t, people, r.count(`SELECT count(*) FROM commands WHERE scope = $1`, fmt.Sprintf("telegram:%d", tgtest.BotID)))
	require.Zero(t, r.count(`SELECT count(*) FROM tg_updates WHERE dead_at IS NOT NULL OR attempts > 0`))
	said := r.count(`SELECT count(*) FROM tg_outgoing WHERE method = 'send'`)
	require.GreaterOrEqual(t, len(r.tg.Sends()), said)
	const speakers = 8 // sends at once
	require.LessOrEqual(t, len(r.tg.Sends()), said+kills*speakers)
}

// finish leads a chat from its words to the report, however often the bot repeats itself.
func finish(t *testing.T, c *tgtest.Chat) {
	pressLast(t, c, "Ні")
	awaitLast(t, c, func(m tgtest.Message) bool { return len(m.Keyboard) > 0 })
	c.Say("вул. Миру, 5")
	for _, text := range []string{"Не знаю", "Далі", "Залишитися анонімом", "Так, анонімно", "Надіслати"} {
		pressLast(t, c, text)
	}
}

// pressLast presses the newest button of this text.
func pressLast(t *testing.T, c *tgtest.Chat, text string) {
	m := awaitLast(t, c, func(m tgtest.Message) bool {
		_, found := m.Button(text)
		return found
	})
	b, _ := m.Button(text)
	c.Answer(t, c.Tap(m.ID, b.Data))
}

func awaitLast(t *testing.T, c *tgtest.Chat, is func(tgtest.Message) bool) (found tgtest.Message) {
	require.Eventually(t, func() bool {
		all := c.Messages()
		for i := len(all) - 1; i >= 0; i-- {
			if is(all[i]) {
				found = all[i]
				return true
			}
		}
		return false
	}, tgtest.Patience, 5*time.Millisecond)
	return found
}
