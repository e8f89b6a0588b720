package dashboard

import (
	"time"

	"hotline/casecore/regulation"
)

// RulesView is one version of the regulation, in one language, with where each rule stands.
type RulesView struct {
	Versions    []RulesVersion   `json:"versions" nullable:"false"`
	Name        string           `json:"name"`
	Version     string           `json:"version"`
	Title       string           `json:"title"`
	Act         string           `json:"act,omitempty" doc:"The document that it carries out"`
	Zone        string           `json:"zone"`
	Centre      *Centre          `json:"centre,omitempty"`
	Statutory   bool             `json:"statutory"`
	TwoStep     bool             `json:"two_step"`
	Hours       []DayHours       `json:"hours" nullable:"false" doc:"Office hours of the next two weeks"`
	HoursGuess  bool             `json:"hours_assumed,omitempty" doc:"The act does not give them"`
	Cap         *regulation.Term `json:"cap,omitempty"`
	Kinds       []KindRule       `json:"kinds" nullable:"false"`
	Statuses    []StatusView     `json:"statuses" nullable:"false"`
	Transitions []TransitionRule `json:"transitions" nullable:"false"`
	Deadlines   []DeadlineRule   `json:"deadlines" nullable:"false"`
	Levels      []LevelRule      `json:"levels" nullable:"false"`
	Calling     *CallingRule     `json:"calling,omitempty" doc:"Absent where the product calls nobody by itself"`
	Tries       int              `json:"tries" doc:"How often a menu is said"`
	Waits       []WaitRule       `json:"waits" nullable:"false" doc:"How long callers, and those who serve them, are waited for"`
	Suspended   []SuspendedRule  `json:"suspended" nullable:"false"`
}

// RulesVersion is a version and when it is in force.
type RulesVersion struct {
	Version string     `json:"version"`
	From    time.Time  `json:"from"`
	Until   *time.Time `json:"until,omitempty"`
	Now     bool       `json:"now,omitempty"`
	Assumed bool       `json:"assumed,omitempty" doc:"The act bears no date"`
}

// DayHours is when the office works on a day.
type DayHours struct {
	Day   string   `json:"day" format:"date"`
	Spans []string `json:"spans" nullable:"false" doc:"As 09:00–13:00; none on a day off"`
}

// KindRule is a kind of case with the term of topics that have none of their own.
type KindRule struct {
	ID        regulation.KindID `json:"id"`
	Name      string            `json:"name"`
	About     string            `json:"about,omitempty"`
	Emergency bool              `json:"emergency,omitempty"`
	Solve     *regulation.Term  `json:"solve,omitempty"`
	BeyondCap bool              `json:"beyond_cap,omitempty"`
	Clause    string            `json:"clause,omitempty"`
	Assumed   bool              `json:"assumed,omitempty"`
}

// TransitionRule is who may do what in which status, and what comes of it.
type TransitionRule struct {
	Action  regulation.ActionID   `json:"action"`
	From    []regulation.StatusID `json:"from" nullable:"false"`
	To      regulation.StatusID   `json:"to,omitempty" doc:"The present one when absent"`
	Actors  []regulation.RoleID   `json:"actors" nullable:"false"`
	Needs   []regulation.Need     `json:"needs" nullable:"false"`
	Tells   []string              `json:"tells" nullable:"false"`
	Clause  string                `json:"clause,omitempty"`
	Assumed bool                  `json:"assumed,omitempty"`
}

// DeadlineRule is a clock: its terms, what starts and stops it, and who hears of a breach.
type DeadlineRule struct {
	ID      regulation.DeadlineID                 `json:"id"`
	Level   int                                   `json:"level"`
	Name    string                                `json:"name"`
	Subject string                                `json:"subject" enum:"case,report"`
	Source  regulation.TermSource                 `json:"source" enum:"rule,topic,cap,agreed"`
	Term    *regulation.Term                      `json:"term,omitempty"`
	ByKind  map[regulation.KindID]regulation.Term `json:"by_kind"`
	Starts  []regulation.ActionID                 `json:"starts" nullable:"false"`
	Stops   []regulation.ActionID                 `json:"stops" nullable:"false"`
	Breach  *BreachRule                           `json:"breach,omitempty"`
	Clause  string                                `json:"clause,omitempty"`
	Assumed bool                                  `json:"assumed,omitempty"`
	InForce bool                                  `json:"in_force" doc:"False while its clause is suspended (MR-9.2)"`
}

