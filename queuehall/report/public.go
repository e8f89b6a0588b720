package report

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/internal/pg"
)

// What is told to everybody is of so many marks and operators at least, so that nobody is recognised.
const (
	fewMarks     = 10
	fewOperators = 2
)

// Public is the results of a month that anybody may read: of the centre by branch and by direction, of operators nothing.
type Public struct {
	Month      calendar.Date // its first day
	Branches   Table
	Directions Table
}

// Public returns the results of the month in which a day is.
func (r *Reader) Public(ctx context.Context, day calendar.Date) (p Public, err error) {
	first, last := Month(day)
	p.Month = first
	within := reach{}
	if within.branches, err = pg.Collect(ctx, r.db, pgx.RowTo[uuid.UUID], `SELECT id FROM hall_branches`); err != nil {
		return p, failed("public", err)
	}
	if p.Branches, err = r.read(ctx, Query{By: ByBranch, From: first, Until: last}, within); err != nil {
		return p, err
	}
	p.Directions, err = r.read(ctx, Query{By: ByDirection, From: first, Until: last}, within)
	return p, err
}

// Tellable tells whether figures are of enough marks and operators to be told to everybody.
func (f *Figures) Tellable() bool { return f.Rated() >= fewMarks && f.Operators >= fewOperators }

// Board keeps the public results of the months that were asked for, so that a page which many open costs one reading in a while.
type Board struct {
	reader *Reader
	zone   *time.Location
	now    func() time.Time

	mu    sync.Mutex // held while one is read: others wait for it
	known map[calendar.Date]shown
}

type shown struct {
	Public

	at time.Time
}

const (
	// freshFor is how long what was read is shown.
	freshFor = 10 * time.Minute
	// MonthsBack is how many months before this one are shown.
	MonthsBack = 24
)

// NewBoard returns a board of a reader's results. zone is the halls'.
func NewBoard(r *Reader, zone *time.Location, now func() time.Time) *Board {
	return &Board{reader: r, zone: zone, now: now, known: map[calendar.Date]shown{}}
}

// Latest is the first day of the month that was over last.
func (b *Board) Latest() calendar.Date {
	this, _ := Month(calendar.DateOf(b.now().In(b.zone)))
	first, _ := Month(this.Add(-1))
	return first
}

// Month returns the results of the month in which a day is. NotFound for one that is not over, or too long ago.
func (b *Board) Month(ctx context.Context, day calendar.Date) (Public, error) {
	first, _ := Month(day)
	latest := b.Latest()
	if ago := (latest.Year-first.Year)*12 + int(latest.Month-first.Month); ago < 0 || ago >= MonthsBack {
		return Public{}, fail(casecore.NotFound, "month", "error.hall_no_report")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if s, ok := b.known[first]; ok && now.Sub(s.at) < freshFor {
		return s.Public, nil
	}
	p, err := b.reader.Public(ctx, first)
	if err == nil {
		b.known[first] = shown{p, now}
	}
	return p, err
}
