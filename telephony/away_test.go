package telephony_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore/desk"
	"hotline/internal/asterisktest"
)

// A step of a talk that cannot be written costs the agent an order, and nobody the talk.
func TestATalkOutlivesADatabaseThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.cfg.LeaseTTL = 0 // as in service
	o.start()
	a, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	caller := o.caller(someone, asterisktest.ExpectBye(patience))
	call := o.talking(a)

	tx, err := o.world.DB.Pool().Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `SELECT FROM calls WHERE id = $1 FOR NO KEY UPDATE`, call.UUID())
	require.NoError(t, err)
	_, held := o.place(a, desk.Hold, desk.Args{})
	time.Sleep(4 * time.Second) // longer than a step is tried
	require.NoError(t, tx.Rollback(t.Context()))

	require.Equal(t, desk.Refused, o.result(call, held), "nobody knows whether they still want it")
	bridges, err := o.client.Bridges(t.Context())
	require.NoError(t, err)
	require.Len(t, bridges, 1, "they talk on")
	require.Equal(t, desk.Done, o.orders(a, desk.HangUp, desk.Args{}))
	require.Equal(t, asterisktest.ByServer, caller.Result().EndedBy)
	o.settled()
	require.Equal(t, 1, o.count(`SELECT count(*) FROM calls WHERE ended_why = 'done'`))
}

// A step whose commit is not known to have been one is looked up, and the call goes on from there.
func TestACallThatStandsElsewhereThanItWasLeftGoesOnFromThere(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	a, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	caller := o.caller(someone, asterisktest.ExpectBye(patience))
	call := o.talking(a)
	_, err := o.world.DB.Exec(t.Context(), `UPDATE calls SET step_no = step_no + 1 WHERE id = $1`, call.UUID())
	require.NoError(t, err)
	require.Equal(t, desk.Done, o.orders(a, desk.Pause, desk.Args{}))
	require.Equal(t, desk.Done, o.orders(a, desk.HangUp, desk.Args{}))
	require.Equal(t, asterisktest.ByServer, caller.Result().EndedBy)
	o.settled()
}

// What is done in a talk, and cannot be seen to have failed, is done again when its connection breaks.
func TestAnOrderIsCarriedOutThoughItsConnectionBreaks(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	to, err := url.Parse(strings.TrimSuffix(o.pbx.URL(), "/ari"))
	require.NoError(t, err)
	through := httputil.NewSingleHostReverseProxy(to)
	var broken atomic.Int32
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/removeChannel") && broken.Add(1) == 1 {
			panic(http.ErrAbortHandler)
		}
		through.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	o.deps.PBX = clientBy(t, o.pbx, proxy.URL+"/ari")
	o.start()
	a, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	o.caller(someone, asterisktest.ExpectBye(patience))
	call := o.talking(a)
	o.recorded(call)
	_, state := o.talkAt(call)
	require.Equal(t, desk.Done, o.orders(a, desk.Hold, desk.Args{}))
	o.bridged(state.Bridge(), state.Leg())
	require.EqualValues(t, 2, broken.Load())
	require.Equal(t, desk.Done, o.orders(a, desk.HangUp, desk.Args{}))
	o.settled()
}

// An order that is given while the event socket is cut waits for the next one.
func TestAnOrderOutlivesACutEventSocket(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	w := newWire(t, reservedHosts[3], o.pbx)
	o.deps.PBX = clientBy(t, o.pbx, w.url())
	o.start()
	a, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	caller := o.caller(someone, asterisktest.ExpectBye(2*patience))
	name := o.recorded(o.talking(a))
	for _, kind := range []desk.OrderKind{desk.Pause, desk.Resume, desk.Hold, desk.Unhold, desk.Pause, desk.Resume} {
		w.cut()
		require.Equal(t, desk.Done, o.orders(a, kind, desk.Args{}))
	}
	require.Equal(t, desk.Done, o.orders(a, desk.HangUp, desk.Args{}))
	require.Equal(t, asterisktest.ByServer, caller.Result().EndedBy)
	o.settled()
	require.Equal(t, 1, o.count(`SELECT count(*) FROM call_recordings`), "it was one talk")
	require.Equal(t, 1, o.count(`SELECT count(*) FROM call_recordings WHERE name = $1 AND jsonb_array_length(pauses) = 2`, name))
}
