package api

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"hotline/internal/live/wire"
	"hotline/queuehall"
)

// VN-3.2: whoever is no device, or says what it may not or what nobody understands, is shut out with the code that tells why. A client's
// pad hears what it has to all the while.
func TestAHostileDeviceIsShutOutAndHarmsNobody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.served("centre", "1")
	_, padToken := h.paired(queuehall.Pad, v.Counter)
	pad := h.device(padToken)
	pad.hears(v.Nonce.String())
	health := map[string]any{"v": 1, "type": "health", "boot": uuid.NewString(), "lit": false, "nonce": "", "lamps": "ok", "buttons": "ok"}
	flood := func(l *line) {
		for range 60 {
			health["id"] = uuid.NewString()
			l.says(health)
		}
	}
	text := func(s string) func(*line) {
		return func(l *line) { _ = l.ws.WriteMessage(websocket.TextMessage, []byte(s)) }
	}
	cases := map[string]struct {
		role queuehall.DeviceRole
		does func(l *line)
		code int
	}{
		"a kiosk rates":                {queuehall.Kiosk, func(l *line) { l.says(press(v.Nonce, 3)) }, wire.CloseForbidden},
		"a display rates":              {queuehall.Display, func(l *line) { l.says(press(v.Nonce, 1)) }, wire.CloseForbidden},
		"a display tells of pressure":  {queuehall.Display, text(`{"v":1,"type":"pressure","id":"` + uuid.NewString() + `"}`), wire.CloseForbidden},
		"it floods":                    {queuehall.Kiosk, flood, wire.CloseForbidden},
		"it speaks in bytes":           {queuehall.Kiosk, func(l *line) { _ = l.ws.WriteMessage(websocket.BinaryMessage, []byte(`{}`)) }, wire.CloseBadFrame},
		"it speaks no JSON":            {queuehall.Kiosk, text(`press`), wire.CloseBadFrame},
		"it speaks of another version": {queuehall.Kiosk, text(`{"v":2,"type":"press"}`), wire.CloseBadFrame},
		"it says what nobody knows":    {queuehall.Kiosk, text(`{"v":1,"type":"call"}`), wire.CloseBadFrame},
		"its frame is too large":       {queuehall.Kiosk, text(`{"v":1,"type":"health","id":"` + strings.Repeat("x", 5000) + `"}`), websocket.CloseMessageTooBig},
		"it says hello again, and again": {queuehall.Kiosk, func(l *line) {
			for range 200 {
				l.hello("")
			}
		}, wire.CloseComeBack},
	}
	lines := map[string]*line{}
	for name, c := range cases {
		_, token := h.paired(c.role, queuehall.CounterID{})
		lines[name] = h.device(token)
		lines[name].hears(`"snapshot"`)
	}
	var all sync.WaitGroup
	for name, c := range cases {
		all.Go(func() { c.does(lines[name]) })
	}
	all.Wait()
	for name, c := range cases {
		require.Equal(t, c.code, lines[name].closed(), name)
	}
	require.Zero(t, h.Number(`SELECT count(*) FROM hall_presses`))
	require.Zero(t, h.Number(`SELECT count(*) FROM hall_flags`))
	w := h.call("hall_operator", "POST", "/api/hall/visits/"+v.ID.String()+"/finish", nil)
	require.Equal(t, 200, w.Code, w.Body.String())
	pad.hears(`"removed":true`)
}

func TestWhoeverIsNoDeviceHearsNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, token := h.paired(queuehall.Display, queuehall.CounterID{})
	for name, c := range map[string]struct {
		hello string
		code  int
	}{
		"another's token":     {`{"v":1,"type":"hello","stream":"hall","credential":{"token":"nobody's"}}`, wire.CloseSignIn},
		"no token":            {`{"v":1,"type":"hello","stream":"hall"}`, wire.CloseSignIn},
		"a token of no shape": {`{"v":1,"type":"hello","stream":"hall","credential":[7]}`, wire.CloseSignIn},
		"another stream":      {`{"v":1,"type":"hello","stream":"cases","credential":{"token":"` + token + `"}}`, wire.CloseBadFrame},
		"a press first":       {`{"v":1,"type":"press","id":"` + uuid.NewString() + `"}`, wire.CloseBadFrame},
	} {
		l := h.dial("/api/hall/devices/feed", nil).listens()
		_ = l.ws.WriteMessage(websocket.TextMessage, []byte(c.hello))
		require.Equal(t, c.code, l.closed(), name)
		require.Empty(t, strings.TrimSpace(l.heard()), name)
	}
}