// BreachRule is what follows when a clock runs out.
type BreachRule struct {
	Kind       string                                `json:"kind,omitempty"`
	Recipients []regulation.RoleID                   `json:"recipients" nullable:"false"`
	When       regulation.When                       `json:"when,omitempty" enum:"now,weekly,monthly"`
	ByKind     map[regulation.KindID]regulation.When `json:"by_kind"`
	Effect     string                                `json:"effect,omitempty" enum:"reminder,callback"`
	Clause     string                                `json:"clause,omitempty"`
	Assumed    bool                                  `json:"assumed,omitempty"`
}

// LevelRule is a control level (MR-6.3).
type LevelRule struct {
	N         int                 `json:"n"`
	Name      string              `json:"name"`
	Approvals []regulation.RoleID `json:"approvals" nullable:"false"`
	Informed  []regulation.RoleID `json:"informed" nullable:"false"`
	Clause    string              `json:"clause,omitempty"`
}

// CallingRule says whom the product calls by itself, when and how often.
type CallingRule struct {
	Hours     string              `json:"hours" doc:"Of applicants, about what can wait: 09:00–20:00"`
	Attempts  int                 `json:"attempts" doc:"To one person"`
	Again     regulation.Term     `json:"again" doc:"The pause before an officer is rung again"`
	Later     regulation.Term     `json:"later" doc:"The pause before an applicant is"`
	AtOnce    int                 `json:"at_once" doc:"Calls of a machine to applicants"`
	PerMinute int                 `json:"per_minute"`
	ByPhone   *PassedByPhone      `json:"by_phone,omitempty"`
	Late      []regulation.KindID `json:"late" nullable:"false" doc:"Kinds about which the officer is called when nobody accepted them in time"`
	Assumed   bool                `json:"assumed,omitempty"`
}

// PassedByPhone says which cases an executor's officer on duty is told by telephone too (MR-4.9.1).
type PassedByPhone struct {
	Kinds   []regulation.KindID `json:"kinds" nullable:"false"`
	Housing bool                `json:"housing,omitempty" doc:"Only topics of housing"`
	Hours   string              `json:"hours"`
	Clause  string              `json:"clause"`
	InForce bool                `json:"in_force" doc:"False while its clause is suspended (MR-9.2)"`
}

// WaitRule is how long something is waited for.
type WaitRule struct {
	ID   string          `json:"id" enum:"key,digit,message,silence,ring_agent,ring_out,tell_every,overflow,console,wrap_up,wrap_up_more,skills,wanted"`
	Term regulation.Term `json:"term"`
}

// SuspendedRule is a clause that has no force for a time (MR-9.2).
type SuspendedRule struct {
	Clause string     `json:"clause"`
	From   time.Time  `json:"from"`
	Until  *time.Time `json:"until,omitempty"`
	Reason string     `json:"reason,omitempty"`
	Now    bool       `json:"now,omitempty"`
}

// Explained is every deadline that a case would have, with its reason.
type Explained struct {
	Version   string            `json:"version"`
	Kind      regulation.KindID `json:"kind"`
	Executor  string            `json:"executor,omitempty" doc:"Absent when the classifier leaves it to the agent"`
	At        time.Time         `json:"at"`
	Deadlines []ExplainedClock  `json:"deadlines" nullable:"false"`
}

// ExplainedClock is one deadline of a case that was only asked about.
type ExplainedClock struct {
	Rule DeadlineRule    `json:"rule"`
	Due  *time.Time      `json:"due,omitempty" doc:"Absent where people agree on it, or its clause is suspended"`
	Why  *regulation.Why `json:"why,omitempty"`
}

func termRef(t regulation.Term) *regulation.Term {
	if t.IsZero() {
		return nil
	}
	return &t
}

func deadlineRule(p *regulation.Profile, d *regulation.DeadlineRule, lang string, now time.Time) DeadlineRule {
	v := DeadlineRule{
		ID: d.ID, Level: d.Level, Name: d.Names.In(lang), Subject: d.Subject, Source: d.Source, Term: termRef(d.Term),
		ByKind: d.ByKind, Starts: orEmpty(d.Starts), Stops: orEmpty(d.Stops), Clause: d.Clause, Assumed: d.Assumed,
		InForce: p.InForce(d.Clause, now),
	}
	if v.ByKind == nil {
		v.ByKind = map[regulation.KindID]regulation.Term{}
	}
	if b := d.Breach; b != nil {
		v.Breach = &BreachRule{
			Kind: string(b.Kind), Recipients: orEmpty(b.Recipients), When: b.When, ByKind: b.WhenByKind, Effect: string(b.Effect),
			Clause: b.Clause, Assumed: b.Assumed,
		}
		if v.Breach.ByKind == nil {
			v.Breach.ByKind = map[regulation.KindID]regulation.When{}
		}
	}
	return v
}
