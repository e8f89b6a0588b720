package calls_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore/calls"
)

// MR-2.1: of every call it is told what came of it.
func TestAnOutcomeIsWhatTheCallerCameTo(t *testing.T) {
	t.Parallel()
	const ended = `UPDATE calls SET ended_at = now(), state = $2 WHERE id = $1`
	const wanted, passedBy = `{"wanted": true, "left": 1}`, `{}`
	recorded := func(e *exchange, c calls.Call, kind, state string) {
		e.Exec(`INSERT INTO call_recordings (id, call_id, pbx, name, kind, state, started_at) VALUES ($1, $2, 'pbx', $3, $4, $5, now())`,
			uuid.New(), c.ID.UUID(), uuid.NewString(), kind, state)
	}
	waited := func(e *exchange, c calls.Call, outcome string) {
		e.Exec(`INSERT INTO desk_waits (call_id, pbx, lang, emergency, state, queued_at, place, outcome) VALUES ($1, 'pbx', 'uk', false, 'over', now(), 1, $2)`,
			c.ID.UUID(), outcome)
	}
	for want, came := range map[calls.Outcome]func(e *exchange, c calls.Call){
		"goes":   func(*exchange, calls.Call) {},
		"talked": func(e *exchange, c calls.Call) { recorded(e, c, "talk", "kept"); e.Exec(ended, c.ID.UUID(), wanted) },
		"message": func(e *exchange, c calls.Call) {
			recorded(e, c, "message", "kept")
			e.Exec(ended, c.ID.UUID(), wanted)
		},
		"callback": func(e *exchange, c calls.Call) { waited(e, c, "callback"); e.Exec(ended, c.ID.UUID(), wanted) },
		"abandoned": func(e *exchange, c calls.Call) { // in their message nothing was to be heard
			recorded(e, c, "message", "empty")
			e.Exec(ended, c.ID.UUID(), wanted)
		},
		"served": func(e *exchange, c calls.Call) { e.Exec(ended, c.ID.UUID(), passedBy) },
	} {
		t.Run(string(want), func(t *testing.T) {
			t.Parallel()
			e := newExchange(t)
			c := e.rings()
			came(e, c)
			listed, err := e.shelf.Open(t.Context(), c.ID)
			require.NoError(t, err)
			require.Equal(t, want, listed.Outcome)
		})
	}
}
