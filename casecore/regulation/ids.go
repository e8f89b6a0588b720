package regulation

// Identifiers of the things that a profile names. They are stored with cases, so a published one never
// changes its meaning.
type (
	// ProfileName names a city's rules: "mariupol".
	ProfileName string
	// KindID names a kind of case: "sos", "ordinary".
	KindID string
	// StatusID names a status of a case as the profile calls it.
	StatusID string
	// GroundID names a ground on which a case may be closed.
	GroundID string
	// DeadlineID names a clock that a case or a report runs against.
	DeadlineID string
	// RoleID names a role of a person, or of the system.
	RoleID string
	// ActionID names what somebody does to a case or a report.
	ActionID string
	// TopicCode names a topic of the classifier.
	TopicCode string
	// OrgCode names an organisation that executes cases.
	OrgCode string
	// DistrictCode names a district of the city.
	DistrictCode string
)

// Roles. The code knows these; which of them take part, and how they are called, is the profile's.
const (
	RoleAgent                  RoleID = "agent"
	RoleSupervisor             RoleID = "supervisor"
	RoleControlOfficer         RoleID = "control_officer"
	RoleCentreHead             RoleID = "centre_head"
	RoleDirector               RoleID = "director"
	RoleOperator               RoleID = "operator"
	RoleExecutor               RoleID = "executor"
	RoleExecutorHead           RoleID = "executor_head"
	RoleParentHead             RoleID = "parent_head"
	RoleControlBody            RoleID = "control_body"
	RoleMayor                  RoleID = "mayor"
	RoleAdministrator          RoleID = "administrator"
	RoleTechnicalAdministrator RoleID = "technical_administrator"
	RoleCitizen                RoleID = "citizen"
	RoleSystem                 RoleID = "system"
)

// Roles of the service halls. Profiles of cases know nothing of them.
const (
	RoleHallOperator    RoleID = "hall_operator"
	RoleBranchHead      RoleID = "branch_head"
	RoleHallHead        RoleID = "hall_head"        // of the whole centre
	RoleParticipantHead RoleID = "participant_head" // of those whose people serve in the halls (VN-4.7)
)

// Actions on a case. The code knows these; who may do them, from which status and to which, is the
// profile's.
const (
	ActionRegister      ActionID = "register"
	ActionAssign        ActionID = "assign"
	ActionAccept        ActionID = "accept"
	ActionDecline       ActionID = "decline"
	ActionReaddress     ActionID = "readdress"
	ActionAddAssistant  ActionID = "add_assistant"
	ActionAskCitizen    ActionID = "ask_citizen"
	ActionAnswerCitizen ActionID = "answer_citizen"
	ActionProgress      ActionID = "progress"
	ActionProposeClose  ActionID = "propose_close"
	ActionClose         ActionID = "close"
	ActionReturn        ActionID = "return"
	ActionNotConsidered ActionID = "not_considered"
	ActionDone          ActionID = "done"
	ActionExtend        ActionID = "extend"
	ActionReopen        ActionID = "reopen"
	ActionComment       ActionID = "comment"
	// ActionNotFixed: the applicant says that a case which has ended is not settled.
	ActionNotFixed ActionID = "not_fixed"
	// ActionInformHead: the operator has told the organisation's head of a new message (RO-4.2).
	ActionInformHead ActionID = "inform_head"
	// ActionInformControl: the control body is told why a matter cannot be solved soon (RO-4.4).
	ActionInformControl ActionID = "inform_control"
	// ActionAskExplanation: the centre asks the executor to explain themselves, ActionExplain: they do, or what they said is written
	// down (MR-4.11.1).
	ActionAskExplanation ActionID = "ask_explanation"
	ActionExplain        ActionID = "explain"
)

// Actions on a report, before it is a case. They start and stop its deadlines.
const (
	ActionWord     ActionID = "word"
	ActionAgree    ActionID = "agree"
	ActionCorrect  ActionID = "correct"
	ActionWithdraw ActionID = "withdraw"
	ActionCallBack ActionID = "call_back"
)

// Deadlines that the code gives a meaning to.
const (
	DeadlineAccept          DeadlineID = "accept"
	DeadlineSolve           DeadlineID = "solve"
	DeadlineCap             DeadlineID = "cap"
	DeadlineNew             DeadlineID = "new"
	DeadlineInformHead      DeadlineID = "inform_head"
	DeadlineInformControl   DeadlineID = "inform_control"
	DeadlineExplain         DeadlineID = "explain"
	DeadlineConfirmReminder DeadlineID = "confirm_reminder"
	DeadlineConfirmCallback DeadlineID = "confirm_callback"
)

// Subjects of deadlines.
const (
	SubjectCase   = "case"
	SubjectReport = "report"
)
