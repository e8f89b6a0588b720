package api

import (
	"sync"
	"time"

	"hotline/queuehall"
)

// paces bounds how fast kiosks draw tickets. A screen that is stuck, or somebody who plays with it, prints a roll empty and fills the queue
// with nobody; people who stand in line before a kiosk are slower than that. Each copy counts for itself. It is safe for concurrent use.
type paces struct {
	mu    sync.Mutex
	drawn map[queuehall.DeviceID][]time.Time // within the last minute
}

// take tells whether a kiosk, which may draw so many tickets in a minute, may draw one more now, and counts it.
func (p *paces) take(id queuehall.DeviceID, most int, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	lately := p.drawn[id]
	for len(lately) > 0 && now.Sub(lately[0]) >= time.Minute {
		lately = lately[1:]
	}
	may := len(lately) < most
	if may {
		lately = append(lately, now)
	}
	p.drawn[id] = lately
	return may
}
