package dashboard

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/casetest"
	"hotline/casecore/desk"
	"hotline/casecore/regulation"
)

// exchange lets the house have one, and answers what it heard over its sockets.
func exchange(t *testing.T) (change func(*Config), heard chan http.Header) {
	t.Helper()
	heard = make(chan http.Header, 1)
	upgrader := websocket.Upgrader{Subprotocols: []string{"sip"}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		heard <- r.Header
		ws, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer ws.Close()
		for {
			kind, b, err := ws.ReadMessage()
			if err != nil || ws.WriteMessage(kind, b) != nil {
				return
			}
		}
	}))
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL + "/ws")
	require.NoError(t, err)
	return func(c *Config) {
		c.Telephones = Telephones{Exchanges: []*url.URL{u}, Registrars: []string{"pbx.city.example"}, Password: func(name string) string { return "of " + name }}
		c.Limits.FeedRecheck = 20 * time.Millisecond
	}, heard
}

// ring gives the agent a call that waits.
func (h *house) ring(agent *browser) calls.CallID {
	h.t.Helper()
	ctx, d := h.t.Context(), h.server.cfg.Desk.(*desk.Desk)
	c, _ := h.called(casecore.StaffID{})
	require.NoError(h.t, d.Queue(ctx, c, casecore.StaffID{}))
	o, ok, err := d.Assign(ctx, "pbx")
	require.NoError(h.t, err)
	require.True(h.t, ok)
	require.Equal(h.t, agent.actor.Staff, o.Staff)
	return c.ID
}

// stands is what the bridge remembers of a call.
func (h *house) stands(id calls.CallID, state string) {
	h.t.Helper()
	_, err := h.DB.Exec(h.t.Context(), `UPDATE calls SET state = $2 WHERE id = $1`, id.UUID(), state)
	require.NoError(h.t, err)
}

// MR-2.1, MR-4.2
func TestAnAgentSitsDownTakesACallAndWritesItUp(t *testing.T) {
	t.Parallel()
	change, _ := exchange(t)
	h := build(t, "mariupol", change)
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	var v PhoneView
	agent.get("/api/phone").ok().json(&v)
	require.True(t, v.Configured)
	require.Equal(t, desk.Off, v.Seat.State)
	name := "agent-" + agent.actor.Staff.String()
	require.Equal(t, name, v.Account.Name)
	require.Equal(t, "of "+name, v.Account.Password)
	require.Equal(t, []string{"/api/phone/sip/0"}, v.Account.Sockets)

	v = PhoneView{}
	agent.post("/api/phone/seat", map[string]any{"to": "ready"}).ok().json(&v)
	require.Equal(t, desk.Ready, v.Seat.State)
	require.Nil(t, v.Account)
	require.Equal(t, 1, v.Queue.Ready)
	id := h.ring(agent)
	v = PhoneView{}
	agent.post("/api/phone/presence", nil).ok().json(&v)
	require.Equal(t, desk.Ringing, v.Seat.State)
	require.Equal(t, id, v.Call.ID)
	require.Equal(t, "+380501112233", v.Call.Caller)
	agent.post("/api/phone/seat", map[string]any{"to": "break"}).problem(http.StatusConflict, "error.desk_busy")

	d := h.server.cfg.Desk.(*desk.Desk)
	require.NoError(t, d.Meet(t.Context(), id, agent.actor.Staff, h.Clock.Now()))
	key := uuid.NewString()
	hold := map[string]any{"call": id, "kind": "hold"}
	var ordered, again Ordered
	agent.post("/api/phone/orders", hold, key).ok().json(&ordered)
	agent.post("/api/phone/orders", hold, key).ok().json(&again)
	require.Equal(t, ordered, again, "a repeat is the same order")
	require.NoError(t, d.Settle(t.Context(), ordered.ID, desk.Done, h.Clock.Now()))
	h.stands(id, `{"agent":{"staff":"x","held":true,"paused":true}}`)
	agent.get("/api/phone").ok().json(&v)
	require.True(t, v.Call.Held)
	require.True(t, v.Call.Paused)
	require.Len(t, v.Call.Orders, 1)
	h.stands(id, `{"agent":{"staff":"y"}}`)
	v = PhoneView{}
	agent.get("/api/phone").ok().json(&v)
	require.False(t, v.Call.Held, "whatever was ordered, after a transfer the next agent's talk begins anew")
	require.False(t, v.Call.Paused)
	agent.post("/api/phone/orders", map[string]any{"call": id, "kind": "conference", "phone": "12"}).problem(http.StatusUnprocessableEntity, "error.phone")

	// One call may give several reports, each once.
	body := typed()
	body["call"] = id
	key = uuid.NewString()
	agent.post("/api/reports", body, key).ok()
	agent.post("/api/reports", body, key).ok()
	agent.get("/api/phone").ok().json(&v)
	require.Len(t, v.Call.Reports, 2)

	require.NoError(t, d.Free(t.Context(), id, agent.actor.Staff, true, "", h.Clock.Now()))
	v = PhoneView{}
	agent.post("/api/phone/seat", map[string]any{"to": "extend"}).ok().json(&v)
	require.Equal(t, desk.WrapUp, v.Seat.State)
	require.Equal(t, h.Clock.Now().Add(90*time.Second).UTC(), v.Seat.WrapUpUntil.UTC())
	require.Nil(t, v.Call)
	agent.post("/api/phone/seat", map[string]any{"to": "leave"}).ok().json(&v)
	require.Equal(t, desk.Off, v.Seat.State)

	var wall WallView
	agent.get("/api/wall").ok().json(&wall)
	require.Equal(t, 1, wall.Phone.Queued)
	require.Equal(t, 1, wall.Phone.Answered)
}

