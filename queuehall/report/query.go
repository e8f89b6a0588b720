package report

import (
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/queuehall"
)

// By says what results are told apart by.
type By string

// The slices (VN-4.3).
const (
	ByCentre    By = "centre" // one figure of all
	ByBranch    By = "branch"
	ByDirection By = "direction"
	ByOperator  By = "operator" // on an instruction only
)

// Per says into which periods the time is cut.
type Per string

// The periods (VN-4.3).
const (
	PerAll     Per = "" // uncut
	PerDay     Per = "day"
	PerWeek    Per = "week" // from Monday on
	PerMonth   Per = "month"
	PerQuarter Per = "quarter"
	PerYear    Per = "year"
)

// The longest time that is cut so, in days: what is longer nobody reads.
var longest = map[Per]int{PerAll: 3700, PerDay: 100, PerWeek: 400, PerMonth: 1900, PerQuarter: 3700, PerYear: 3700}

// Query is which results are wanted.
type Query struct {
	By          By
	Per         Per
	From        calendar.Date
	Until       calendar.Date // the last day
	Branch      queuehall.BranchID
	Participant uuid.UUID // whose people served
}

// check refuses what makes no sense.
func (q *Query) check() error {
	most, known := longest[q.Per]
	switch {
	case q.By != ByCentre && q.By != ByBranch && q.By != ByDirection && q.By != ByOperator:
		return fail(casecore.Invalid, "query", "error.hall_slice")
	case !known:
		return fail(casecore.Invalid, "query", "error.hall_period")
	case q.From.IsZero() || q.Until.IsZero() || q.Until.Before(q.From):
		return fail(casecore.Invalid, "query", "error.hall_span")
	case q.From.Add(most).Before(q.Until):
		return fail(casecore.Invalid, "query", "error.hall_span_long")
	}
	return nil
}

// Month is the whole of a month: the one in which the day is.
func Month(day calendar.Date) (first, last calendar.Date) {
	first = calendar.Date{Year: day.Year, Month: day.Month, Day: 1}
	next := time.Date(day.Year, day.Month+1, 1, 0, 0, 0, 0, time.UTC)
	return first, calendar.DateOf(next).Add(-1)
}

func fail(code casecore.Code, op, key string) error {
	return &casecore.Error{Code: code, Op: "hall report: " + op, Key: key}
}

func failed(op string, err error) error { return casecore.Coded("hall report: "+op, err) }
