package access

import (
	"maps"
	"slices"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// rule says who may do an action: anybody, whoever has signed in, or the holders of some roles.
type rule struct {
	anybody  bool
	signedIn bool
	roles    []regulation.RoleID
}

// Groups of roles that the table names together.
var (
	intake = []regulation.RoleID{
		regulation.RoleAgent, regulation.RoleSupervisor, regulation.RoleAdministrator,
	}
	agents = []regulation.RoleID{regulation.RoleAgent, regulation.RoleSupervisor}
	centre = append([]regulation.RoleID{
		regulation.RoleControlOfficer, regulation.RoleCentreHead,
	}, intake...)
	executors = []regulation.RoleID{
		regulation.RoleOperator, regulation.RoleExecutor, regulation.RoleExecutorHead,
	}
	heads   = []regulation.RoleID{regulation.RoleExecutorHead}
	above   = []regulation.RoleID{regulation.RoleParentHead, regulation.RoleControlBody}
	leaders = []regulation.RoleID{regulation.RoleDirector, regulation.RoleMayor}
	keepers = []regulation.RoleID{
		regulation.RoleTechnicalAdministrator, regulation.RoleAdministrator, regulation.RoleSupervisor,
	}
	administrators = []regulation.RoleID{regulation.RoleTechnicalAdministrator, regulation.RoleAdministrator}
	hallHeads      = []regulation.RoleID{regulation.RoleBranchHead, regulation.RoleHallHead}
	hallKeepers    = slices.Concat(hallHeads, administrators)
	// Those who watch terms see who is responsible and what the classifier says (MR-6.1).
	watchers = append([]regulation.RoleID{regulation.RoleControlOfficer, regulation.RoleCentreHead}, keepers...)
)

// table is the whole of it.
var table = map[Action]rule{
	SignIn:     {anybody: true},
	ReadPublic: {anybody: true},
	ReadHealth: {anybody: true},

	UseSession:    {signedIn: true},
	ReadCatalogue: {signedIn: true},
	LinkChat:      {signedIn: true},
	UseAccount:    {signedIn: true},
	ReadRules:     {signedIn: true},

	ReadReports:   {roles: intake},
	ReceiveReport: {roles: intake},
	ClaimReport:   {roles: intake},
	ReleaseReport: {roles: intake},
	HandOver:      {roles: intake},
	SuggestTopic:  {roles: intake},
	WordReport:    {roles: intake},
	SettleWording: {roles: intake},
	EndReport:     {roles: intake},

	ReadCases:      {roles: slices.Concat(centre, executors, above, leaders)},
	ActOnCases:     {roles: slices.Concat(centre, executors, above)},
	WriteToCitizen: {roles: append([]regulation.RoleID{regulation.RoleControlOfficer}, intake...)},
	ReadApplicant:  {roles: centre},
	ReadContact:    {roles: slices.Concat(centre, executors)},
	AddFiles:       {roles: slices.Concat(centre, executors, above)},
	ReadFiles:      {roles: slices.Concat(centre, executors, above, leaders)},
	FollowFeed:     {roles: slices.Concat(centre, executors, above, leaders)},
	KeepViews:      {roles: slices.Concat(centre, executors, above, leaders)},
	ExportCases:    {roles: slices.Concat(centre, heads, above, leaders)},
	ReadWall:       {roles: slices.Concat(centre, heads, above, leaders)},

	UsePhone: {roles: agents},
	ManageDesk: {roles: []regulation.RoleID{
		regulation.RoleSupervisor, regulation.RoleCentreHead, regulation.RoleAdministrator,
	}},
	ReadCalls:      {roles: append([]regulation.RoleID{regulation.RoleDirector}, centre...)},
	HearRecordings: {roles: append([]regulation.RoleID{regulation.RoleCentreHead}, agents...)},
	SaveRecordings: {roles: []regulation.RoleID{regulation.RoleSupervisor, regulation.RoleCentreHead}},
	ReadPlays: {roles: []regulation.RoleID{
		regulation.RoleSupervisor, regulation.RoleCentreHead, regulation.RoleAdministrator,
	}},

	CallApplicants: {roles: slices.Concat(centre, executors)},
	CancelCalls: {roles: []regulation.RoleID{
		regulation.RoleSupervisor, regulation.RoleCentreHead, regulation.RoleAdministrator,
	}},
	ManageDuty:    {roles: keepers},
	ReadNotCalled: {roles: centre},
	ReadSamples:   {roles: centre},
	DrawSamples: {roles: []regulation.RoleID{
		regulation.RoleControlOfficer, regulation.RoleSupervisor, regulation.RoleCentreHead, regulation.RoleAdministrator,
	}},
	AnswerSamples: {roles: centre},

	ReadRota: {roles: centre},
	MakeRota: {roles: []regulation.RoleID{
		regulation.RoleSupervisor, regulation.RoleCentreHead, regulation.RoleAdministrator,
	}},
	ApproveRota: {roles: []regulation.RoleID{regulation.RoleCentreHead, regulation.RoleAdministrator}},

	AskPrivacy:   {roles: append([]regulation.RoleID{regulation.RoleCentreHead}, intake...)},
	ServePrivacy: {roles: []regulation.RoleID{regulation.RoleSupervisor, regulation.RoleAdministrator, regulation.RoleCentreHead}},

	ReadDead:   {roles: keepers},
	ReplayDead: {roles: keepers},

	ReadPeople:       {roles: keepers},
	ManagePeople:     {roles: administrators},
	ReadOrgs:         {roles: watchers},
	ManageOrgs:       {roles: administrators},
	ReadClassifier:   {roles: watchers},
	ManageClassifier: {roles: administrators},
	ReadAdminLog:     {roles: administrators},

	ServeHall:      {roles: []regulation.RoleID{regulation.RoleHallOperator, regulation.RoleBranchHead}},
	FollowHall:     {roles: append([]regulation.RoleID{regulation.RoleHallOperator}, hallKeepers...)},
	ManageHall:     {roles: hallKeepers},
	ReadHallPeople: {roles: append([]regulation.RoleID{regulation.RoleParticipantHead}, hallKeepers...)},
	SignHallRules: {roles: append([]regulation.RoleID{
		regulation.RoleHallOperator, regulation.RoleParticipantHead,
	}, hallKeepers...)},
	ReadHallReports:  {roles: slices.Concat(hallHeads, leaders, []regulation.RoleID{regulation.RoleParticipantHead})},
	NoteHallFlags:    {roles: hallHeads},
	InstructHall:     {roles: append([]regulation.RoleID{regulation.RoleHallHead}, leaders...)},
	KeepHallRequests: {roles: hallHeads},
	KeepHallDays:     {roles: append([]regulation.RoleID{regulation.RoleAdministrator}, hallHeads...)},
	KeepBookings:     {roles: append([]regulation.RoleID{regulation.RoleHallOperator}, hallHeads...)},
	ReadBookingPhone: {roles: hallHeads},
}

// Roles lists the roles that people can be given.
func Roles() []regulation.RoleID {
	return []regulation.RoleID{
		regulation.RoleAgent, regulation.RoleSupervisor, regulation.RoleControlOfficer, regulation.RoleCentreHead,
		regulation.RoleDirector, regulation.RoleOperator, regulation.RoleExecutor, regulation.RoleExecutorHead,
		regulation.RoleParentHead, regulation.RoleControlBody, regulation.RoleMayor, regulation.RoleAdministrator,
		regulation.RoleTechnicalAdministrator, regulation.RoleHallOperator, regulation.RoleBranchHead, regulation.RoleHallHead,
		regulation.RoleParticipantHead,
	}
}

// Actions lists every action of the table in alphabetical order.
func Actions() []Action { return slices.Sorted(maps.Keys(table)) }

// Known tells whether the table has the action.
func (a Action) Known() bool {
	_, ok := table[a]
	return ok
}

// Public tells whether the action needs no sign-in.
func (a Action) Public() bool { return table[a].anybody }

// May tells whether the actor may do the action somewhere. The zero actor is somebody who has not signed in.
func May(actor casecore.Actor, a Action) bool {
	r, ok := table[a]
	switch {
	case !ok:
		return false
	case r.anybody:
		return true
	case actor.Staff.IsZero():
		return false
	case r.signedIn:
		return true
	}
	return slices.ContainsFunc(r.roles, actor.Has)
}

// Of lists what the actor may do, in alphabetical order: the consoles show that and no more.
func Of(actor casecore.Actor) []Action {
	return slices.DeleteFunc(Actions(), func(a Action) bool { return !May(actor, a) })
}
