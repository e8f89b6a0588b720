package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/calendar"
	"hotline/internal/site"
	"hotline/queuehall"
	"hotline/queuehall/report"
)

// Results is what clients said and how long they waited, over HTTP, with the register of who asked for it (VN-4.1 to VN-4.8). It
// implements [site.Part].
type Results struct {
	office *report.Office
	fail   func(w http.ResponseWriter, r *http.Request, err error)
}

var _ site.Part = (*Results)(nil)

// NewResults returns the results of an office.
func NewResults(o *report.Office) *Results { return &Results{office: o} }

// resultsQuery is which results are wanted.
type resultsQuery struct {
	By          string `query:"by" enum:"centre,branch,direction,operator" required:"true" doc:"operator: on an instruction only (VN-4.3)"`
	Per         string `query:"per" enum:"day,week,month,quarter,year" doc:"One figure for the whole time when absent"`
	From        string `query:"from" format:"date" required:"true"`
	Until       string `query:"until" format:"date" required:"true" doc:"The last day"`
	Branch      string `query:"branch" format:"uuid" doc:"All that I see when absent"`
	Participant string `query:"participant" format:"uuid" doc:"Whose people served; everybody's when absent"`
}

// query reads it.
func (q *resultsQuery) query() (out report.Query, err error) {
	slice := SliceBody{By: q.By, Per: q.Per, From: q.From, Until: q.Until}
	if q.Branch != "" {
		id, err := casecore.ParseID[queuehall.BranchID](q.Branch)
		if err != nil {
			return out, err
		}
		slice.Branch = &id
	}
	if q.Participant != "" {
		id, err := uuid.Parse(q.Participant)
		if err != nil {
			return out, wrongID(err)
		}
		slice.Participant = &id
	}
	return slice.query()
}

func wrongID(err error) error {
	return &casecore.Error{Code: casecore.Invalid, Op: "hall: results", Key: "error.id", Err: err}
}

// Mount implements [site.Part].
func (a *Results) Mount(s *site.Site) {
	a.fail = s.Fail
	r := s.Router
	site.Operation(r, access.ReadHallReports, "GET /api/hall/results", "hallResults", "Results that I may see (VN-4.3)", a.results)
	a.file(r, access.ReadHallReports, "/api/hall/results/file", "hallResultsFile", "The same as a file: csv, xlsx or pdf", a.resultsFile,
		"by", "per", "from", "until", "branch", "participant", "format", "lang")
	site.Operation(r, access.ReadHallReports, "GET /api/hall/results/choices", "hallResultChoices", "Whose results I may ask for", a.choices)
	site.Operation(r, access.ReadHallReports, "GET /api/hall/reports", "hallReports", "The reports of each month (VN-4.1)", a.monthly)
	a.file(r, access.ReadHallReports, "/api/hall/reports/{id}/file", "hallReportFile", "Download one", a.monthlyFile)
	site.Operation(r, access.ReadHallReports, "GET /api/hall/instructions", "hallInstructions", "Instructions of the leadership (VN-4.3)", a.instructions)
	site.Operation(r, access.InstructHall, "POST /api/hall/instructions", "hallInstruct", "Record an instruction (VN-4.3)", a.instruct, site.Created)
	site.Operation(r, access.InstructHall, "POST /api/hall/instructions/{id}/withdraw", "hallWithdrawInstruction", "Withdraw one", a.withdraw)
	a.mountFlags(r)
	a.mountRegister(r)
}

// TimesView is how long something took, in seconds.
type TimesView struct {
	Count  int     `json:"count"`
	Mean   float64 `json:"mean"`
	Median float64 `json:"median"`
	Slow   float64 `json:"slow" doc:"Nine of ten were quicker"`
}

