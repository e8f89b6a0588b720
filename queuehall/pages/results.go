package pages

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"time"

	"hotline/casecore/calendar"
	"hotline/queuehall/profile"
	"hotline/queuehall/report"
)

// Results reads the results of a month that anybody may see.
type Results interface {
	Latest() calendar.Date
	Month(ctx context.Context, day calendar.Date) (report.Public, error)
}

// resultsData is a month's results as its page shows them. It names no operator (VN-4.4).
type resultsData struct {
	Month          string
	Earlier, Later string // addresses, "" for none
	Total          resultsBar
	Parts          []resultsPart
	Marks          []resultsMark // in order
}

// resultsPart is the results by branch, or by direction.
type resultsPart struct {
	Title string
	Bars  []resultsBar
}

// resultsBar is the results of one of them.
type resultsBar struct {
	Name     string
	Told     bool // there are enough marks that nobody is recognised
	Rated    int
	Response int // percent of those who could rate
	Wait     int // minutes, of half of the clients at most
	Shares   []resultsShare
}

// resultsShare is how many gave a mark, in percent, and within which bounds that is known.
type resultsShare struct {
	resultsMark

	Share     string
	Low, High int
	At, Width string // in a bar of 100
}

type resultsMark struct{ Code, Name string }

// marks are the marks as they stand on the pad (VN-2.1).
var marks = [report.Marks]string{"bad", "good", "exemplary"}

// results shows the results of a month, of the last one when the address says none.
func (p *Pages) results(w http.ResponseWriter, r *http.Request) {
	asked := p.cfg.Results.Latest()
	if said := r.URL.Query().Get("month"); said != "" {
		at, err := time.Parse("2006-01", said)
		if err != nil {
			p.missing(w, r)
			return
		}
		asked = calendar.DateOf(at)
	}
	found, err := p.cfg.Results.Month(r.Context(), asked)
	if err != nil {
		p.failed(w, r, err)
		return
	}
	lang := langOf(r)
	d := resultsData{
		Month: p.month(lang, found.Month), Earlier: p.monthURL(r, found.Month.Add(-1)), Later: p.monthURL(r, found.Month.Add(31)),
		Total: p.bar(lang, &found.Branches.Total, nil),
	}
	for _, code := range marks {
		d.Marks = append(d.Marks, p.mark(lang, code))
	}
	for _, t := range []*report.Table{&found.Branches, &found.Directions} {
		part := resultsPart{Title: p.t(r, "page.results."+string(t.By))}
		for i := range t.Rows {
			part.Bars = append(part.Bars, p.bar(lang, &t.Rows[i].Figures, t.Rows[i].Names))
		}
		if len(part.Bars) > 0 {
			d.Parts = append(d.Parts, part)
		}
	}
	p.show(w, r, http.StatusOK, "results", p.page(r, p.t(r, "page.results.title"), d))
}

// month is what a month is called.
func (p *Pages) month(lang string, d calendar.Date) string {
	return p.cfg.Texts.T(lang, "hall_report.period.month", map[string]any{
		"month": p.cfg.Texts.T(lang, "hall_report.month."+strconv.Itoa(int(d.Month)), nil), "year": d.Year,
	})
}

// monthURL is the address of the page of a month that may be shown.
func (p *Pages) monthURL(r *http.Request, day calendar.Date) string {
	latest := p.cfg.Results.Latest()
	ago := (latest.Year-day.Year)*12 + int(latest.Month-day.Month)
	if ago < 0 || ago >= report.MonthsBack {
		return ""
	}
	return "?month=" + day.Format("2006-01") + "&lang=" + langOf(r)
}

func (p *Pages) mark(lang, code string) resultsMark {
	return resultsMark{code, p.cfg.Texts.T(lang, "hall_report.mark."+code, nil)}
}

func (p *Pages) bar(lang string, f *report.Figures, names profile.Text) resultsBar {
	b := resultsBar{
		Name: names.In(lang), Told: f.Tellable(), Rated: f.Rated(), Response: percent(f.Response().Value()), Wait: int(f.Waits.Median.Round(time.Minute).Minutes()),
	}
	at, percents := 0.0, f.Percents()
	for i, code := range marks {
		s := f.Mark(i)
		width := 100 * s.Value()
		b.Shares = append(b.Shares, resultsShare{
			resultsMark: p.mark(lang, code), Share: strconv.Itoa(percents[i]), Low: percent(s.Low), High: percent(s.High),
			At: strconv.FormatFloat(at, 'f', 2, 64), Width: strconv.FormatFloat(width, 'f', 2, 64),
		})
		at += width
	}
	return b
}

func percent(share float64) int { return int(math.Round(100 * share)) }
