package tgtest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/internal/tgtest"
)

type result struct {
	OK          bool            `json:"ok"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Result      json.RawMessage `json:"result"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
	} `json:"parameters"`
}

func call(t *testing.T, s *tgtest.Server, method string, params map[string]any) result {
	t.Helper()
	body, err := json.Marshal(params)
	require.NoError(t, err)
	resp, err := http.Post(s.URL+"/bot"+tgtest.Token+"/"+method, "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	defer resp.Body.Close()
	var r result
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&r))
	return r
}

func ids(t *testing.T, r result) (list []int64) {
	t.Helper()
	var updates []struct {
		ID int64 `json:"update_id"`
	}
	require.True(t, r.OK, r.Description)
	require.NoError(t, json.Unmarshal(r.Result, &updates))
	for _, u := range updates {
		list = append(list, u.ID)
	}
	return list
}

func TestUpdatesWaitUntilAHigherOffsetConfirmsThem(t *testing.T) {
	t.Parallel()
	s := tgtest.New(t)
	c := s.Person(1, "uk")
	first := c.Say("one")
	c.Say("two")
	for range 2 {
		require.Equal(t, []int64{first, first + 1}, ids(t, call(t, s, "getUpdates", nil)))
	}
	require.Equal(t, []int64{first + 1}, ids(t, call(t, s, "getUpdates", map[string]any{"offset": first + 1})))
	require.Equal(t, 1, s.Unconfirmed())
	require.Empty(t, ids(t, call(t, s, "getUpdates", map[string]any{"offset": first + 2})))
	s.RestartIDs(10)
	c.Say("after a quiet week")
	require.Empty(t, ids(t, call(t, s, "getUpdates", map[string]any{"offset": first + 2})), "an old offset confirms it unseen")
}

func TestASecondPollerEndsTheFirst(t *testing.T) {
	t.Parallel()
	s := tgtest.New(t)
	first := make(chan int, 1)
	go func() {
		defer close(first)
		if resp, err := http.Get(s.URL + "/bot" + tgtest.Token + "/getUpdates?timeout=20"); err == nil {
			_ = resp.Body.Close()
			first <- resp.StatusCode
		}
	}()
	require.Eventually(t, func() bool { return s.Polls() == 1 }, tgtest.Patience, time.Millisecond)
	require.True(t, call(t, s, "getUpdates", nil).OK)
	require.Equal(t, http.StatusConflict, <-first)
}

func TestWebhookIsPostedToUntilItTakesTheUpdate(t *testing.T) {
	t.Parallel()
	s := tgtest.New(t)
	var mu sync.Mutex
	seen, refused := 0, 0
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.Header.Get(tgtest.SecretHeader) != "shh" || refused < 2 {
			refused++
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		seen++
	}))
	t.Cleanup(hook.Close)
	require.True(t, call(t, s, "setWebhook", map[string]any{"url": hook.URL, "secret_token": "shh"}).OK)
	require.Equal(t, http.StatusConflict, call(t, s, "getUpdates", nil).Code)
	for range 5 {
		s.Person(1, "uk").Say("hello")
	}
	s.AwaitConfirmed(t)
	require.True(t, call(t, s, "deleteWebhook", nil).OK)
	mu.Lock()
	defer mu.Unlock()
	require.Equal(t, 5, seen)
}

func TestMessagesAreCheckedAsTelegramChecksThem(t *testing.T) {
	t.Parallel()
	s := tgtest.New(t)
	c := s.Person(1, "uk")
	send := func(text string, markup any) result {
		return call(t, s, "sendMessage", map[string]any{"chat_id": 1, "text": text, "parse_mode": "HTML", "reply_markup": markup})
	}
	button := func(b map[string]any) any { return map[string]any{"inline_keyboard": [][]any{{b}}} }
	require.True(t, send("<b>5 &lt; 6</b>", nil).OK)
	require.Equal(t, "5 < 6", c.Next(t).Text)
	for text, why := range map[string]string{
		"<b>": "can't find end tag", "</b>": "unexpected end tag", "<p>x</p>": "unsupported start tag", "5 < 6": "unclosed start tag",
		" ": "empty", strings.Repeat("🚰", 2049): "too long",
	} {
		require.Contains(t, send(text, nil).Description, why)
	}
	require.True(t, send(strings.Repeat("🚰", 2048), nil).OK)
	for why, b := range map[string]map[string]any{
		"BUTTON_DATA_INVALID": {"text": "x", "callback_data": strings.Repeat("d", 65)},
		"BUTTON_URL_INVALID":  {"text": "x", "url": "http://localhost:8080/"},
		"BUTTON_TYPE_INVALID": {"text": "x", "callback_data": "d", "copy_text": map[string]any{"text": ""}},
		"BUTTON_TEXT_INVALID": {"text": "", "callback_data": "d"},
	} {
		require.Contains(t, send("x", button(b)).Description, why)
	}
	require.Contains(t, call(t, s, "sendMessage", map[string]any{"chat_id": 9, "text": "x"}).Description, "chat not found")
	c.Block(false)
	require.Equal(t, http.StatusForbidden, send("x", nil).Code)
}

func TestFaultsHappenAsOftenAsAsked(t *testing.T) {
	t.Parallel()
	s := tgtest.New(t)
	c := s.Person(1, "uk")
	message := map[string]any{"chat_id": 1, "text": "x"}
	s.Fail("sendMessage", 0, 1, http.StatusTooManyRequests, 7)
	require.Equal(t, 7, call(t, s, "sendMessage", message).Parameters.RetryAfter)
	require.True(t, call(t, s, "sendMessage", message).OK)

	s.CutAfter("sendMessage", 1)
	body, err := json.Marshal(message)
	require.NoError(t, err)
	_, err = http.Post(s.URL+"/bot"+tgtest.Token+"/sendMessage", "application/json", bytes.NewReader(body))
	require.Error(t, err)
	require.Len(t, c.Messages(), 2, "it was sent all the same")

	s.Enforce()
	for range 2 {
		call(t, s, "sendMessage", message)
	}
	require.Equal(t, http.StatusTooManyRequests, call(t, s, "sendMessage", message).Code)
}

func TestFilesAreFetchedByTheirPath(t *testing.T) {
	t.Parallel()
	s := tgtest.New(t)
	c := s.Person(1, "uk")
	c.Photo([]byte("bytes"), "")
	c.Document("big.mp4", "video/mp4", []byte("x"), 21<<20)
	var updates []struct {
		Message struct {
			Photo []struct {
				ID string `json:"file_id"`
			} `json:"photo"`
			Document struct {
				ID string `json:"file_id"`
			} `json:"document"`
		} `json:"message"`
	}
	require.NoError(t, json.Unmarshal(call(t, s, "getUpdates", nil).Result, &updates))
	var file struct {
		Path string `json:"file_path"`
	}
	require.NoError(t, json.Unmarshal(call(t, s, "getFile", map[string]any{"file_id": updates[0].Message.Photo[1].ID}).Result, &file))
	resp, err := http.Get(s.URL + "/file/bot" + tgtest.Token + "/" + file.Path)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, "bytes", string(body))
	require.Contains(t, call(t, s, "getFile", map[string]any{"file_id": updates[1].Message.Document.ID}).Description, "too big")
}

func TestAnotherTokenIsRefused(t *testing.T) {
	t.Parallel()
	resp, err := http.Get(tgtest.New(t).URL + "/bot1:x/getMe")
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusUnauthorized, resp.StatusCode)
}
