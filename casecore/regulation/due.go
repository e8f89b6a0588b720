package regulation

import "time"

// Due is a deadline computed for one subject.
type Due struct {
	Deadline DeadlineID `json:"deadline"`
	Level    int        `json:"level,omitempty"`
	At       time.Time  `json:"at"`
	Why      Why        `json:"why"`
}

// BeyondCap reports whether the deadline was agreed to lie after the cap (MR-6.3.3). The cap's own
// deadline then has no more to say: whoever stores the agreed one stops it.
func (d Due) BeyondCap() bool { return !d.Why.CapAt.IsZero() && d.At.After(d.Why.CapAt) }

// Why keeps how a deadline came about: it is stored with the deadline, shown to people, and enough to
// compute it anew with [Profile.Recompute].
type Why struct {
	Clause string    `json:"clause,omitempty"`
	Term   Term      `json:"term"`
	Start  time.Time `json:"start"`
	Zone   string    `json:"zone"`
	// Steps tell the computation in order, as catalogue keys with arguments.
	Steps []Step `json:"steps,omitempty"`
	// CapAt is the latest instant that the cap allows, zero when none applies.
	CapAt time.Time `json:"cap_at,omitzero"`
	// Capped: the term alone would have ended after CapAt.
	Capped  bool `json:"capped,omitempty"`
	Assumed bool `json:"assumed,omitempty"`
}

// Step is one sentence of an explanation: a key of the catalogue and its arguments.
type Step struct {
	Key  string            `json:"key"`
	Args map[string]string `json:"args,omitempty"`
}