// MR-4.4
func TestAWordingThatTheMachineReadsIsProposedFirst(t *testing.T) {
	t.Parallel()
	change, _ := exchange(t)
	h := build(t, "mariupol", change)
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	agent.post("/api/phone/seat", map[string]any{"to": "ready"}).ok()
	id := h.ring(agent)
	d := h.server.cfg.Desk.(*desk.Desk)
	require.NoError(t, d.Meet(t.Context(), id, agent.actor.Staff, h.Clock.Now()))

	body := typed()
	body["call"], body["claim"] = id, true
	var made ReportState
	agent.post("/api/reports", body).ok().json(&made)
	var worded Worded
	agent.post("/api/reports/"+made.Report.ID.String()+"/word", map[string]any{
		"text": "Немає води на вулиці Миру, 5.", "topic": casetest.Topic, "via": "phone", "place": "вул. Миру, 5",
	}).ok().json(&worded)
	require.Nil(t, worded.Case, "nothing is registered before the applicant agrees")
	require.Equal(t, casecore.WordingProposed, worded.Wording.State)
	var ordered Ordered
	agent.post("/api/phone/orders", map[string]any{"call": id, "kind": "speak", "wording": worded.Wording.ID}).ok().json(&ordered)
	var v PhoneView
	agent.get("/api/phone").ok().json(&v)
	require.Equal(t, ordered.ID, v.Call.Orders[0].ID)
	require.Equal(t, worded.Wording.ID, *v.Call.Orders[0].Wording)
	require.False(t, v.Call.Orders[0].Done)
}

func TestWithoutAnExchangeThereIsNoTelephone(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	var v PhoneView
	agent.get("/api/phone").ok().json(&v)
	require.False(t, v.Configured)
	require.Nil(t, v.Account)
	agent.post("/api/phone/seat", map[string]any{"to": "ready"}).problem(http.StatusUnprocessableEntity, "error.no_telephony")
	var wall WallView
	agent.get("/api/wall").ok().json(&wall)
	require.Nil(t, wall.Phone)
}

func TestABrowsersSIPGoesToTheExchangeWithoutTheSession(t *testing.T) {
	t.Parallel()
	change, heard := exchange(t)
	h := build(t, "mariupol", change)
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	address := "ws" + strings.TrimPrefix(h.web.URL, "http") + "/api/phone/sip/"
	dialer := websocket.Dialer{Jar: agent.http.Jar, Subprotocols: []string{"sip"}}

	ws, _, err := dialer.DialContext(t.Context(), address+"0", nil)
	require.NoError(t, err)
	defer ws.Close()
	require.Empty(t, (<-heard).Get("Cookie"))
	require.Equal(t, "sip", ws.Subprotocol())
	require.NoError(t, ws.WriteMessage(websocket.TextMessage, []byte("REGISTER")))
	_, b, err := ws.ReadMessage()
	require.NoError(t, err)
	require.Equal(t, "REGISTER", string(b))

	_, res, err := dialer.DialContext(t.Context(), address+"0", http.Header{"Origin": {"https://elsewhere.example"}})
	require.Error(t, err)
	require.Equal(t, http.StatusForbidden, res.StatusCode)
	require.NoError(t, res.Body.Close())
	agent.get("/api/phone/sip/0").problem(http.StatusNotFound, "error.not_found")
	_, res, err = dialer.DialContext(t.Context(), address+"1", nil)
	require.Error(t, err)
	require.Equal(t, http.StatusNotFound, res.StatusCode)
	require.NoError(t, res.Body.Close())

	require.Equal(t, http.StatusNoContent, agent.post("/api/sign-out", nil).Status)
	_, _, err = ws.ReadMessage()
	require.Error(t, err, "with the session the telephone is gone")
}

func TestABrowsersSIPEndsWithTheRightToTelephone(t *testing.T) {
	t.Parallel()
	change, _ := exchange(t)
	h := build(t, "mariupol", change)
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	require.NoError(t, h.office.Grant(t.Context(), agent.login, casecore.Grant{Role: regulation.RoleDirector}))
	address := "ws" + strings.TrimPrefix(h.web.URL, "http") + "/api/phone/sip/0"
	dialer := websocket.Dialer{Jar: agent.http.Jar, Subprotocols: []string{"sip"}}
	ws, _, err := dialer.DialContext(t.Context(), address, nil)
	require.NoError(t, err)
	defer ws.Close()

	_, err = h.office.Revoke(t.Context(), agent.login, casecore.Grant{Role: regulation.RoleAgent})
	require.NoError(t, err)
	h.Clock.Advance(6 * time.Second)
	_, _, err = ws.ReadMessage()
	require.Error(t, err, "whoever follows the cases still telephones no more")
}
