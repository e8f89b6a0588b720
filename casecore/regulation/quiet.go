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
	now := calendar.Clock(local.Hour()*60 + local.Minute())
	y, m, d := local.Date()
	switch {
	case q.From == q.Until:
		return time.Time{}, false
	case q.From < q.Until && (now < q.From || now >= q.Until):
		return time.Time{}, false
	case q.From > q.Until && now < q.From && now >= q.Until:
		return time.Time{}, false
	case q.From > q.Until && now >= q.From:
		d++
	}
	return time.Date(y, m, d, int(q.Until)/60, int(q.Until)%60, 0, 0, p.Zone), true
}
