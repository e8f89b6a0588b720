package wire_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/internal/live/wire"
)

func FuzzParseClient(f *testing.F) {
	for _, seed := range []string{
		`{"v":1,"type":"hello","stream":"cases","epoch":"","offset":0}`, `{"v":1,"type":"beat"}`, `{"v":1,"type":"hello","offset":-1}`,
		`{"v":2,"type":"hello"}`, `{"v":1,"type":"snapshot"}`, `[]`, `{`, `null`, `{"v":1,"type":"hello","offset":1e3}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := wire.ParseClient([]byte(s))
		if err != nil {
			require.ErrorIs(t, err, wire.ErrFrame)
			return
		}
		require.Equal(t, wire.Version, h.V)
		require.NotEmpty(t, h.Type)
		require.GreaterOrEqual(t, h.Offset, int64(0))
	})
}

// A Redis Cluster runs a script only on keys of one slot.
func TestAStreamsKeysShareAHashTag(t *testing.T) {
	t.Parallel()
	keys := wire.KeysOf("cases")
	for _, key := range []string{keys.Stream, keys.Epoch, keys.Beat} {
		require.True(t, strings.HasPrefix(key, "hl:{cases}"), key)
	}
}

func TestAnEntryCarriesItsEvent(t *testing.T) {
	t.Parallel()
	entry := wire.Entry{
		Event: wire.Event{Pos: 7, Type: "case.accept", Subject: "case", Version: 2, Data: json.RawMessage(`{"a":"вода"}`)},
		Epoch: "e", Audience: []string{"city"}, Lost: []string{"org:1"},
	}
	b, err := json.Marshal(entry)
	require.NoError(t, err)
	got, err := wire.ParseEntry(map[string]any{wire.EntryField: string(b)})
	require.NoError(t, err)
	require.Equal(t, entry, got)

	for _, fields := range []map[string]any{{}, {"x": "{}"}, {wire.EntryField: "{"}} {
		_, err := wire.ParseEntry(fields)
		require.Error(t, err)
	}
}
