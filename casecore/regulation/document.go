package regulation

import (
	"errors"
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // a profile means the same on a machine without a zone database

	"hotline/casecore/calendar"
)

// document is a profile as it is written.
type document struct {
	Profile      ProfileName       `yaml:"profile,required"`
	Version      string            `yaml:"version,required"`
	Titles       Text              `yaml:"titles,required"`
	Act          Text              `yaml:"act,required"`
	Effective    effectiveSource   `yaml:"effective,required"`
	Zone         zone              `yaml:"zone,required"`
	Centre       Centre            `yaml:"centre"`
	Languages    []string          `yaml:"languages,required"`
	Statutory    bool              `yaml:"statutory,required"`
	TwoStep      bool              `yaml:"two_step"`
	Channels     []string          `yaml:"channels,required"`
	Calendar     calendarSource    `yaml:"calendar,required"`
	Roles        []Role            `yaml:"roles,required"`
	Areas        []Area            `yaml:"areas"`
	Actions      map[ActionID]Text `yaml:"actions,required"`
	Kinds        []Kind            `yaml:"kinds,required"`
	Statuses     []Status          `yaml:"statuses,required"`
	Transitions  []Transition      `yaml:"transitions,required"`
	Deadlines    []DeadlineRule    `yaml:"deadlines,required"`
	Levels       []Level           `yaml:"levels"`
	Cap          Term              `yaml:"cap"`
	Grounds      []Ground          `yaml:"grounds"`
	Card         Card              `yaml:"card,required"`
	Confirmation Confirmation      `yaml:"confirmation,required"`
	Gathering    gatheringSource   `yaml:"gathering,required"`
	Quiet        quietSource       `yaml:"quiet"`
	Domains      []string          `yaml:"forbidden_email_domains"`
	Lines        []Line            `yaml:"lines"`
	Privacy      Privacy           `yaml:"privacy"`
	Rota         rotaSource        `yaml:"rota"`
	Calling      callingSource     `yaml:"calling"`
	Notices      map[string]Text   `yaml:"notices"`
	Suspended    []suspensionText  `yaml:"suspended"`
}

type effectiveSource struct {
	From    date `yaml:"from,required"`
	Until   date `yaml:"until"`
	Assumed bool `yaml:"assumed"`
}

type gatheringSource struct {
	Weekday    weekday `yaml:"weekday,required"`
	DayOfMonth int     `yaml:"day_of_month,required"`
	Clause     string  `yaml:"clause"`
	Assumed    bool    `yaml:"assumed"`
}

type quietSource struct {
	From    clock  `yaml:"from,required"`
	Until   clock  `yaml:"until,required"`
	Clause  string `yaml:"clause"`
	Assumed bool   `yaml:"assumed"`
}

type suspensionText struct {
	Clause string `yaml:"clause,required"`
	From   date   `yaml:"from,required"`
	Until  date   `yaml:"until"`
	Reason Text   `yaml:"reason,required"`
}

type calendarSource struct {
	Week      map[weekday][]span `yaml:"week,required"`
	Yearly    []yearly           `yaml:"yearly"`
	Off       []date             `yaml:"off"`
	Suspended []dateRange        `yaml:"suspended"`
	Extra     map[date][]span    `yaml:"extra"`
	Clause    string             `yaml:"clause"`
	Assumed   bool               `yaml:"assumed"`
}

type yearly struct {
	Day   dayOfYear `yaml:"day,required"`
	From  date      `yaml:"from"`
	Until date      `yaml:"until"`
	Names Text      `yaml:"names"`
}

type dateRange struct {
	From   date   `yaml:"from"`
	Until  date   `yaml:"until"`
	Clause string `yaml:"clause"`
}

type date struct{ calendar.Date }

func (d *date) UnmarshalText(text []byte) (err error) {
	d.Date, err = calendar.ParseDate(string(text))
	return err
}

// in returns the midnight at which the date begins, the zero time for no date.
func (d date) in(zone *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
}

type zone struct{ *time.Location }

func (z *zone) UnmarshalText(text []byte) error {
	name := string(text)
	if !strings.Contains(name, "/") && name != "UTC" {
		return fmt.Errorf("%q is not a zone such as Europe/Kyiv", name)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return fmt.Errorf("%q is not a zone such as Europe/Kyiv", name)
	}
	z.Location = loc
	return nil
}

type weekday struct{ time.Weekday }

func (w *weekday) UnmarshalText(text []byte) error {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.EqualFold(d.String(), string(text)) {
			w.Weekday = d
			return nil
		}
	}
	return fmt.Errorf("%q is not a day of the week such as monday", text)
}

type clock struct{ calendar.Clock }

func (c *clock) UnmarshalText(text []byte) (err error) {
	c.Clock, err = calendar.ParseClock(string(text))
	return err
}

type dayOfYear struct {
	month time.Month
	day   int
}

func (d *dayOfYear) UnmarshalText(text []byte) error {
	// 2024 had a 29 February.
	t, err := time.Parse(time.DateOnly, "2024-"+string(text))
	if err != nil {
		return fmt.Errorf("%q is not a day of the form 01-02, month first", text)
	}
	d.month, d.day = t.Month(), t.Day()
	return nil
}

type span struct{ calendar.Span }

func (s *span) UnmarshalText(text []byte) error {
	from, to, ok := strings.Cut(string(text), "-")
	if !ok {
		return fmt.Errorf("%q is not a span of the form 08:00-12:00", text)
	}
	var err1, err2 error
	s.From, err1 = calendar.ParseClock(from)
	s.To, err2 = calendar.ParseClock(to)
	return errors.Join(err1, err2)
}

// build makes the calendar in its zone.
func (s calendarSource) build(zone *time.Location) (*calendar.Calendar, error) {
	cfg := calendar.Config{
		Zone:  zone,
		Week:  make(map[time.Weekday][]calendar.Span, len(s.Week)),
		Extra: make(map[calendar.Date][]calendar.Span, len(s.Extra)),
	}
	for day, spans := range s.Week {
		cfg.Week[day.Weekday] = bare(spans)
	}
	for day, spans := range s.Extra {
		cfg.Extra[day.Date] = bare(spans)
	}
	for _, h := range s.Yearly {
		cfg.Yearly = append(cfg.Yearly, calendar.Holiday{Month: h.Day.month, Day: h.Day.day, From: h.From.Date, Until: h.Until.Date})
	}
	for _, d := range s.Off {
		cfg.Off = append(cfg.Off, d.Date)
	}
	for _, r := range s.Suspended {
		cfg.Suspended = append(cfg.Suspended, calendar.Range{From: r.From.Date, Until: r.Until.Date})
	}
	return calendar.New(cfg)
}

func bare(spans []span) []calendar.Span {
	list := make([]calendar.Span, len(spans))
	for i, s := range spans {
		list[i] = s.Span
	}
	return list
}
