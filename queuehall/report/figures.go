package report

import (
	"cmp"
	"slices"
	"time"

	"hotline/casecore/calendar"
	"hotline/internal/wilson"
	"hotline/queuehall/profile"
)

// Marks is how many marks there are (VN-2.1).
const Marks = 3

// Figures are the results of some visits.
type Figures struct {
	Visits      int        // operators' parts of clients' visits, from the call on
	Served      int        // of them: the client was at the counter and was served there, or passed on from it
	Absent      int        // nobody came
	Operators   int        // who had them, each once
	Marks       [Marks]int // «Погано», «Добре», «Зразково»
	Asked       int        // of the served: the pad was there to be pressed
	Answered    int        // and was
	Unavailable int        // of the served: it was not, and no mark came (VN-3.4)
	Flags       int        // signs of abuse, which take nothing away (VN-3.2)
	Waits       Times      // from the ticket to the first call
	Services    Times      // from the start to the end, of the served
	Foretold    int        // waits that were foretold
	Held        int        // and were within what was foretold
}

// Times are how long something took.
type Times struct {
	Count  int
	Sum    time.Duration
	Median time.Duration
	Slow   time.Duration // nine of ten were quicker
}

// Mean is the average, zero of nothing.
func (t *Times) Mean() time.Duration {
	if t.Count == 0 {
		return 0
	}
	return (t.Sum / time.Duration(t.Count)).Round(time.Second)
}

// Share is a part of a whole, and within which bounds it is known by 95 %.
type Share struct {
	Count, Of int
	Low, High float64
}

func share(count, of int) Share {
	low, high := wilson.Interval(count, of)
	return Share{count, of, low, high}
}

// Value is the share itself, zero of nothing.
func (s Share) Value() float64 {
	if s.Of == 0 {
		return 0
	}
	return float64(s.Count) / float64(s.Of)
}

// Rated is how many marks there are.
func (f *Figures) Rated() (n int) {
	for _, of := range f.Marks {
		n += of
	}
	return n
}

// Mark is the share of a mark, counted from zero, of all.
func (f *Figures) Mark(i int) Share { return share(f.Marks[i], f.Rated()) }

// Percents are the marks' shares in whole percents that add up to 100: what rounding down leaves goes to the largest remainders.
func (f *Figures) Percents() (whole [Marks]int) {
	of := f.Rated()
	if of == 0 {
		return whole
	}
	left, byRest := 100, [Marks]int{0, 1, 2}
	for i, n := range f.Marks {
		whole[i] = 100 * n / of
		left -= whole[i]
	}
	slices.SortStableFunc(byRest[:], func(a, b int) int { return cmp.Compare(100*f.Marks[b]%of, 100*f.Marks[a]%of) })
	for _, i := range byRest[:left] {
		whole[i]++
	}
	return whole
}

// Response is how many of those who could rate did.
func (f *Figures) Response() Share { return share(f.Answered, f.Asked) }

// Forecast is how many waits were within what was foretold.
func (f *Figures) Forecast() Share { return share(f.Held, f.Foretold) }

// Row is the results of a part in a period.
type Row struct {
	Figures

	Start calendar.Date // of the period, zero where the time is not cut
	Key   string        // the branch's or direction's code, the operator's id; "" of the centre
	Names profile.Text  // of a person the same in each language
}

// Table is what a query finds.
type Table struct {
	Query

	Rows  []Row
	Total Figures
	// About is whose results they are, where they are one branch's or participant's.
	About profile.Text
}
