package telephony

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBetweenTwoSessionsNoCallCountsAsOver(t *testing.T) {
	t.Parallel()
	b := &Bridge{calls: map[string]*call{"here": {}}}
	b.ready.Store(true)
	d := &dispatcher{b: b}
	known := func(id string) bool {
		_, known := d.find(id)
		return known
	}
	require.True(t, known("here"))
	require.True(t, known("over"))
	b.ready.Store(false)
	require.False(t, known("over"), "nobody hears Asterisk")
	require.True(t, known("here"))
	b.sessions.Add(1)
	b.ready.Store(true)
	require.False(t, known("over"), "the round began in the session before")
}
