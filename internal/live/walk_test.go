package live_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"hotline/internal/live/livetest"
	"hotline/internal/live/wire"
)

// walk is a random life of a feed: cases that change hands, lines that break, servers that forget.
type walk struct {
	*house
	rt       *rapid.T
	subjects []uuid.UUID
	people   []*person
	models   []*livetest.Model
	consoles []*livetest.Console
}

var walkTags = []string{"city", "org:1", "org:2", "unit:1"}

// Whatever is cut, repeated, late, lost or renumbered: in the end every console shows what its person may see, no more
// and no less.
func TestEveryConsoleEndsUpWithTheTruth(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rapid.Check(struct{ rapid.TB }{t}, func(rt *rapid.T) { // a bubble has no deadline for rapid to ask
			w := &walk{house: open(t, newWorld(), rapid.IntRange(1, 20).Draw(rt, "recent")), rt: rt}
			defer w.stop()
			for i := range 5 {
				w.subjects = append(w.subjects, uuid.UUID{15: byte(i + 1)})
			}
			for i := range 3 {
				w.people = append(w.people, w.sit(fmt.Sprint(i), w.tags()...))
				w.models = append(w.models, &livetest.Model{})
				w.consoles = append(w.consoles, w.connect(fmt.Sprint(i), w.models[i]))
			}
			rt.Repeat(map[string]func(*rapid.T){
				"change":      func(*rapid.T) { w.change(w.subject(), w.audience()...) },
				"burst":       func(*rapid.T) { w.burst() },
				"cut":         func(*rapid.T) { w.consoles[w.who()].Cut() },
				"come back":   func(*rapid.T) { w.comeBack(w.who()) },
				"ask again":   func(*rapid.T) { w.askAgain(w.who()) },
				"rights":      func(*rapid.T) { w.people[w.who()].set(false, w.tags()...) },
				"relay lags":  func(*rapid.T) { w.with(func() { w.lagging = true }) },
				"relay moves": func(*rapid.T) { w.with(func() { w.lagging = false; w.relay() }) },
				"redis down":  func(*rapid.T) { w.with(func() { w.down = true }) },
				"redis up":    func(*rapid.T) { w.with(func() { w.down = false }) },
				"redis loses": func(*rapid.T) { w.forget() },
				"restore":     func(*rapid.T) { w.restore() },
				"slow":        func(*rapid.T) { w.slowSnapshot() },
				"time":        func(*rapid.T) { time.Sleep(time.Duration(rapid.IntRange(1, 7000).Draw(rt, "ms")) * time.Millisecond) },
			})
			w.calm()
			for i, m := range w.models {
				tags, _ := w.people[i].Tags()
				require.Equal(rt, w.truth(tags...), m.Rows(), "console %d", i)
			}
		})
	})
}

func (w *walk) subject() uuid.UUID { return rapid.SampledFrom(w.subjects).Draw(w.rt, "subject") }
func (w *walk) who() int           { return rapid.IntRange(0, len(w.people)-1).Draw(w.rt, "who") }

func (w *walk) tags() []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(walkTags), 1, 2, rapid.ID[string]).Draw(w.rt, "tags")
}

func (w *walk) audience() []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(walkTags), 0, 3, rapid.ID[string]).Draw(w.rt, "audience")
}

func (w *walk) burst() {
	for range rapid.IntRange(1, 30).Draw(w.rt, "events") {
		w.change(w.subject(), w.audience()...)
	}
}

// comeBack connects a console again, by what it knows from before.
func (w *walk) comeBack(i int) {
	w.consoles[i].Cut()
	w.consoles[i] = w.connect(fmt.Sprint(i), w.models[i])
}

// askAgain makes the server repeat itself: the console says hello from further back than it is.
func (w *walk) askAgain(i int) {
	hello := w.models[i].Hello("cases")
	hello.Offset = max(0, hello.Offset-int64(rapid.IntRange(0, 10).Draw(w.rt, "back")))
	_ = w.consoles[i].Send(hello) // the line may be down
}

// forget loses the older part of the stream, read or not; the newest entry the relay would bring back.
func (w *walk) forget() {
	n := rapid.IntRange(0, 40).Draw(w.rt, "forgotten")
	w.with(func() { w.stream = slices.Clone(w.stream[max(0, min(n, len(w.stream)-1)):]) })
}

// restore goes back to fewer positions, with rows as they are.
func (w *walk) restore() {
	back := int64(rapid.IntRange(0, 20).Draw(w.rt, "lost"))
	w.with(func() {
		w.epoch, w.position, w.stream, w.lag = uuid.NewString(), max(0, w.position-back), nil, nil
	})
}

func (w *walk) slowSnapshot() {
	delay := time.Duration(rapid.IntRange(0, 3000).Draw(w.rt, "ms")) * time.Millisecond
	w.with(func() { w.slow = func() { time.Sleep(delay) } })
}

// calm ends every trouble, lets whoever is out come back, and waits until all have been told.
func (w *walk) calm() {
	w.with(func() {
		w.down, w.lagging, w.slow = false, false, nil
		w.relay()
	})
	time.Sleep(20 * time.Second)
	for i, c := range w.consoles {
		select {
		case <-c.Done():
			require.NotEqual(w.t, wire.CloseBadFrame, c.CloseCode())
			w.comeBack(i)
		default:
		}
	}
	time.Sleep(20 * time.Second)
}
