package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/bot"
	"hotline/casecore"
	"hotline/internal/tgtest"
)

const webhookSecret = "a-webhook-secret"

// hooked is a rig whose bot is reached by webhook, at url.
func hooked(t *testing.T, change func(r *rig)) (r *rig, url string) {
	t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	r = newRig(t, "mariupol", func(r *rig) {
		r.cfg.WebhookSecret, r.cfg.PublicURL = webhookSecret, server.URL
		if change != nil {
			change(r)
		}
	})
	mux.Handle("POST "+bot.WebhookPath, r.bot.Webhook())
	return r, server.URL + bot.WebhookPath
}

func post(t *testing.T, url, secret, body string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set(tgtest.SecretHeader, secret)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	return resp.StatusCode
}

func TestWebhookTakesOnlyWhatItCanKeep(t *testing.T) {
	t.Parallel()
	r, url := hooked(t, nil)
	good := `{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"text":"привіт"}}`
	require.Equal(t, http.StatusUnauthorized, post(t, url, "wrong", good))
	require.Equal(t, http.StatusUnauthorized, post(t, url, "", good))
	require.Equal(t, http.StatusUnauthorized, post(t, url, webhookSecret+"x", good))
	require.Equal(t, http.StatusBadRequest, post(t, url, webhookSecret, `{"update_id":`))
	require.Equal(t, http.StatusBadRequest, post(t, url, webhookSecret, `{"message":{}}`))
	require.Equal(t, http.StatusRequestEntityTooLarge, post(t, url, webhookSecret, `{"x":"`+strings.Repeat("x", 2<<20)+`"}`))
	require.Zero(t, r.count(`SELECT count(*) FROM tg_updates`))

	for range 3 { // Telegram repeats what it thinks was lost
		require.Equal(t, http.StatusOK, post(t, url, webhookSecret, good))
	}
	require.Equal(t, 1, r.count(`SELECT count(*) FROM tg_updates`))
	nul := `{"update_id":2,"message":{"message_id":2,"date":1,"chat":{"id":5,"type":"private"},"text":"не\u0000ма води"}}`
	require.Equal(t, http.StatusOK, post(t, url, webhookSecret, nul), "PostgreSQL refuses NUL in text and jsonb")
}

func TestWebhookAnswersOnlyAfterTheCommit(t *testing.T) {
	t.Parallel()
	r, url := hooked(t, nil)
	_, err := r.world.DB.Exec(t.Context(), `ALTER TABLE tg_updates ADD CHECK (update_id <> 13)`)
	require.NoError(t, err)
	require.Equal(t, http.StatusServiceUnavailable, post(t, url, webhookSecret, `{"update_id":13}`))
	require.Equal(t, http.StatusOK, post(t, url, webhookSecret, `{"update_id":14}`))
}

// Webhooks come in parallel, newest first; inside a chat the order of ids holds.
func TestWebhooksOutOfOrderAreTakenInOrder(t *testing.T) {
	t.Parallel()
	r, _ := hooked(t, nil)
	c := r.tg.Person(1, uk)
	c.Say("Перше: немає води у під’їзді")
	for i := 2; i <= 12; i++ {
		c.Say(fmt.Sprintf("продовження %d", i))
	}
	r.start(r.bot)
	r.settled()
	var text string
	require.NoError(t, r.world.DB.QueryRow(t.Context(), `SELECT session->'draft'->>'text' FROM tg_chats`).Scan(&text))
	lines := strings.Split(text, "\n")
	require.Len(t, lines, 12)
	require.Equal(t, "Перше: немає води у під’їзді", lines[0])
	for i := 2; i <= 12; i++ {
		require.Equal(t, fmt.Sprintf("продовження %d", i), lines[i-1])
	}
}

