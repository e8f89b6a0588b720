package live

import (
	"runtime/debug"
	"sync"
	"time"
)

const (
	// crowdSize is how many connections leave enough behind to be worth tidying up.
	crowdSize = 500
	// crowdCalm is how long after the last of them it is done.
	crowdCalm = 3 * time.Second
)

// crowd tidies up after many connections that came together. What their requests took is garbage as soon as they are open, and nothing
// would collect it for minutes: a hall that merely listens allocates next to nothing.
type crowd struct {
	mu    sync.Mutex
	came  int
	timer *time.Timer
}

// come counts one more.
func (c *crowd) come() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.came++
	switch {
	case c.timer != nil:
		c.timer.Reset(crowdCalm)
	case c.came >= crowdSize:
		c.timer = time.AfterFunc(crowdCalm, c.tidy)
	}
}

func (c *crowd) tidy() {
	c.mu.Lock()
	c.came, c.timer = 0, nil
	c.mu.Unlock()
	debug.FreeOSMemory()
}
