package regulation

// The values that the code gives a meaning to. A profile that uses another word is refused: nothing
// would ever happen by it.

func (RoleID) choices() []string {
	return texts(RoleAgent, RoleSupervisor, RoleControlOfficer, RoleCentreHead, RoleDirector, RoleOperator,
		RoleExecutor, RoleExecutorHead, RoleParentHead, RoleControlBody, RoleMayor, RoleAdministrator,
		RoleTechnicalAdministrator, RoleCitizen, RoleSystem)
}

var (
	caseActions = []ActionID{
		ActionRegister, ActionAssign, ActionAccept, ActionDecline, ActionReaddress, ActionAddAssistant,
		ActionAskCitizen, ActionAnswerCitizen, ActionProgress, ActionProposeClose, ActionClose, ActionReturn,
		ActionNotConsidered, ActionDone, ActionExtend, ActionReopen, ActionComment, ActionInformHead,
		ActionInformControl, ActionNotFixed, ActionAskExplanation, ActionExplain,
	}
	reportActions = []ActionID{ActionWord, ActionAgree, ActionCorrect, ActionWithdraw, ActionCallBack}
)

func (ActionID) choices() []string { return append(texts(caseActions...), texts(reportActions...)...) }

func (DeadlineID) choices() []string {
	return texts(DeadlineAccept, DeadlineSolve, DeadlineCap, DeadlineNew, DeadlineInformHead,
		DeadlineInformControl, DeadlineExplain, DeadlineConfirmReminder, DeadlineConfirmCallback)
}

func (Unit) choices() []string {
	return texts(UnitSecond, UnitMinute, UnitHour, UnitDay, UnitWorkingDay, UnitWorkingHour)
}

func (Phase) choices() []string {
	return texts(PhaseNew, PhaseWorking, PhaseProposed, PhaseEnded)
}

func (Outcome) choices() []string {
	return texts(OutcomeSolved, OutcomeRefused, OutcomeNotConsidered, OutcomeUnsolved)
}

func (Need) choices() []string {
	return texts(NeedGround, NeedProof, NeedReason, NeedExecutor, NeedFile)
}

func (TermSource) choices() []string {
	return texts(SourceRule, SourceTopic, SourceCap, SourceAgreed)
}

func (BreachKind) choices() []string {
	return texts(BreachAccept, BreachSolve, BreachNew, BreachCap, BreachInform)
}

func (When) choices() []string { return texts(WhenNow, WhenWeekly, WhenMonthly) }

func (Effect) choices() []string { return texts(EffectReminder, EffectCallback) }

// Words that stay plain strings in a profile.
var (
	subjects  = []string{SubjectCase, SubjectReport}
	channels  = []string{"phone", "telegram", "web", "email", "visit"}
	means     = []string{"bot", "link", "aloud"}
	evidences = []string{"act", "letter", "photo_or_video", "call", "justification"}
)

func texts[T ~string](values ...T) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return list
}