// Albums arrive as separate messages.
func TestAlbumOfThreePhotosIsOneReportWithThreeFiles(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"polling", "webhook"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			var r *rig
			if mode == "polling" {
				r = newRig(t, "mariupol", nil)
			} else {
				r, _ = hooked(t, nil)
			}
			r.start(r.bot)
			c := r.tg.Person(1, uk)
			k := newTalk(t, c)
			c.Album("Яма на дорозі біля школи", []byte("a"), []byte("b"), []byte("c"))
			k.hear(1)
			require.Contains(t, k.last.Text, "Усього 3 файли")
			k.press("Ні").hear(1)
			k.say("вул. Шкільна, 3").hear(2)
			k.press("Не знаю").hear(1)
			k.press("Далі").hear(1)
			k.press("Залишитися анонімом").hear(1)
			k.press("Так, анонімно").hear(1).press("Надіслати")
			got := r.reports()
			require.Len(t, got, 1)
			require.Equal(t, 3, got[0].files)
			require.Equal(t, "Яма на дорозі біля школи", got[0].text)
		})
	}
}

// badIntake fails on words that a test chooses, and does the rest.
type badIntake struct {
	bot.Intake
	ReceiveFunc func(ctx context.Context, cmd casecore.ReceiveReport) (casecore.Report, error)
}

func (i badIntake) Receive(ctx context.Context, cmd casecore.ReceiveReport) (casecore.Report, error) {
	return i.ReceiveFunc(ctx, cmd)
}

// An update that always fails, by error or by panic, is a dead letter and its chat goes on; replayed, it takes effect.
func TestPoisonIsPutAsideAndItsChatGoesOn(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func() error{
		"error": func() error { return errors.New("broken") },
		"panic": func() error { panic("broken") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var mended sync.Map
			attempts := 0
			r := run(t, "mariupol", func(r *rig) {
				r.deps.Intake = badIntake{r.world.Service, func(ctx context.Context, cmd casecore.ReceiveReport) (casecore.Report, error) {
					got, err := r.world.Service.Receive(ctx, cmd)
					if _, ok := mended.Load(true); err != nil || ok {
						return got, err
					}
					attempts++ // one worker at a time has the chat
					return got, fail()
				}}
			})
			c := r.tg.Person(1, uk)
			k := r.preview(c, "Не вивозять сміття другий тиждень")
			button, _ := k.last.Button("Надіслати")
			query := c.Tap(k.last.ID, button.Data)
			require.Equal(t, r.T("bot.failed"), c.Answer(t, query))
			require.Equal(t, 5, attempts)
			require.Empty(t, r.reports(), "what a failed attempt did is rolled back")

			k.say("/help").hear(1)
			require.Contains(t, k.last.Text, "Як повідомити")
			dead, err := r.bot.DeadUpdates(t.Context(), 10)
			require.NoError(t, err)
			require.Len(t, dead, 1)
			require.Equal(t, int64(1), dead[0].Chat)

			mended.Store(true, true)
			require.NoError(t, r.bot.Replay(t.Context(), dead[0].ID))
			r.eventually(1, `SELECT count(*) FROM reports`)
			require.Equal(t, casecore.NotFound, casecore.CodeOf(r.bot.Replay(t.Context(), dead[0].ID)))
		})
	}
}

// An update that cannot be read must not stand in the way of what follows.
func TestUnreadableUpdateIsADeadLetter(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	r.tg.Push("message", "this is not a message")
	k := newTalk(t, r.tg.Person(1, uk))
	k.say("/help").hear(1)
	r.eventually(1, `SELECT count(*) FROM tg_updates WHERE dead_at IS NOT NULL`)
}

// Two copies with one token: one polls, both take, each update has one effect.
func TestTwoCopiesShareOneToken(t *testing.T) {
	t.Parallel()
	r := newRig(t, "mariupol", nil)
	stop := r.start(r.bot)
	cfg := r.cfg
	cfg.Holder = "the other copy"
	other, err := bot.New(cfg, r.deps)
	require.NoError(t, err)
	r.start(other)
	var wg sync.WaitGroup
	for id := range int64(6) {
		wg.Go(func() {
			r.preview(r.tg.Person(id+1, uk), "Не вивозять сміття другий тиждень").press("Надіслати")
		})
		if id == 2 {
			wg.Wait()
			stop()
		}
	}
	wg.Wait()
	r.settled()
	require.Len(t, r.reports(), 6)
	require.NotContains(t, r.log.String(), "409")
	require.Len(t, r.tg.Sends(), r.count(`SELECT count(*) FROM tg_outgoing WHERE method = 'send'`), "nothing was said twice")
}

