package regulation

// TermSource says where the term of a deadline comes from.
type TermSource string

// Sources of a deadline's term.
const (
	// SourceRule: the rule's own term, by kind where it says so.
	SourceRule TermSource = "rule"
	// SourceTopic: the classifier's term of the topic, the kind's where the topic has none.
	SourceTopic TermSource = "topic"
	// SourceCap: the profile's cap.
	SourceCap TermSource = "cap"
	// SourceAgreed: a date agreed by people, see [Profile.Agreed].
	SourceAgreed TermSource = "agreed"
)

// DeadlineRule is one clock: what starts it, what stops it, and what follows when it runs out.
type DeadlineRule struct {
	ID    DeadlineID `yaml:"id,required"`
	Names Text       `yaml:"names,required"`
	// Subject is [SubjectCase] or [SubjectReport].
	Subject string `yaml:"subject,required"`
	// Level is the control level, 1 to 3 (MR-6.3); 0 where levels mean nothing.
	Level  int             `yaml:"level"`
	Source TermSource      `yaml:"source,required"`
	Term   Term            `yaml:"term"`
	ByKind map[KindID]Term `yaml:"by_kind"`
	Starts []ActionID      `yaml:"starts,required"`
	Stops  []ActionID      `yaml:"stops,required"`
	Breach *Breach         `yaml:"breach"`
	Clause string          `yaml:"clause"`
	// Assumed marks a rule that no document gives.
	Assumed bool `yaml:"assumed"`
}

// BreachKind tells breaches of different terms apart: they go to different people.
type BreachKind string

// Kinds of breach.
const (
	BreachAccept BreachKind = "accept"
	BreachSolve  BreachKind = "solve"
	BreachNew    BreachKind = "new"
	BreachCap    BreachKind = "cap"
	BreachInform BreachKind = "inform"
)

// When says how soon a breach is told.
type When string

// Times of telling a breach.
const (
	WhenNow     When = "now"
	WhenWeekly  When = "weekly"
	WhenMonthly When = "monthly"
)

// Effect is what a deadline does when it runs out besides, or instead of, being a breach.
type Effect string

// Effects of deadlines.
const (
	EffectNone     Effect = ""
	EffectReminder Effect = "reminder"
	EffectCallback Effect = "callback"
)

// Breach is what follows when a deadline runs out.
type Breach struct {
	// Kind is empty when running out is nobody's fault, only an Effect.
	Kind       BreachKind      `yaml:"kind"`
	Recipients []RoleID        `yaml:"recipients"`
	When       When            `yaml:"when"`
	WhenByKind map[KindID]When `yaml:"when_by_kind"`
	Effect     Effect          `yaml:"effect"`
	Clause     string          `yaml:"clause"`
	Assumed    bool            `yaml:"assumed"`
}

// WhenFor returns how soon the breach of a case of this kind is told (MR-6.2.1, MR-6.2.2).
func (b Breach) WhenFor(kind KindID) When {
	if w, ok := b.WhenByKind[kind]; ok {
		return w
	}
	return b.When
}
