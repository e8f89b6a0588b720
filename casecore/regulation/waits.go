package regulation

import (
	"fmt"
	"time"
)

// Waits say how long a call, and the desk that serves it, wait for what comes next. Each has a length: what a profile leaves out is
// that of [UsualWaits].
type Waits struct {
	// Tries is how often a menu, or what somebody is called about, is said before no key counts as none.
	Tries Times `yaml:"tries"`
	// Key is for a key after a menu, Digit for the next digit of a number.
	Key   Term `yaml:"key"`
	Digit Term `yaml:"digit"`
	// Message is the longest message, Silence what ends one.
	Message Term `yaml:"message"`
	Silence Term `yaml:"silence"`
	// RingAgent is for an agent's telephone, RingOut for that of whoever is called.
	RingAgent Term `yaml:"ring_agent"`
	RingOut   Term `yaml:"ring_out"`
	// TellEvery is between two times that a caller hears their place, Overflow when a message is offered instead of an agent.
	TellEvery Term `yaml:"tell_every"`
	Overflow  Term `yaml:"overflow"`
	// Console is how long an agent's console may be silent before its seat gets no calls.
	Console Term `yaml:"console"`
	// WrapUp is what an agent has after a call to write it up, WrapUpMore how much longer they get when they ask.
	WrapUp     Term `yaml:"wrap_up"`
	WrapUpMore Term `yaml:"wrap_up_more"`
	// Skills is how long a call waits for somebody who speaks its language, Wanted for the one whom it was passed to.
	Skills Term `yaml:"skills"`
	Wanted Term `yaml:"wanted"`
}

// Times is how often something is done.
type Times int

// mostTimes bounds how often somebody hears the same.
const mostTimes = 10

func (t Times) fault() string {
	if t < 1 || t > mostTimes {
		return fmt.Sprintf("%d times make no sense: 1 to %d", t, mostTimes)
	}
	return ""
}

// UsualWaits are those of a city that has no wishes of its own. No act gives them.
func UsualWaits() Waits { return Waits{}.filled() }

// Wait is one of [Waits], by its name in a profile.
type Wait struct {
	ID   string
	Term Term
}

// List returns the waits in the order in which a call meets them.
func (w Waits) List() []Wait {
	all := w.bounds()
	list := make([]Wait, len(all))
	for i, b := range all {
		list[i] = Wait{b.id, *b.term}
	}
	return list
}

// bound is a wait: its name, what it usually is, and the lengths that make sense.
type bound struct {
	id          string
	term        *Term
	usual       Term
	least, most time.Duration
}

func (w *Waits) bounds() []bound {
	seconds := func(n int) Term { return Term{N: n, Unit: UnitSecond, Assumed: true} }
	minutes := func(n int) Term { return Term{N: n, Unit: UnitMinute, Assumed: true} }
	return []bound{
		{"key", &w.Key, seconds(6), 2 * time.Second, 30 * time.Second},
		{"digit", &w.Digit, seconds(4), time.Second, 30 * time.Second},
		{"message", &w.Message, minutes(5), 10 * time.Second, 10 * time.Minute},
		{"silence", &w.Silence, seconds(12), 2 * time.Second, time.Minute},
		{"ring_agent", &w.RingAgent, seconds(20), 5 * time.Second, 2 * time.Minute},
		{"ring_out", &w.RingOut, seconds(35), 10 * time.Second, 2 * time.Minute},
		{"tell_every", &w.TellEvery, seconds(45), 10 * time.Second, 10 * time.Minute},
		{"overflow", &w.Overflow, minutes(5), 10 * time.Second, time.Hour},
		{"console", &w.Console, seconds(30), 15 * time.Second, 5 * time.Minute}, // consoles speak every 10 s
		{"wrap_up", &w.WrapUp, seconds(30), time.Second, 30 * time.Minute},
		{"wrap_up_more", &w.WrapUpMore, minutes(1), time.Second, 30 * time.Minute},
		{"skills", &w.Skills, minutes(1), time.Second, time.Hour},
		{"wanted", &w.Wanted, seconds(45), time.Second, time.Hour},
	}
}

// usualTries is the usual [Waits.Tries].
const usualTries = 3

// filled has the usual wait where none is given.
func (w Waits) filled() Waits {
	if w.Tries == 0 {
		w.Tries = usualTries
	}
	for _, b := range w.bounds() {
		if b.term.IsZero() {
			*b.term = b.usual
		}
	}
	return w
}

// waits checks that nobody waits too short or too long.
func (c checker) waits() {
	w := &c.p.Calling.Waits
	for _, b := range w.bounds() {
		path := "calling.waits." + b.id
		length := b.term.Length()
		switch {
		case length == 0:
			c.fail(path+".unit", "%q is not how long somebody waits on the telephone: second, minute or hour", b.term.Unit)
		case length < b.least || length > b.most:
			c.fail(path, "%s: from %s to %s make sense", length, b.least, b.most)
		}
	}
	if w.Silence.Length() > w.Message.Length() {
		c.fail("calling.waits.silence", "a silence that is longer than the longest message ends none")
	}
	if w.Overflow.Length() < w.TellEvery.Length() {
		c.fail("calling.waits.overflow", "it is looked at when the place is told: not shorter than tell_every")
	}
}