// Two getUpdates at once get 409; the bot goes on when the other one has gone.
func TestAnotherPollerIsOutlived(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	for range 3 {
		resp, err := http.Post(r.tg.URL+"/bot"+tgtest.Token+"/getUpdates", "application/json", bytes.NewReader([]byte(`{"timeout":0}`)))
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
	}
	k := newTalk(t, r.tg.Person(1, uk))
	k.say("/help").hear(1)
}

// What Telegram could not know to have arrived comes again, and takes effect once.
func TestUpdatesThatComeTwiceAreTakenOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, "mariupol", nil)
	r.tg.CutAfter("getUpdates", 2)
	c := r.tg.Person(1, uk)
	c.Say("Не вивозять сміття другий тиждень")
	c.Say("і не підмітають")
	r.start(r.bot)
	r.settled()
	require.Len(t, c.Messages(), 2)
	require.Equal(t, 2, r.count(`SELECT count(*) FROM tg_updates`))
}

// Telegram's limits are kept as they come: thirty in all, one in a chat.
func TestNobodyIsWrittenToFasterThanTelegramAllows(t *testing.T) {
	t.Parallel()
	r := newRig(t, "mariupol", func(r *rig) { r.cfg.Rate, r.cfg.ChatRate = 0, 0 })
	r.tg.Enforce()
	for id := range int64(40) {
		r.tg.Person(id+1, uk).Say("/help")
	}
	r.tg.Person(1, uk).Say("/help")
	r.start(r.bot)
	r.settled()
	sends := r.tg.Sends()
	require.Len(t, sends, 41)
	for i := 31; i < len(sends); i++ {
		require.Greater(t, sends[i].At.Sub(sends[i-31].At), 900*time.Millisecond, "the way to the server may differ a little")
	}
	require.Zero(t, r.count(`SELECT count(*) FROM tg_outgoing WHERE last_error = '429'`))
}

// After a quiet week ids restart at random, also below those that were seen.
func TestIDsMayRestartBelowTheLast(t *testing.T) {
	t.Parallel()
	r := run(t, "mariupol", nil)
	k := newTalk(t, r.tg.Person(1, uk))
	k.say("/help").hear(1)
	r.settled()
	polls := r.tg.Polls()
	require.Eventually(t, func() bool { return r.tg.Polls() > polls+1 }, tgtest.Patience, 10*time.Millisecond)
	r.tg.RestartIDs(1000)
	k.say("/help").hear(1)
}

func TestWithoutATokenTheBotWaitsAndSaysSoOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, "mariupol", func(r *rig) { r.cfg.Token = "" })
	stop := r.start(r.bot)
	require.Eventually(t, func() bool { return strings.Contains(r.log.String(), "no TELEGRAM_TOKEN") },
		tgtest.Patience, 5*time.Millisecond)
	stop()
	require.Equal(t, 1, strings.Count(r.log.String(), "\n"))
	recorder := httptest.NewRecorder()
	r.bot.Webhook().ServeHTTP(recorder, httptest.NewRequest(http.MethodPost, bot.WebhookPath, nil))
	require.Equal(t, http.StatusNotFound, recorder.Code)

	for _, token := range []string{"abc", ":x", "12", "7:", "7:a/b"} {
		r.cfg.Token = token
		_, err := bot.New(r.cfg, r.deps)
		require.Error(t, err, token)
		require.NotContains(t, err.Error(), token+" ", "the error must not show a token")
	}
}

func TestOldUpdatesAreForgotten(t *testing.T) {
	t.Parallel()
	r := newRig(t, "mariupol", nil)
	stop := r.start(r.bot)
	k := newTalk(t, r.tg.Person(1, uk))
	k.say("/help").hear(1)
	r.settled()
	stop()
	require.Equal(t, 1, r.count(`SELECT count(*) FROM tg_updates`))
	require.Zero(t, r.count(`SELECT count(*) FROM tg_outgoing WHERE payload <> '{}'`), "what was said is kept by nobody")
	r.ahead.Add(int64(8 * 24 * time.Hour))
	again, err := bot.New(r.cfg, r.deps)
	require.NoError(t, err)
	r.start(again)
	r.eventually(0, `SELECT count(*) FROM tg_updates`)
	r.eventually(0, `SELECT count(*) FROM tg_outgoing`)
}
