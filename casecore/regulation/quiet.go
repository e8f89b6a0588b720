package regulation

import (
	"time"

	"hotline/casecore/calendar"
)

// Quiet is the part of each night in which citizens are told only what cannot wait. From and Until are the wall clock's; From
// after Until spans midnight, and the same time twice means that no hour is quiet.
type Quiet struct {
	From, Until calendar.Clock
	Clause      string
	Assumed     bool
}

// QuietUntil returns when the quiet hours end in which t falls, false when it falls into none.
func (p *Profile) QuietUntil(t time.Time) (time.Time, bool) {
	q, local := p.Quiet, t.In(p.Zone)
	if !inHours(clockOf(local), q.From, q.Until) {
		return time.Time{}, false
	}
	return p.nextAt(local, q.Until), true
}