// VN-2.5, VN-3.2: what one pad says of another's client counts nothing, and what is said again counts once.
func TestAPadRatesItsOwnClientOnceAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.served("centre", "1")
	var other uuid.UUID
	require.NoError(t, h.DB.QueryRow(t.Context(), `SELECT c.id FROM hall_counters c JOIN hall_branches b ON b.id = c.branch_id
		WHERE b.code = 'centre' AND c.code = '2'`).Scan(&other))
	_, ours := h.paired(queuehall.Pad, v.Counter)
	_, theirs := h.paired(queuehall.Pad, queuehall.CounterID(other))
	pad, stranger := h.device(ours), h.device(theirs)
	pad.hears(v.Nonce.String())
	stranger.hears(`"snapshot"`)
	require.NotContains(t, stranger.heard(), v.Nonce.String(), "a pad is not told of other counters' clients")

	stranger.says(press(v.Nonce, 1))
	stranger.hears(`"why":"stranger"`)
	own := press(v.Nonce, 3)
	for range 2 {
		pad.says(own)
	}
	pad.hears(fmt.Sprintf(`"id":%q,"why":""`, own["id"]))
	stranger.says(own) // replayed by somebody who has listened
	stranger.hears(fmt.Sprintf(`"id":%q`, own["id"]))
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_presses WHERE why = ''`))
	require.EqualValues(t, 3, h.Number(`SELECT mark FROM hall_presses WHERE why = ''`))
	require.True(t, pad.open())
	require.True(t, stranger.open())

	again := h.device(ours) // a newer connection of the same pad
	require.Equal(t, wire.CloseTaken, pad.closed())
	again.hears(v.Nonce.String())
}

// A device that does not read is let go, and others are not held up by it.
func TestADeviceThatDoesNotReadHoldsUpNobody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.served("centre", "1")
	_, padToken := h.paired(queuehall.Pad, v.Counter)
	_, deafToken := h.paired(queuehall.Display, queuehall.CounterID{})
	deaf := h.dial("/api/hall/devices/feed", nil) // and does not listen
	deaf.hello(deafToken)
	pad := h.device(padToken)
	pad.hears(v.Nonce.String())
	for range 30 {
		h.Clock.Advance(time.Second)
		w := h.call("hall_operator", "POST", "/api/hall/visits/"+v.ID.String()+"/recall", nil)
		require.Equal(t, 200, w.Code, w.Body.String())
	}
	pad.says(press(v.Nonce, 2))
	pad.hears(`"why":""`)
	require.EqualValues(t, 30, h.Number(`SELECT recalls FROM hall_visits WHERE id = $1`, v.ID.UUID()))
}

// While nobody can be asked whose token it is, a device is not told that it is nobody's: it would wait to be paired for ever.
func TestADeviceThatCannotBeLookedUpComesBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, token := h.paired(queuehall.Display, queuehall.CounterID{})
	h.Exec(`ALTER TABLE hall_devices RENAME TO hall_devices_away`)
	l := h.dial("/api/hall/devices/feed", nil).listens()
	l.hello(token)
	require.Equal(t, wire.CloseComeBack, l.closed())
	h.Exec(`ALTER TABLE hall_devices_away RENAME TO hall_devices`)
	h.device(token).hears(`"snapshot"`)
}

// VN-3.2: operators serve and never rate, pads rate and never serve, and nobody of the staff is told a mark.
func TestOperatorsAreToldNoMarkByAnyRouteOrFrame(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.served("centre", "1")
	_, token := h.paired(queuehall.Pad, v.Counter)
	pad, desk, head := h.device(token), h.staff("hall_operator"), h.staff("branch_head")
	pad.hears(v.Nonce.String())
	desk.hears(v.ID.String())
	head.hears(v.ID.String())
	pad.says(press(v.Nonce, 1))
	pad.hears(`"why":""`)

	desk.says(press(v.Nonce, 3)) // by the staff's door there are no presses
	require.Equal(t, wire.CloseBadFrame, desk.closed())
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_presses`))
	as := h.dial("/api/hall/devices/feed", map[string][]string{"X-Who": {"hall_operator"}}).listens()
	as.hello("")
	require.Equal(t, wire.CloseSignIn, as.closed(), "a session is no device's token")

	desk = h.staff("hall_operator")
	desk.hears(v.ID.String())
	visit := "/api/hall/visits/" + v.ID.String()
	var told strings.Builder
	for _, path := range []string{visit + "/recall", visit + "/start", visit + "/finish", visit + "/undo", visit + "/finish"} {
		h.Clock.Advance(time.Second)
		w := h.call("hall_operator", "POST", path, nil)
		require.Equal(t, 200, w.Code, w.Body.String())
		told.WriteString(w.Body.String())
		for who := range h.people {
			if who != "hall_operator" && who != "branch_head" {
				require.Equal(t, 403, h.call(who, "POST", path, nil).Code, who)
			}
		}
	}
	told.WriteString(h.call("hall_operator", "GET", "/api/hall/me", nil).Body.String())
	told.WriteString(h.call("branch_head", "GET", "/api/hall/me", nil).Body.String())
	told.WriteString(h.call("branch_head", "GET", "/api/hall/flags", nil).Body.String())
	desk.hears(`"removed":true`)
	head.hears(`"removed":true`)
	for _, said := range []string{told.String(), desk.heard(), head.heard()} {
		require.NotContains(t, said, `"mark"`)
		require.NotContains(t, said, v.Nonce.String(), "nor with what a press could be made")
	}
	r := h.bearer(token, "POST", visit+"/recall")
	require.Equal(t, 403, r.Code, "a pad's token opens nothing of the staff's")
}

