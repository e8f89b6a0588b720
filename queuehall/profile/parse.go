package profile

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

//go:embed profiles/*.yaml
var profiles embed.FS

// Embedded returns a profile that ships with the product.
func Embedded(name string) (*Profile, error) {
	data, err := profiles.ReadFile("profiles/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("profile: no halls are known by the name %q", name)
	}
	return Parse(data)
}

// Parse reads and checks a profile. Its error names every fault by its path.
func Parse(data []byte) (*Profile, error) {
	p := &Profile{}
	if err := yaml.Load(data, p, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("profile: not the YAML of a hall: %w", err)
	}
	for i := range p.Branches {
		for j := range p.Branches[i].Counters {
			if c := &p.Branches[i].Counters[j]; c.Rule == "" {
				c.Rule = Oldest
			}
		}
	}
	return p, p.check()
}

// checker gathers faults.
type checker struct{ faults []error }

func (c *checker) expect(ok bool, path, want string, args ...any) {
	if !ok {
		c.faults = append(c.faults, fmt.Errorf("profile: %s: %s", path, fmt.Sprintf(want, args...)))
	}
}

const (
	mostUndo    = 60 // seconds: later it is no mis-click any more
	mostMinutes = 240
	// mostLit leaves the clock two of the five seconds in which an incident has to be there.
	mostLit          = 3
	mostPressure     = 3600 // seconds: who stays longer has left the counter
	leastKiosk       = 10   // what people who stand in line may need
	mostKiosk        = 120
	mostKeepRequests = 3650
	mostLongWait     = 240 // minutes
)

func (p *Profile) check() error {
	var c checker
	c.expect(p.Name != "", "name", "is missing")
	zone, err := time.LoadLocation(p.Zone)
	p.location = zone
	c.expect(err == nil && p.Zone != "", "zone", "no time zone is called %q", p.Zone)
	c.expect(p.UndoSeconds >= 1 && p.UndoSeconds <= mostUndo, "undo_seconds", "from 1 to %d", mostUndo)
	c.expect(p.LitSeconds >= 1 && p.LitSeconds <= mostLit, "lit_seconds", "from 1 to %d", mostLit)
	c.expect(p.LongWait >= 1 && p.LongWait <= mostLongWait, "long_wait_minutes", "from 1 to %d", mostLongWait)
	c.expect(p.AwayMinutes >= 1 && p.AwayMinutes <= mostMinutes, "away_minutes", "from 1 to %d", mostMinutes)
	c.expect(p.KioskMinute >= leastKiosk && p.KioskMinute <= mostKiosk, "kiosk_per_minute", "from %d to %d", leastKiosk, mostKiosk)
	c.signs(&p.Signs)
	c.expect(p.Assumed, "assumed", "the order gives no undo, hours, directions and counters: assumed: true")
	c.booking(&p.Booking)
	c.expect(p.Requests.KeepDays >= 1 && p.Requests.KeepDays <= mostKeepRequests, "requests.keep_days", "from 1 to %d", mostKeepRequests)
	c.rules(&p.Rules)
	c.named("priorities", p.Priorities)
	c.named("participants", p.Participants)
	c.directions(p)
	c.expect(len(p.Branches) > 0, "branches", "there is none")
	codes := map[string]bool{}
	for i := range p.Branches {
		b := &p.Branches[i]
		path := fmt.Sprintf("branches[%s]", b.Code)
		c.expect(b.Code != "" && !codes[b.Code], path, "a code of its own is missing")
		codes[b.Code] = true
		c.text(path+".names", b.Names)
		c.text(path+".complaints", b.Complaints)
		c.hours(path+".hours", b.Hours)
		c.counters(p, path, b.Counters)
	}
	return errors.Join(c.faults...)
}

func (c *checker) signs(s *Signs) {
	c.expect(s.FastPressSeconds >= 1, "signs.fast_press_seconds", "at least 1")
	c.expect(s.ShortServiceSeconds >= 1, "signs.short_service_seconds", "at least 1")
	c.expect(s.LongRun > 1, "signs.long_run", "at least 2")
	c.expect(s.PressureSeconds >= 0 && s.PressureSeconds <= mostPressure, "signs.pressure_seconds", "from 0 to %d", mostPressure)
}

func (c *checker) rules(r *Rules) {
	c.expect((r.Edition == "") == (len(r.Items) == 0), "rules", "an edition and its items, or neither")
	for i, item := range r.Items {
		at := fmt.Sprintf("rules.items[%d]", i)
		c.expect(item.Clause != "", at+".clause", "is missing")
		c.text(at+".texts", item.Texts)
	}
}

func (c *checker) named(path string, list []Named) {
	seen := map[string]bool{}
	for _, n := range list {
		at := fmt.Sprintf("%s[%s]", path, n.Code)
		c.expect(n.Code != "" && !seen[n.Code], at, "a code of its own is missing")
		seen[n.Code] = true
		c.text(at+".names", n.Names)
	}
}

func (c *checker) text(path string, t Text) {
	for _, lang := range []string{"uk", "en", "pl"} {
		c.expect(t[lang] != "", path, "is missing in %s", lang)
	}
}

func (c *checker) directions(p *Profile) {
	codes, letters := map[string]bool{}, map[string]bool{}
	for i := range p.Directions {
		d := &p.Directions[i]
		path := fmt.Sprintf("directions[%s]", d.Code)
		c.expect(d.Code != "" && !codes[d.Code], path, "a code of its own is missing")
		c.expect(utf8.RuneCountInString(d.Letter) == 1 && !letters[d.Letter], path+".letter", "one letter of its own")
		codes[d.Code], letters[d.Letter] = true, true
		c.expect(slices.ContainsFunc(p.Participants, func(n Named) bool { return n.Code == d.Participant }), path+".participant",
			"%q is no participant", d.Participant)
		c.expect(d.Minutes >= 1 && d.Minutes <= mostMinutes, path+".minutes", "from 1 to %d", mostMinutes)
		c.text(path+".names", d.Names)
	}
}

func (c *checker) counters(p *Profile, path string, counters []Counter) {
	c.expect(len(counters) > 0, path+".counters", "there is none")
	seen := map[string]bool{}
	for _, counter := range counters {
		at := fmt.Sprintf("%s.counters[%s]", path, counter.Code)
		c.expect(counter.Code != "" && !seen[counter.Code], at, "a code of its own is missing")
		seen[counter.Code] = true
		c.expect(counter.Rule == Oldest || counter.Rule == Ranked, at+".rule", "oldest or ranked")
		c.expect(len(counter.Directions) > 0, at+".directions", "there is none")
		for _, code := range counter.Directions {
			c.expect(slices.ContainsFunc(p.Directions, func(d Direction) bool { return d.Code == code }), at+".directions",
				"%q is no direction", code)
		}
	}
}

// weekdays are the names of the days in [Hours], from Sunday on.
var weekdays = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

func (c *checker) hours(path string, h Hours) {
	c.expect(len(h) > 0, path, "it never opens")
	for day, span := range h {
		c.expect(slices.Contains(weekdays[:], day), path, "%q is no day: mon, tue, …", day)
		from, ok := Clock(span[0])
		until, okToo := Clock(span[1])
		c.expect(ok && okToo && from < until, path+"."+day, "from and until, such as \"08:00\", \"17:00\"")
	}
}

// NeverClose has all halls open around the clock, for a demonstration at any hour.
func (p *Profile) NeverClose() {
	always := Hours{}
	for _, day := range weekdays {
		always[day] = [2]string{"00:00", Midnight}
	}
	for i := range p.Branches {
		p.Branches[i].Hours = always
	}
}
