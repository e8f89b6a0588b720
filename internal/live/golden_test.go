package live_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/internal/live/livetest"
	"hotline/internal/live/wire"
)

var update = flag.Bool("update", false, "write the golden frames instead of comparing with them")

// golden compares a frame, byte for byte, with what was agreed on; the browser's client reads the same files.
func golden(t *testing.T, name, frame string) {
	t.Helper()
	path := filepath.Join("wire", "testdata", name+".json")
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(frame+"\n"), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), frame+"\n", name)
}

func TestFramesAreAsAgreed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.epoch = "0b9f4d5e-6a1c-4c52-9d57-5f2f4c1f0a11"
		g := open(t, w, 100)
		defer g.stop()
		synctest.Wait()
		a, b := uuid.MustParse("0198f2a0-0000-7000-8000-00000000000a"), uuid.MustParse("0198f2a0-0000-7000-8000-00000000000b")
		g.change(a, "city", "org:1")
		synctest.Wait()
		g.sit("executor", "org:1")
		m := &livetest.Model{}
		c := g.connect("executor", m)
		time.Sleep(time.Second)
		g.change(b, "city", "org:1")
		time.Sleep(time.Second)
		g.change(a, "city", "org:2")
		time.Sleep(4 * time.Second)
		g.with(func() { g.down = true })
		time.Sleep(time.Second)
		frames := c.Frames()
		require.Equal(t, []string{"snapshot", "events", "events", "beat", "beat"}, types(frames))
		golden(t, "snapshot", frames[0])
		golden(t, "events", frames[1])
		golden(t, "removed", frames[2])
		golden(t, "beat", frames[3])
		golden(t, "stale", frames[4])

		g.with(func() { g.down = false })
		time.Sleep(3 * time.Second)
		c.Cut()
		g.change(b, "city", "org:1")
		time.Sleep(time.Second)
		c = g.connect("executor", m)
		time.Sleep(time.Second)
		golden(t, "delta", c.Frames()[0])
		hello, err := json.Marshal(wire.Hello{V: 1, Type: wire.TypeHello, Stream: "cases"})
		require.NoError(t, err)
		golden(t, "hello", string(hello))
	})
}