// Whatever bytes come, they are a frame that somebody may have meant, or none.
func FuzzParseFrame(f *testing.F) {
	id := "0193b3a4-5c6d-7e8f-9a0b-1c2d3e4f5a6b"
	for _, seed := range []string{
		`{"v":1,"type":"press","id":"` + id + `","nonce":"` + id + `","mark":3,"age_ms":1234}`,
		`{"v":1,"type":"pressure","id":"` + id + `","nonce":"` + id + `","age_ms":0}`,
		`{"v":1,"type":"health","id":"` + id + `","boot":"` + id + `","lit":true,"nonce":"","lamps":"ok","buttons":"fault","stuck":[1,3]}`,
		`{"v":1,"type":"press","id":"` + id + `","nonce":"` + id + `","mark":99999,"age_ms":9223372036854775807}`,
		`{"v":1,"type":"press","id":"` + id + `","nonce":"` + id + `","mark":-1,"age_ms":-1}`,
		`{"v":1,"type":"hello"}`, `{"type":"health","nonce":7}`, `[]`, `null`, `{"id":"x"}`, ``, "\xff",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := parseFrame(b)
		if err != nil {
			require.ErrorIs(t, err, wire.ErrFrame)
			require.Zero(t, got)
			return
		}
		require.NotEqual(t, uuid.Nil, got.ID)
		require.GreaterOrEqual(t, got.age(), time.Duration(0))
		require.LessOrEqual(t, got.age(), mostAge)
		require.Contains(t, []wire.Type{typePress, typePressure, typeHealth}, got.Type)
		for _, role := range []queuehall.DeviceRole{queuehall.Kiosk, queuehall.Display} {
			require.Equal(t, got.Type == typeHealth, got.from(role), "only a pad rates")
		}
	})
}
