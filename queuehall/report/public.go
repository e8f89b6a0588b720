package report

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

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
