package regulation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore/regulation"
)

// calling is the least that a profile says of calls, with waits.
func calling(waits string) []string {
	return []string{"statutory: true", `statutory: true
calling: {assumed: true, hours: {from: "09:00", until: "20:00"}, attempts: 3, again: {n: 3, unit: minute, assumed: true},
  later: {n: 3, unit: hour, assumed: true}, at_once: 1, per_minute: 1, waits: ` + waits + `}`}
}

func TestAWaitThatAProfileLeavesOutIsTheUsualOne(t *testing.T) {
	t.Parallel()
	require.Equal(t, regulation.UsualWaits(), parseTown(t).Calling.Waits, "callers are waited for where nobody is called, too")
	w := parseTown(t, calling("{tries: 2, wrap_up: {n: 2, unit: minute, clause: Наказ 7}}")...).Calling.Waits
	require.EqualValues(t, 2, w.Tries)
	require.Equal(t, 2*time.Minute, w.WrapUp.Length())
	require.False(t, w.WrapUp.Assumed)
	require.Equal(t, regulation.UsualWaits().RingAgent, w.RingAgent)
	for _, one := range regulation.UsualWaits().List() {
		require.True(t, one.Term.Assumed, one.ID)
		require.Positive(t, one.Term.Length(), one.ID)
	}
}

func TestAWaitThatMakesNoSenseIsRefusedAtItsPlace(t *testing.T) {
	t.Parallel()
	for _, one := range []struct{ waits, want string }{
		{"{tries: 0}", "tries: 0 times make no sense: 1 to 10"},
		{"{key: {n: 1, unit: working_hour, assumed: true}}", `key.unit: "working_hour" is not how long somebody waits on the telephone`},
		{"{key: {n: 1, unit: hour, assumed: true}}", "key: 1h0m0s: from 2s to 30s make sense"},
		{"{console: {n: 5, unit: second, assumed: true}}", "console: 5s: from 15s to 5m0s make sense"},
		{"{ring_agent: {n: 10, unit: second}}", "ring_agent: a term names the clause that gives it, or says assumed: true"},
		{"{overflow: {n: 20, unit: second, assumed: true}}", "overflow: it is looked at when the place is told"},
		{"{silence: {n: 30, unit: second, assumed: true}, message: {n: 10, unit: second, assumed: true}}", "silence: a silence that"},
		{"{wrapup: {n: 30, unit: second, assumed: true}}", `wrapup: unknown field "wrapup"`},
	} {
		_, err := regulation.Parse("town.yaml", []byte(town(t, calling(one.waits)...)))
		faults := faultsOf(t, err)
		require.Len(t, faults, 1, one.waits)
		require.Contains(t, faults[0], "calling.waits."+one.want, one.waits)
	}
}
