package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/internal/pgtest"
	"hotline/internal/redistest"
	"hotline/internal/tgtest"
)

// product is the whole of it, started as `hotline serve --demo` starts it.
type product struct {
	t    *testing.T
	tg   *tgtest.Server
	url  string
	cfg  Config
	logs *bytes.Buffer
	stop func()
}

func startProduct(t *testing.T, change func(*Config)) *product {
	t.Helper()
	p := &product{t: t, tg: tgtest.New(t), logs: &bytes.Buffer{}}
	cfg := Config{
		Roles: allRoles, ListenAddr: "127.0.0.1:0", PublicURL: "http://city.example.org", Regulation: "mariupol",
		BlobURL: "file://" + t.TempDir(), SessionSecret: []string{strings.Repeat("s", 32)}, LogLevel: "info",
		RedisURL: redistest.NewServer(t).URL(),
		Telegram: TelegramConfig{Token: tgtest.Token, APIURL: p.tg.URL, Mode: telegramPoll},
	}
	cfg.ShutdownTimeout.Duration = 10 * time.Second
	cfg.Database.URL = pgtest.URL(t)
	if change != nil {
		change(&cfg)
	}
	require.Empty(t, cfg.Validate())
	p.cfg = cfg
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan string, 1), make(chan error, 1)
	go func() {
		done <- run(ctx, cfg, runOptions{
			demo: true, out: io.Discard, chatRate: 1000, log: slog.New(slog.NewJSONHandler(p.logs, nil)), ready: func(addr string) { ready <- addr },
		})
	}()
	select {
	case addr := <-ready:
		p.url = "http://" + addr
	case err := <-done:
		require.NoError(t, err)
	}
	stopped := false
	p.stop = func() {
		if !stopped {
			stopped = true
			cancel()
			require.NoError(t, <-done)
		}
	}
	t.Cleanup(p.stop)
	return p
}

// console is somebody's console.
type console struct {
	p      *product
	client *http.Client
}

func (p *product) signIn(login string) *console {
	p.t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(p.t, err)
	d := &console{p: p, client: &http.Client{Jar: jar, Timeout: 10 * time.Second}}
	d.post("/api/sign-in", map[string]any{"login": login, "password": demoPassword})
	return d
}

func (d *console) do(method, path string, body any) map[string]any {
	d.p.t.Helper()
	var in io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		require.NoError(d.p.t, err)
		in = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(d.p.t.Context(), method, d.p.url+path, in)
	require.NoError(d.p.t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", uuid.NewString())
	res, err := d.client.Do(req)
	require.NoError(d.p.t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	require.NoError(d.p.t, err)
	require.Less(d.p.t, res.StatusCode, 300, "%s %s: %s", method, path, raw)
	out := map[string]any{}
	if len(raw) > 0 {
		require.NoError(d.p.t, json.Unmarshal(raw, &out))
	}
	return out
}

func (d *console) post(path string, body any) map[string]any {
	return d.do(http.MethodPost, path, body)
}
func (d *console) get(path string) map[string]any { return d.do(http.MethodGet, path, nil) }

// hear waits for the chat's next message that contains text.
func hear(t *testing.T, c *tgtest.Chat, text string) tgtest.Message {
	t.Helper()
	for range 10 {
		if m := c.Next(t); strings.Contains(m.Text, text) {
			return m
		}
	}
	t.Fatalf("nothing heard about %q", text)
	return tgtest.Message{}
}

// MR-2.1, MR-4.3, MR-4.4, MR-4.8, MR-4.9, MR-5.1, MR-5.4: a citizen's words in a chat become a confirmed, numbered case that
// its executor accepts in a chat before its deadline, and the citizen hears each step.
func TestFromACitizensWordsToACaseAtItsExecutor(t *testing.T) {
	t.Parallel()
	p := startProduct(t, nil)
	agent, executor := p.signIn("agent"), p.signIn("heat")

	link := executor.post("/api/link-codes", map[string]any{})
	truck := p.tg.Person(500, "uk")
	truck.Say("/link " + link["code"].(string))
	hear(t, truck, "під’єднано")

	citizen := p.tg.Person(100, "uk")
	citizen.Say("/quiet off") // the test may run at night
	hear(t, citizen, "Тихі години вимкнено")
	citizen.Say("Нема гарячої води третій день!!!")
	for _, step := range []struct{ heard, press, say string }{
		{heard: "", press: "Ні"},
		{say: "вул. Миру, 5"},
		{press: "Залишити як є"}, // the demo city's register has an avenue of that name, and no street
		{press: "Центральний"},
		{press: "Далі"},
		{press: "Вказати свої дані"},
		{press: "Погоджуюся"},
		{say: "Коваль"},
		{say: "Оксана"},
		{say: "Іванівна"},
		{say: "вул. Миру, 5, кв. 12"},
		{say: "+380501112233"},
		{press: "Надіслати"},
	} {
		m := nextAsking(t, citizen, step.press)
		if step.press != "" {
			citizen.Answer(t, citizen.Press(t, m, step.press))
			continue
		}
		citizen.Say(step.say)
	}
	hear(t, citizen, "отримано")

	report := ""
	require.Eventually(t, func() bool {
		for _, r := range agent.get("/api/queue")["reports"].([]any) {
			if row := r.(map[string]any); row["source"] == "telegram" {
				report = row["id"].(string)
			}
		}
		return report != ""
	}, 10*time.Second, 20*time.Millisecond)
	agent.post("/api/reports/"+report+"/claim", nil)
	agent.post("/api/reports/"+report+"/word", map[string]any{
		"text": "За адресою вул. Миру, 5 третю добу відсутнє гаряче водопостачання.", "topic": "water.hot",
		"district": "central", "place": "вул. Миру, 5", "via": "bot",
	})

	wording := hear(t, citizen, "третю добу відсутнє гаряче водопостачання")
	citizen.Answer(t, citizen.Press(t, wording, "Так, усе вірно"))
	registered := hear(t, citizen, "2026-") // MR-4.8: told at once
	require.Contains(t, registered.Text, "Міськтепломережа")

	pushed := hear(t, truck, "третю добу відсутнє")
	truck.Answer(t, truck.Press(t, pushed, "Прийняти"))
	hear(t, citizen, "В роботі")

	cases := executor.get("/api/cases?phase=working")["cases"].([]any)
	require.Len(t, cases, 1)
	c := cases[0].(map[string]any)
	require.Equal(t, "in_work", c["status"])
	require.Empty(t, c["breached"])
	card := agent.get("/api/cases/" + c["id"].(string))
	require.NotEmpty(t, card["events"])

	p.stop()
	for _, secret := range []string{"Коваль", "+380501112233", "гарячої води", tgtest.Token, "Миру"} {
		require.NotContains(t, p.logs.String(), secret, "personal data and tokens never reach a log")
	}
}

// nextAsking is the chat's next message that asks something: one with the button, or the next at all.
func nextAsking(t *testing.T, c *tgtest.Chat, button string) tgtest.Message {
	t.Helper()
	for range 5 {
		m := c.Next(t)
		if button == "" {
			return m
		}
		if _, ok := m.Button(button); ok {
			return m
		}
	}
	t.Fatalf("no button %q", button)
	return tgtest.Message{}
}