// ShareView is a part of a whole, and within which bounds it is known by 95 % (Wilson).
type ShareView struct {
	Count int     `json:"count"`
	Of    int     `json:"of"`
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// FiguresView is the results of some visits.
type FiguresView struct {
	Visits      int         `json:"visits" doc:"Operators' parts of clients' visits, from the call on"`
	Served      int         `json:"served"`
	Absent      int         `json:"absent"`
	Waits       TimesView   `json:"waits"`
	Services    TimesView   `json:"services"`
	Forecast    ShareView   `json:"forecast" doc:"Waits that were within what was foretold"`
	Marks       []ShareView `json:"marks" nullable:"false" doc:"Bad, good, exemplary"`
	Response    ShareView   `json:"response" doc:"Who rated, of those who were served and could"`
	Unavailable int         `json:"unavailable" doc:"Served where the pad was dark (VN-3.4)"`
	Flags       int         `json:"flags" doc:"Signs of abuse, which take nothing away (VN-3.2)"`
}

// ResultRow is the results of a part in a period.
type ResultRow struct {
	Start string            `json:"start,omitempty" format:"date" doc:"Of the period"`
	Key   string            `json:"key" doc:"The branch's or direction's code, the operator's id"`
	Name  map[string]string `json:"name"`
	FiguresView
}

// ResultTable is what was found.
type ResultTable struct {
	report.Slice
	Rows  []ResultRow `json:"rows" nullable:"false"`
	Total FiguresView `json:"total"`
	Rule  string      `json:"rule" doc:"What results are no ground for (VN-4.8): to be shown beside them"`
}

func (a *Results) results(ctx context.Context, in *resultsQuery) (*site.Body[ResultTable], error) {
	who := site.CallerOf(ctx)
	q, err := in.query()
	if err != nil {
		return nil, err
	}
	t, err := a.office.Results(ctx, who.Actor, q)
	if err != nil {
		return nil, err
	}
	out := ResultTable{Slice: q.Slice(), Rows: make([]ResultRow, 0, len(t.Rows)), Total: figuresView(&t.Total), Rule: a.office.Writer().Rule(who.Lang)}
	for i := range t.Rows {
		row := &t.Rows[i]
		v := ResultRow{Key: row.Key, Name: row.Names, FiguresView: figuresView(&row.Figures)}
		if !row.Start.IsZero() {
			v.Start = row.Start.String()
		}
		out.Rows = append(out.Rows, v)
	}
	return site.Answer(out, nil)
}

func figuresView(f *report.Figures) FiguresView {
	v := FiguresView{
		Visits: f.Visits, Served: f.Served, Absent: f.Absent, Waits: timesView(&f.Waits), Services: timesView(&f.Services),
		Forecast: shareView(f.Forecast()), Response: shareView(f.Response()), Unavailable: f.Unavailable, Flags: f.Flags,
	}
	for i := range report.Marks {
		v.Marks = append(v.Marks, shareView(f.Mark(i)))
	}
	return v
}

func timesView(t *report.Times) TimesView {
	return TimesView{t.Count, t.Mean().Seconds(), t.Median.Seconds(), t.Slow.Seconds()}
}

func shareView(s report.Share) ShareView { return ShareView{s.Count, s.Of, s.Value(), s.Low, s.High} }

// ResultChoice is something that results may be asked of.
type ResultChoice struct {
	ID   uuid.UUID         `json:"id"`
	Name map[string]string `json:"name"`
}

// ResultChoices is whose results somebody may ask for.
type ResultChoices struct {
	Branches     []ResultChoice `json:"branches" nullable:"false"`
	Participants []ResultChoice `json:"participants" nullable:"false"`
}

func (a *Results) choices(ctx context.Context, _ *struct{}) (*site.Body[ResultChoices], error) {
	branches, participants, err := a.office.Choices(ctx, site.CallerOf(ctx).Actor)
	return site.Answer(ResultChoices{choiceViews(branches), choiceViews(participants)}, err)
}

func choiceViews(list []report.Choice) []ResultChoice {
	views := make([]ResultChoice, len(list))
	for i := range list {
		views[i] = ResultChoice{list[i].ID, list[i].Names}
	}
	return views
}

// made is a file that was written for whoever asked.
type made struct {
	name, contentType string
	bytes             io.ReadCloser
}

// file mounts a download and writes it into the description. params are those of the query.
func (a *Results) file(r *site.Router, action access.Action, path, name, summary string,
	open func(ctx context.Context, r *http.Request) (made, error), params ...string,
) {
	described := queryParams(params)
	if len(params) == 0 {
		described = append(described, site.IDParam())
	}
	r.DescribeFile(action, path, name, summary, site.AnyBytes, described...)
	r.Handle(action, "GET "+path, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, err := open(r.Context(), r)
		if err != nil {
			a.fail(w, r, err)
			return
		}
		defer f.bytes.Close()
		w.Header().Set("Content-Type", f.contentType)
		site.Attachment(w.Header(), f.name)
		_, _ = io.Copy(w, f.bytes) // a client that has gone cannot be told
	}))
}

