package regulation

// Phase is what the code may conclude from a status; the statuses themselves are the profile's.
type Phase string

// Phases of a case.
const (
	PhaseNew      Phase = "new"
	PhaseWorking  Phase = "working"
	PhaseProposed Phase = "proposed"
	PhaseEnded    Phase = "ended"
)

// Outcome is how a case ended.
type Outcome string

// Outcomes of a case.
const (
	OutcomeSolved        Outcome = "solved"
	OutcomeRefused       Outcome = "refused"
	OutcomeNotConsidered Outcome = "not_considered"
	OutcomeUnsolved      Outcome = "unsolved"
)

// Status is one state of a case under its profile's name.
type Status struct {
	ID    StatusID `yaml:"id,required"`
	Names Text     `yaml:"names,required"`
	Phase Phase    `yaml:"phase,required"`
	// Outcome is set exactly when Phase is ended.
	Outcome Outcome `yaml:"outcome"`
	// Initial marks the status that registration gives.
	Initial bool   `yaml:"initial"`
	Clause  string `yaml:"clause"`
	Assumed bool   `yaml:"assumed"`
}

// Need is what an action has to bring along.
type Need string

// Needs of actions.
const (
	NeedGround   Need = "ground"
	NeedProof    Need = "proof"
	NeedReason   Need = "reason"
	NeedExecutor Need = "executor"
	NeedFile     Need = "file"
)

// Audience is who hears that an action was done: one of the two below or a [RoleID].
type Audience string

// Audiences that are not roles of the centre.
const (
	AudienceCitizen    Audience = "citizen"
	AudienceLead       Audience = "lead"
	AudienceAssistants Audience = "assistants"
)

// Transition is one row of the table of who may do what to a case, and what comes of it.
type Transition struct {
	Action ActionID `yaml:"action,required"`
	// From lists the statuses in which the action is possible; empty for register alone.
	From []StatusID `yaml:"from"`
	// To is the status after the action; "" keeps the present one.
	To     StatusID   `yaml:"to"`
	Actors []RoleID   `yaml:"actors,required"`
	Needs  []Need     `yaml:"needs"`
	Tells  []Audience `yaml:"tells"`
	// Within bounds how long after the case ended the action is possible; the zero term bounds nothing.
	Within Term `yaml:"within"`
	// Council is the clause that keeps the action to cases of executors within the council's units; "" keeps it to none.
	Council string `yaml:"council"`
	Clause  string `yaml:"clause"`
	Assumed bool   `yaml:"assumed"`
}

// Target returns the status after the action done in from.
func (t Transition) Target(from StatusID) StatusID {
	if t.To == "" {
		return from
	}
	return t.To
}
