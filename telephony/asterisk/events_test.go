package asterisk

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/CyCoreSystems/ari/v5"
	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
)

// heard keeps what a socket brought.
type heard struct {
	events  []ari.Event
	skipped []string
}

func (h *heard) Event(e ari.Event)   { h.events = append(h.events, e) }
func (h *heard) Skipped(kind string) { h.skipped = append(h.skipped, kind) }

// listenTo returns what a listener heard of messages, and how it ended.
func listenTo(t *testing.T, messages ...string) (*heard, error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut { // what it does not want to hear
			return
		}
		conn, err := new(websocket.Upgrader).Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = conn.Close() }()
		for _, m := range messages {
			if err := conn.WriteMessage(websocket.TextMessage, []byte(m)); err != nil {
				return // the listener has heard enough
			}
		}
	}))
	defer server.Close()
	client, err := New(Config{URL: server.URL + "/ari", Username: "u", Password: "p", App: "hotline"})
	require.NoError(t, err)
	var h heard
	err = client.Listen(context.Background(), func() {}, &h)
	return &h, err
}

func TestUnknownEventsAreCountedAndTheNextOnesAreHeard(t *testing.T) {
	t.Parallel()
	h, err := listenTo(t,
		`{"type":"ChannelTransfer","application":"hotline","state":"channel_answered"}`,
		`{"type":"ChannelToneDetected","application":"hotline"}`,
		`{"type":"ApplicationRegistered","application":"hotline"}`,
		`{"type":"TomorrowsInvention","application":"hotline"}`, `{"application":"hotline"}`, `[]`, `nonsense`, ``,
		`{"type":"ChannelDtmfReceived","application":"hotline","digit":"4","channel":{"id":"1.1"}}`)
	require.Error(t, err, "the socket was closed")
	require.Len(t, h.events, 1)
	require.Equal(t, []string{"ChannelTransfer", "ChannelToneDetected", "ApplicationRegistered", "TomorrowsInvention", "", "", "", ""}, h.skipped)
}

func TestBeingTakenOverEndsListening(t *testing.T) {
	t.Parallel()
	_, err := listenTo(t, `{"type":"ApplicationReplaced","application":"hotline"}`)
	require.ErrorIs(t, err, ErrReplaced)
}

func FuzzEventsAreReadWithoutHarm(f *testing.F) {
	for _, seed := range []string{
		`{"type":"StasisStart","args":["in","1555"],"channel":{"id":"1.1","caller":{"number":"+380501234567"}}}`,
		`{"type":"StasisEnd","channel":{"id":"1.1"}}`, `{"type":"ChannelDestroyed","cause":17,"channel":{"id":"1.1"}}`,
		`{"type":"PlaybackFinished","playback":{"id":"a.1.0","state":"failed"}}`, `{"type":"ChannelTransfer"}`,
		`{"type":"RecordingFailed","recording":{"name":"a.1.0"}}`, `{"type":5}`, `{"type":null}`, `null`, `[]`, `"x"`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var h heard
		replaced := pass(data, &h)
		if told := len(h.events) + len(h.skipped); told > 1 || told == 0 && !replaced {
			t.Fatalf("told %d times of %q", told, data)
		}
	})
}