func (a *Results) resultsFile(ctx context.Context, r *http.Request) (made, error) {
	who, get := site.CallerOf(ctx), r.URL.Query().Get
	asked := resultsQuery{get("by"), get("per"), get("from"), get("until"), get("branch"), get("participant")}
	q, err := asked.query()
	if err != nil {
		return made{}, err
	}
	t, err := a.office.Results(ctx, who.Actor, q)
	if err != nil {
		return made{}, err
	}
	var out bytes.Buffer
	format := report.Format(get("format"))
	lang := langOf(r, who)
	err = a.office.Writer().Write(&out, format, lang, &t)
	return made{a.office.Writer().Name(format, lang, &t), format.ContentType(), io.NopCloser(&out)}, err
}

// langOf is the language in which a file is wanted: a link that is followed says no other than the browser's, so that the screen puts its
// own into the address.
func langOf(r *http.Request, who *site.Caller) string {
	if lang := r.URL.Query().Get("lang"); slices.Contains([]string{"uk", "en", "pl"}, lang) {
		return lang
	}
	return who.Lang
}

// MonthlyView is the report of a month.
type MonthlyView struct {
	ID    uuid.UUID         `json:"id"`
	Month string            `json:"month" format:"date" doc:"Its first day"`
	Scope report.Scope      `json:"scope" enum:"centre,branch,participant"`
	Name  map[string]string `json:"name" doc:"Of the branch or participant"`
}

// MonthlyList is the latest of them.
type MonthlyList struct {
	Reports []MonthlyView `json:"reports" nullable:"false"`
}

func (a *Results) monthly(ctx context.Context, _ *struct{}) (*site.Body[MonthlyList], error) {
	list, err := a.office.MonthlyReports(ctx, site.CallerOf(ctx).Actor)
	out := MonthlyList{Reports: make([]MonthlyView, 0, len(list))}
	for i := range list {
		out.Reports = append(out.Reports, MonthlyView{list[i].ID, list[i].Month.String(), list[i].Scope, list[i].Names})
	}
	return site.Answer(out, err)
}

func (a *Results) monthlyFile(ctx context.Context, r *http.Request) (made, error) {
	return kept(r, func(id uuid.UUID) (report.Kept, error) {
		return a.office.OpenMonthly(ctx, site.CallerOf(ctx).Actor, id)
	})
}

// kept opens the file whose id the path carries.
func kept(r *http.Request, open func(id uuid.UUID) (report.Kept, error)) (made, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return made{}, wrongID(err)
	}
	k, err := open(id)
	return made{k.Name, k.ContentType, k.Bytes}, err
}

// dayOf reads a day, none of nothing.
func dayOf(s string) (calendar.Date, error) {
	if s == "" {
		return calendar.Date{}, nil
	}
	d, err := calendar.ParseDate(s)
	if err != nil {
		err = &casecore.Error{Code: casecore.Invalid, Op: "hall: results", Key: "error.hall_span", Err: err}
	}
	return d, err
}
