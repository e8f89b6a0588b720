package profile

import (
	"time"

	"hotline/casecore/regulation"
)

// Profile is a city's halls.
type Profile struct {
	Name         string         `yaml:"name"`
	Zone         string         `yaml:"zone"`
	Assumed      bool           `yaml:"assumed"`
	UndoSeconds  int            `yaml:"undo_seconds"`
	LitSeconds   int            `yaml:"lit_seconds"`       // within which a pad has said that it is lit (VN-3.3)
	LongWait     int            `yaml:"long_wait_minutes"` // after which a wait stands out on staff's screens
	AwayMinutes  int            `yaml:"away_minutes"`      // a counter may be left, until whoever waits for it alone is anybody's
	KioskMinute  int            `yaml:"kiosk_per_minute"`  // tickets that one kiosk draws in a minute at most
	Signs        Signs          `yaml:"signs"`
	Booking      Booking        `yaml:"booking"`
	Requests     Requests       `yaml:"requests"`
	Rules        Rules          `yaml:"rules"`
	Priorities   []Named        `yaml:"priorities"`
	Participants []Named        `yaml:"participants"`
	Directions   []Direction    `yaml:"directions"`
	Branches     []Branch       `yaml:"branches"`
	Week         Hours          `yaml:"week"`  // to be referred to by branches
	Shelf        Text           `yaml:"shelf"` // likewise
	location     *time.Location // of Zone
}

// Signs are what is taken for a sign of abuse (VN-3.2).
type Signs struct {
	FastPressSeconds    int `yaml:"fast_press_seconds"`    // a press so soon after the call
	ShortServiceSeconds int `yaml:"short_service_seconds"` // a service so short
	LongRun             int `yaml:"long_run"`              // ratings of one operator in a row, all the same
	PressureSeconds     int `yaml:"pressure_seconds"`      // after the end of a visit its client can still tell of pressure
}

// Requests says how the register of those who ask for results is kept (VN-4.4 to VN-4.6). The documents are silent about it.
type Requests struct {
	KeepDays int `yaml:"keep_days"` // who asked, and in which words
}

// Text is a name or a sentence in several languages.
type Text = regulation.Text

// Named is something with a code and a name: a participant of the centre («учасник Центру»), a reason to be served out of turn.
type Named struct {
	Code  string `yaml:"code"`
	Names Text   `yaml:"names"`
}

// Rules are what the halls' staff are acquainted with against signature (VN-0.2). Another edition is signed anew.
type Rules struct {
	Edition string     `yaml:"edition"`
	Items   []RuleText `yaml:"items"`
}

// RuleText is one of the rules, with the clause that it is of.
type RuleText struct {
	Clause string `yaml:"clause"`
	Texts  Text   `yaml:"texts"`
}

// Direction is a service direction: its letter begins the numbers of its tickets.
type Direction struct {
	Code        string `yaml:"code"`
	Letter      string `yaml:"letter"`
	Participant string `yaml:"participant"`
	Minutes     int    `yaml:"minutes"` // a service usually takes, until enough were seen
	Names       Text   `yaml:"names"`
}

// Branch is one hall.
type Branch struct {
	Code       string    `yaml:"code"`
	Names      Text      `yaml:"names"`
	Hours      Hours     `yaml:"hours"`
	Complaints Text      `yaml:"complaints"` // where its book of complaints lies (VN-3.4)
	Counters   []Counter `yaml:"counters"`
}

// Counter is a workplace. Its number is what clients are called to.
type Counter struct {
	Code       string   `yaml:"code"`
	Directions []string `yaml:"directions"`
	Rule       Rule     `yaml:"rule"`
}

// Rule says whom a counter calls next.
type Rule string

// The rules.
const (
	Oldest Rule = "oldest" // whose turn it is in any of its directions
	Ranked Rule = "ranked" // the first of its directions before the others
)

// Hours are the opening hours by weekday ("mon"): from and until, by the wall clock.
type Hours map[string][2]string

// Location is the halls' time zone.
func (p *Profile) Location() *time.Location { return p.location }

// Undo is how long an operator's step can be taken back.
func (p *Profile) Undo() time.Duration { return time.Duration(p.UndoSeconds) * time.Second }

// Lit is how long after a call a pad may take to say that it is lit.
func (p *Profile) Lit() time.Duration { return time.Duration(p.LitSeconds) * time.Second }

// Away is how long a counter may be left until whoever waits for it alone is anybody's to call.
func (p *Profile) Away() time.Duration { return time.Duration(p.AwayMinutes) * time.Minute }
