package calendar

import "time"

// IsWorking reports whether t falls into a working span.
func (c *Calendar) IsWorking(t time.Time) bool {
	d := DateOf(t.In(c.zone))
	for _, s := range c.Spans(d) {
		if !t.Before(s.From.on(d, c.zone)) && t.Before(s.To.on(d, c.zone)) {
			return true
		}
	}
	return false
}

// NextOpening returns t itself when it falls into a working span, otherwise the start of the next one.
func (c *Calendar) NextOpening(t time.Time) time.Time {
	start, _ := c.nextSpan(t)
	return start
}

// nextSpan returns the working stretch at t or the next one after it, cut at t.
func (c *Calendar) nextSpan(t time.Time) (start, end time.Time) {
	for d := DateOf(t.In(c.zone)); ; d = d.Add(1) {
		for _, s := range c.Spans(d) {
			start, end := s.From.on(d, c.zone), s.To.on(d, c.zone)
			if !t.Before(end) || !start.Before(end) {
				continue
			}
			if start.Before(t) {
				start = t.In(c.zone)
			}
			return start, end
		}
	}
}

// AddWorkingDays returns the end of the last span of the n-th working day after the date of from. The
// date of from itself is not counted, at whatever hour: a term begins on the next day. With n < 1 it
// returns from.
//
// The result is exclusive, as the end of a span is. When every working day ends before midnight,
// adding n and then m days is adding n+m.
func (c *Calendar) AddWorkingDays(from time.Time, n int) time.Time {
	if n < 1 {
		return from.In(c.zone)
	}
	d := DateOf(from.In(c.zone))
	for {
		d = d.Add(1)
		spans := c.Spans(d)
		if len(spans) == 0 {
			continue
		}
		if n--; n == 0 {
			return spans[len(spans)-1].To.on(d, c.zone)
		}
	}
}

// AddWorkingHours returns the instant by which d of working time has passed after from. Time outside
// the spans does not count. With d ≤ 0 it returns from.
func (c *Calendar) AddWorkingHours(from time.Time, d time.Duration) time.Time {
	at := from.In(c.zone)
	for d > 0 {
		start, end := c.nextSpan(at)
		if left := end.Sub(start); left < d {
			d -= left
			at = end
			continue
		}
		return start.Add(d)
	}
	return at
}

// AddDays returns the same wall-clock time n days («доби») later, every day of the week counting. The
// package comment says what happens on the nights of the clock change.
func (c *Calendar) AddDays(from time.Time, n int) time.Time {
	local := from.In(c.zone)
	y, mon, d := local.Date()
	h, m, s := local.Clock()
	_, offset := local.Zone()
	then := time.Date(y, mon, d+n, h, m, s, local.Nanosecond(), time.FixedZone("", offset)).In(c.zone)
	if sameClock(then, local) {
		return then
	}
	if shifted := time.Date(y, mon, d+n, h, m, s, local.Nanosecond(), c.zone); sameClock(shifted, local) {
		return shifted
	}
	return then
}

func sameClock(a, b time.Time) bool {
	ah, am, as := a.Clock()
	bh, bm, bs := b.Clock()
	return ah == bh && am == bm && as == bs
}
