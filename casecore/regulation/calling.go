package regulation

import (
	"slices"
	"time"

	"hotline/casecore/calendar"
)

// Calling says whom the product calls by itself, when, how often and at what pace.
type Calling struct {
	// Hours are those in which citizens are called about what can wait.
	Hours CallHours
	// Attempts is how often one person is rung before the next is, or before an applicant is given up.
	Attempts int
	// Again is the pause before an officer is rung again, Later the one before an applicant is.
	Again, Later Term
	// AtOnce and PerMinute bound the calls to applicants that a machine makes.
	AtOnce, PerMinute int
	// ByPhone is what executors' officers on duty are told by telephone too (MR-4.9.1).
	ByPhone PassedByPhone
	// Unaccepted are the kinds of case about which they are called at any hour when nobody has accepted it in time.
	Unaccepted []KindID
	// Waits are given whatever the profile says of calls: a caller is waited for in any city.
	Waits   Waits
	Assumed bool
}

// CallHours are hours of the wall clock of every day.
type CallHours struct {
	From, Until calendar.Clock
}

// PassedByPhone says which cases are passed by telephone too, and in which hours of the wall clock; From after Until spans midnight.
type PassedByPhone struct {
	Kinds []KindID
	// Housing: only those of a topic of housing.
	Housing     bool
	From, Until calendar.Clock
	Clause      string
}

// Kept tells whether the profile says anything about calls.
func (c *Calling) Kept() bool { return c.Attempts > 0 }

// PassesByPhone tells whether a case that is registered at t is passed to the executor's officer on duty by telephone too.
func (p *Profile) PassesByPhone(kind KindID, topic *Topic, t time.Time) bool {
	r := &p.Calling.ByPhone
	if !slices.Contains(r.Kinds, kind) || r.Housing && (topic == nil || !topic.Housing) || !p.InForce(r.Clause, t) {
		return false
	}
	return inHours(clockOf(t.In(p.Zone)), r.From, r.Until)
}

// CallableAt returns the first moment from t on at which citizens are called about what can wait: t itself within the hours.
func (p *Profile) CallableAt(t time.Time) time.Time {
	h, local := p.Calling.Hours, t.In(p.Zone)
	if h.From == h.Until || inHours(clockOf(local), h.From, h.Until) {
		return t
	}
	return p.nextAt(local, h.From)
}

// nextAt is the first moment after a local one at which the wall clock shows a time.
func (p *Profile) nextAt(local time.Time, at calendar.Clock) time.Time {
	y, m, d := local.Date()
	if clockOf(local) >= at {
		d++
	}
	return time.Date(y, m, d, int(at)/60, int(at)%60, 0, 0, p.Zone)
}

func clockOf(local time.Time) calendar.Clock { return calendar.Clock(local.Hour()*60 + local.Minute()) }

// inHours tells whether a time of day lies between two; from after until spans midnight, and the same time twice is no time.
func inHours(now, from, until calendar.Clock) bool {
	if from <= until {
		return now >= from && now < until
	}
	return now >= from || now < until
}

type callingSource struct {
	Hours struct {
		From  clock `yaml:"from,required"`
		Until clock `yaml:"until,required"`
	} `yaml:"hours,required"`
	Attempts   int           `yaml:"attempts,required"`
	Again      Term          `yaml:"again,required"`
	Later      Term          `yaml:"later,required"`
	AtOnce     int           `yaml:"at_once,required"`
	PerMinute  int           `yaml:"per_minute,required"`
	ByPhone    byPhoneSource `yaml:"passed_by_phone"`
	Unaccepted []KindID      `yaml:"unaccepted"`
	Waits      Waits         `yaml:"waits"`
	Assumed    bool          `yaml:"assumed"`
}

type byPhoneSource struct {
	Kinds   []KindID `yaml:"kinds,required"`
	Housing bool     `yaml:"housing"`
	From    clock    `yaml:"from,required"`
	Until   clock    `yaml:"until,required"`
	Clause  string   `yaml:"clause,required"`
}

func (s callingSource) build() Calling {
	return Calling{
		Hours:    CallHours{s.Hours.From.Clock, s.Hours.Until.Clock},
		Attempts: s.Attempts, Again: s.Again, Later: s.Later, AtOnce: s.AtOnce, PerMinute: s.PerMinute,
		ByPhone: PassedByPhone{
			Kinds: s.ByPhone.Kinds, Housing: s.ByPhone.Housing, From: s.ByPhone.From.Clock, Until: s.ByPhone.Until.Clock,
			Clause: s.ByPhone.Clause,
		},
		Unaccepted: s.Unaccepted, Waits: s.Waits.filled(), Assumed: s.Assumed,
	}
}

// mostAttempts bounds how often somebody is rung: beyond it a number is mistyped.
const mostAttempts = 20

// calling checks what the product calls about.
func (c checker) calling() {
	r := &c.p.Calling
	if !r.Kept() {
		return
	}
	if r.Attempts > mostAttempts {
		c.fail("calling.attempts", "%d calls to one person annoy: %d at most", r.Attempts, mostAttempts)
	}
	if r.AtOnce < 1 || r.PerMinute < 1 {
		c.fail("calling", "at_once and per_minute are at least 1")
	}
	for path, term := range map[string]Term{"calling.again": r.Again, "calling.later": r.Later} {
		if term.Length() == 0 {
			c.fail(path+".unit", "%q is not how long somebody is left in peace: second, minute or hour", term.Unit)
		}
	}
	c.waits()
	if !r.Assumed {
		c.fail("calling", "the acts say nothing of hours and attempts: assumed: true")
	}
	for path, kinds := range map[string][]KindID{"calling.passed_by_phone.kinds": r.ByPhone.Kinds, "calling.unaccepted": r.Unaccepted} {
		for i, id := range kinds {
			if _, ok := c.p.Kind(id); !ok {
				c.fail(item(path, i), "%q is no kind of this profile", id)
			}
		}
	}
}
