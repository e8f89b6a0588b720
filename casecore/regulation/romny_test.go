package regulation_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore/regulation"
)

// RO-1.4
func TestRomnyMessagesAreNotAppealsAndNeedNoConfirmation(t *testing.T) {
	t.Parallel()
	p := shipped(t, "romny")
	require.False(t, p.Statutory)
	require.Contains(t, p.Notices[regulation.NoticeNotStatutory].In("uk"), "не є зверненням громадян")
	require.False(t, p.ConfirmFirst("message"))
	require.False(t, p.ConfirmAfter("message"))
	require.Empty(t, p.DueAfter(regulation.ActionWord, regulation.SubjectReport, "message", nil, kyiv(t, "2026-04-20 09:00")))
	require.Equal(t, []string{"substance"}, p.Card.Missing(nil, false))
}

// RO-4.5
func TestRomnyHasFourStatuses(t *testing.T) {
	t.Parallel()
	p := shipped(t, "romny")
	var names []string
	for _, s := range p.Statuses {
		names = append(names, s.Names.In("uk"))
	}
	require.Equal(t, []string{"Нове", "В роботі", "Виконано", "Закрито"}, names)
	require.Equal(t, regulation.StatusID("new"), p.Initial())
	require.Equal(t, []regulation.StatusID{"done", "closed"}, p.StatusesIn(regulation.PhaseEnded))
}

// RO-2.2, RO-4.3, RO-4.4, RO-4.5
func TestRomnyHeadNamesTheExecutorAndOperatorSetsTheStatuses(t *testing.T) {
	t.Parallel()
	p := shipped(t, "romny")
	require.True(t, p.TwoStep)
	operator := []regulation.RoleID{regulation.RoleOperator}
	for _, tt := range []struct {
		from   regulation.StatusID
		action regulation.ActionID
		to     regulation.StatusID
		who    []regulation.RoleID
	}{
		{"", regulation.ActionRegister, "new", []regulation.RoleID{regulation.RoleAdministrator, regulation.RoleSystem}},
		{"new", regulation.ActionInformHead, "new", operator},
		{"new", regulation.ActionAssign, "new", []regulation.RoleID{regulation.RoleExecutorHead}},
		{"new", regulation.ActionAccept, "in_work", operator},
		{"in_work", regulation.ActionDone, "done", operator},
		{"in_work", regulation.ActionClose, "closed", []regulation.RoleID{regulation.RoleOperator, regulation.RoleControlBody}},
		{"in_work", regulation.ActionAskCitizen, "in_work", []regulation.RoleID{regulation.RoleAdministrator}},
	} {
		next, ok := p.Next(tt.from, tt.action)
		require.True(t, ok, "%s from %s", tt.action, tt.from)
		require.Equal(t, tt.to, next.Target(tt.from))
		require.Equal(t, tt.who, allowed(p, tt.from, tt.action), "%s from %s", tt.action, tt.from)
	}
	require.Equal(t, []regulation.ActionID{regulation.ActionAssign, regulation.ActionComment},
		p.ActionsOf(regulation.RoleExecutorHead, "new"))
}

// RO-4.3
func TestRomnyMessageIsNewForTwoWorkingDaysAtMost(t *testing.T) {
	t.Parallel()
	p := shipped(t, "romny")
	for at, want := range map[string]string{
		"2026-04-20 09:00": "2026-04-22 17:15",
		"2026-04-20 23:00": "2026-04-22 17:15",
		"2026-04-23 09:00": "2026-04-27 17:15", // over a weekend
		"2026-04-25 09:00": "2026-04-28 17:15", // taken on a Saturday
		"2021-12-24 09:00": "2021-12-29 17:15", // before martial law holidays were days off
		"2025-12-24 09:00": "2025-12-26 16:00", // now they are not
	} {
		due := dueOf(t, p, regulation.DeadlineNew, "message", nil, at)
		require.Equal(t, kyiv(t, want), due.At, at)
		require.False(t, due.Why.Assumed)
	}
	rule, _ := p.Deadline(regulation.DeadlineNew, 0)
	require.Equal(t, regulation.BreachNew, rule.Breach.Kind)
	require.Equal(t, []regulation.RoleID{regulation.RoleAdministrator}, rule.Breach.Recipients)
	require.Contains(t, p.StoppedBy(regulation.ActionAccept, regulation.SubjectCase), regulation.DeadlineNew)
	require.NotContains(t, p.StoppedBy(regulation.ActionAssign, regulation.SubjectCase), regulation.DeadlineNew)
}

// RO-4.2
func TestRomnyHeadIsInformedWithinOneWorkingDay(t *testing.T) {
	t.Parallel()
	p := shipped(t, "romny")
	due := dueOf(t, p, regulation.DeadlineInformHead, "message", nil, "2026-04-24 09:00")
	require.Equal(t, kyiv(t, "2026-04-27 17:15"), due.At)
	require.Contains(t, p.StoppedBy(regulation.ActionInformHead, regulation.SubjectCase), regulation.DeadlineInformHead)
	require.Contains(t, p.StoppedBy(regulation.ActionAssign, regulation.SubjectCase), regulation.DeadlineInformHead)
}

// RO-4.4
func TestRomnyControlBodyIsInformedWithin30DaysAndDecidesOnClosing(t *testing.T) {
	t.Parallel()
	p := shipped(t, "romny")
	due := dueOf(t, p, regulation.DeadlineInformControl, "message", nil, "2026-03-20 10:00")
	require.Equal(t, kyiv(t, "2026-04-19 10:00"), due.At)
	require.Equal(t, "RO-4.4", due.Why.Clause)
	require.True(t, p.May(regulation.RoleExecutor, "in_work", regulation.ActionInformControl))
	require.True(t, p.May(regulation.RoleControlBody, "in_work", regulation.ActionClose))
	closed, _ := p.Status("closed")
	require.Equal(t, regulation.OutcomeUnsolved, closed.Outcome)
}

// RO-2.1: one kind; the classifier's kinds are all messages.
func TestRomnyTakesEveryTopicAsAMessage(t *testing.T) {
	t.Parallel()
	p := shipped(t, "romny")
	require.Equal(t, regulation.KindID("message"), p.KindOf(&regulation.Topic{Kind: "sos"}).ID)
	_, ok := p.Deadline(regulation.DeadlineSolve, 1)
	require.False(t, ok, "the order gives no term for a solution")
}
