package regulation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore/regulation"
)

// shipped returns the version in force now-a-days of a profile that ships.
func shipped(t testing.TB, name regulation.ProfileName) *regulation.Profile {
	t.Helper()
	library, err := regulation.Embedded()
	require.NoError(t, err)
	p, err := library.At(name, kyiv(t, "2026-03-01 12:00"))
	require.NoError(t, err)
	return p
}

// kyiv reads "2026-03-27 17:30" on the wall clock of Kyiv.
func kyiv(t testing.TB, s string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Kyiv")
	require.NoError(t, err)
	at, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	require.NoError(t, err)
	return at
}

// dueOf computes the deadline of this name, at control level I where it has levels.
func dueOf(
	t testing.TB, p *regulation.Profile, id regulation.DeadlineID, kind regulation.KindID, topic *regulation.Topic, at string,
) regulation.Due {
	t.Helper()
	rule, ok := p.Deadline(id, 0)
	if !ok {
		rule, ok = p.Deadline(id, 1)
	}
	require.True(t, ok)
	due, ok := p.Due(rule, kind, topic, kyiv(t, at))
	require.True(t, ok)
	return due
}

// allowed lists who may do an action in a status.
func allowed(p *regulation.Profile, from regulation.StatusID, action regulation.ActionID) []regulation.RoleID {
	var roles []regulation.RoleID
	for _, r := range p.Roles {
		if p.May(r.ID, from, action) {
			roles = append(roles, r.ID)
		}
	}
	return roles
}

// MR-5.1
func TestMariupolAcceptsWithin2HoursAndSOSWithin30MinutesOfAnyDay(t *testing.T) {
	t.Parallel()
	p := shipped(t, "mariupol")
	for _, tt := range []struct {
		kind     regulation.KindID
		at, want string
	}{
		{"ordinary", "2026-04-20 09:00", "2026-04-20 11:00"},
		{"ordinary", "2026-04-24 23:30", "2026-04-25 01:30"},
		{"long", "2026-01-01 10:00", "2026-01-01 12:00"},
		{"sos", "2026-04-20 09:00", "2026-04-20 09:30"},
		{"sos", "2026-04-25 23:50", "2026-04-26 00:20"},
		{"sos", "2026-03-29 02:50", "2026-03-29 04:20"},
	} {
		due := dueOf(t, p, regulation.DeadlineAccept, tt.kind, nil, tt.at)
		require.Equal(t, kyiv(t, tt.want), due.At, "%s at %s", tt.kind, tt.at)
		require.Equal(t, "MR-5.1", due.Why.Clause)
		require.False(t, due.Why.Assumed)
	}
}

// MR-4.6
func TestMariupolTakesTheTermOfTheClassifier(t *testing.T) {
	t.Parallel()
	p := shipped(t, "mariupol")
	topic := &regulation.Topic{Kind: "ordinary", Solve: regulation.Term{N: 3, Unit: regulation.UnitDay, Assumed: true}}
	due := dueOf(t, p, regulation.DeadlineSolve, "ordinary", topic, "2026-04-24 10:00")
	require.Equal(t, kyiv(t, "2026-04-27 10:00"), due.At)
	require.True(t, due.Why.Assumed, "the annex with the terms is not published")
	found := dueOf(t, p, regulation.DeadlineSolve, "sos", topic, "2026-04-24 10:00")
	require.Equal(t, kyiv(t, "2026-04-25 10:00"), found.At, "the agent found an emergency: its term holds")
	withoutTerm := dueOf(t, p, regulation.DeadlineSolve, "medium", &regulation.Topic{}, "2026-04-24 10:00")
	require.Equal(t, kyiv(t, "2026-05-09 10:00"), withoutTerm.At)
}

// MR-4.6, MR-4.10.1, MR-4.10.3, MR-5.1, MR-5.2, MR-5.8.3
func TestMariupolAgentAssignsAndClosesExecutorAcceptsAndProposes(t *testing.T) {
	t.Parallel()
	p := shipped(t, "mariupol")
	agents := []regulation.RoleID{regulation.RoleAgent, regulation.RoleSupervisor}
	executor := []regulation.RoleID{regulation.RoleExecutor}
	for _, tt := range []struct {
		from   regulation.StatusID
		action regulation.ActionID
		to     regulation.StatusID
		who    []regulation.RoleID
	}{
		{"new", regulation.ActionAssign, "new", agents},
		{"new", regulation.ActionAccept, "in_work", executor},
		{"new", regulation.ActionDecline, "declined", executor},
		{"declined", regulation.ActionReaddress, "new", agents},
		{"in_work", regulation.ActionProposeClose, "proposed", executor},
		{"in_work", regulation.ActionClose, "solved", agents},
		{"proposed", regulation.ActionClose, "solved", agents},
	} {
		next, ok := p.Next(tt.from, tt.action)
		require.True(t, ok, "%s from %s", tt.action, tt.from)
		require.Equal(t, tt.to, next.Target(tt.from))
		require.Equal(t, tt.who, allowed(p, tt.from, tt.action), "%s from %s", tt.action, tt.from)
	}
	decline, _ := p.Next("new", regulation.ActionDecline)
	require.Contains(t, decline.Needs, regulation.NeedProof)
	_, ok := p.Next("solved", regulation.ActionAccept)
	require.False(t, ok)
	require.False(t, p.TwoStep)
}

// MR-4.7
func TestMariupolKindsAreEmergencyAndThreeCurrentOnes(t *testing.T) {
	t.Parallel()
	p := shipped(t, "mariupol")
	var kinds []regulation.KindID
	for _, k := range p.Kinds {
		kinds = append(kinds, k.ID)
		require.Equal(t, k.ID == "sos", k.Emergency)
		require.Equal(t, k.ID == "long", k.BeyondCap)
	}
	require.Equal(t, []regulation.KindID{"sos", "ordinary", "medium", "long"}, kinds)
	require.Equal(t, regulation.KindID("sos"), p.KindOf(&regulation.Topic{Kind: "sos"}).ID)
	require.Equal(t, regulation.KindID("ordinary"), p.KindOf(nil).ID)
}

// MR-6.3, MR-6.3.1, MR-6.3.2
func TestMariupolHasThreeControlLevels(t *testing.T) {
	t.Parallel()
	p := shipped(t, "mariupol")
	require.Len(t, p.Levels, 3)
	require.Equal(t, []regulation.RoleID{regulation.RoleParentHead, regulation.RoleControlBody}, p.Levels[1].Approvals)
	require.Equal(t, []regulation.RoleID{regulation.RoleMayor}, p.Levels[2].Informed)
	rule, ok := p.Deadline(regulation.DeadlineSolve, 2)
	require.True(t, ok)
	require.Contains(t, rule.Breach.Recipients, regulation.RoleMayor)
	require.Contains(t, p.StoppedBy(regulation.ActionExtend, regulation.SubjectCase), regulation.DeadlineSolve)
	require.Empty(t, p.DueAfter(regulation.ActionExtend, regulation.SubjectCase, "medium", nil, kyiv(t, "2026-04-01 10:00")),
		"level II ends on a date that people agree on")
}

// MR-6.3.3
func TestMariupolNothingGoesBeyond45DaysExceptLongTermWorks(t *testing.T) {
	t.Parallel()
	p := shipped(t, "mariupol")
	due := dueOf(t, p, regulation.DeadlineCap, "medium", nil, "2026-03-20 10:00")
	require.Equal(t, kyiv(t, "2026-05-04 10:00"), due.At)

	registered := kyiv(t, "2026-03-20 10:00")
	rule, _ := p.Deadline(regulation.DeadlineSolve, 2)
	agreed, err := p.Agreed(rule, "medium", registered, kyiv(t, "2026-05-04 10:00"))
	require.NoError(t, err)
	require.Equal(t, 2, agreed.Level)
	require.False(t, agreed.BeyondCap())
	_, err = p.Agreed(rule, "medium", registered, kyiv(t, "2026-05-04 10:01"))
	require.ErrorIs(t, err, regulation.ErrBeyondCap)
	long, err := p.Agreed(rule, "long", registered, kyiv(t, "2026-09-01 10:00"))
	require.NoError(t, err)
	require.True(t, long.BeyondCap())
	_, err = p.Agreed(rule, "long", registered, registered)
	require.ErrorIs(t, err, regulation.ErrNotAgreed)
	first, _ := p.Deadline(regulation.DeadlineSolve, 1)
	_, err = p.Agreed(first, "long", registered, kyiv(t, "2026-09-01 10:00"))
	require.ErrorIs(t, err, regulation.ErrNotAgreed)
}

// MR-6.2, MR-6.2.1, MR-6.2.2: late acceptance is another breach than a late solution.
func TestMariupolTellsALateSolutionToParentHeadAndControlBody(t *testing.T) {
	t.Parallel()
	p := shipped(t, "mariupol")
	solve, _ := p.Deadline(regulation.DeadlineSolve, 1)
	require.Equal(t, regulation.BreachSolve, solve.Breach.Kind)
	require.Equal(t, []regulation.RoleID{regulation.RoleParentHead, regulation.RoleControlBody}, solve.Breach.Recipients)
	require.Equal(t, regulation.WhenNow, solve.Breach.WhenFor("sos"))
	require.Equal(t, regulation.WhenWeekly, solve.Breach.WhenFor("medium"))
	require.False(t, solve.Breach.Assumed)
	accept, _ := p.Deadline(regulation.DeadlineAccept, 0)
	require.Equal(t, regulation.BreachAccept, accept.Breach.Kind)
	require.NotContains(t, accept.Breach.Recipients, regulation.RoleParentHead)
	require.True(t, accept.Breach.Assumed, "the act does not say who hears of a late acceptance")
}

// MR-4.4
func TestMariupolRegistersOnlyWhatTheApplicantConfirmed(t *testing.T) {
	t.Parallel()
	p := shipped(t, "mariupol")
	for _, k := range p.Kinds {
		require.True(t, p.ConfirmFirst(k.ID))
		require.False(t, p.ConfirmAfter(k.ID))
	}
	dues := p.DueAfter(regulation.ActionWord, regulation.SubjectReport, "ordinary", nil, kyiv(t, "2026-04-20 09:00"))
	require.Len(t, dues, 2)
	require.Equal(t, regulation.DeadlineConfirmReminder, dues[0].Deadline)
	require.Equal(t, regulation.DeadlineConfirmCallback, dues[1].Deadline)
	require.True(t, dues[0].At.Before(dues[1].At))
	for _, due := range dues {
		require.True(t, due.Why.Assumed)
	}
	require.Equal(t, []regulation.DeadlineID{regulation.DeadlineConfirmReminder, regulation.DeadlineConfirmCallback},
		p.StoppedBy(regulation.ActionAgree, regulation.SubjectReport))
}

// MR-4.4.1, MR-4.4.2
func TestMariupolCardAsksForTheApplicantUnlessAnonymous(t *testing.T) {
	t.Parallel()
	p := shipped(t, "mariupol")
	require.Equal(t, []string{"surname", "name", "patronymic", "residence", "contact", "substance"}, p.Card.Missing(nil, false))
	require.Equal(t, []string{"substance"}, p.Card.Missing(nil, true))
	require.Equal(t, []string{"surname"}, p.Card.Missing(map[string]string{
		"surname": "  ", "name": "а", "patronymic": "б", "residence": "в", "contact": "г", "substance": "ґ",
	}, false))
	require.True(t, p.Card.Anonymous.Warn)
	require.True(t, p.Card.Anonymous.NotConsidered)
	require.Contains(t, p.Notices[regulation.NoticeAnonymous].In("uk"), "доцільності")
	_, ok := p.Next("new", regulation.ActionNotConsidered)
	require.True(t, ok)
	ended, _ := p.Status("not_considered")
	require.Equal(t, regulation.OutcomeNotConsidered, ended.Outcome)
}

// MR-4.4.4
func TestMariupolRefusesForbiddenEmailDomains(t *testing.T) {
	t.Parallel()
	p := shipped(t, "mariupol")
	for address, forbidden := range map[string]bool{
		"a@mail.ru": true, "A@Mail.RU": true, "a@corp.mail.ru": true, "Name <a@yandex.ru>": true, "a@mail.ru.": true,
		"a@ukr.net": false, "a@notmail.ru": false, "mail.ru@ukr.net": false, "no address": false, "": false,
	} {
		require.Equal(t, forbidden, p.ForbiddenEmail(address), address)
	}
}

// MR-5.6.1, MR-5.6.2, MR-5.6.3, MR-5.6.4
func TestMariupolClosesOnFourGrounds(t *testing.T) {
	t.Parallel()
	p := shipped(t, "mariupol")
	at := kyiv(t, "2026-04-20 09:00")
	ids := func(grounds []regulation.Ground) (ids []regulation.GroundID) {
		for _, g := range grounds {
			ids = append(ids, g.ID)
		}
		return ids
	}
	require.Equal(t, []regulation.GroundID{"act", "letter", "call", "photo"}, ids(p.GroundsFor(nil, false, at)))
	require.Equal(t, []regulation.GroundID{"letter", "photo"}, ids(p.GroundsFor(nil, true, at)), "MR-4.4.2")
	works := &regulation.Topic{Grounds: []regulation.GroundID{"act", "photo"}}
	require.Equal(t, []regulation.GroundID{"act", "photo"}, ids(p.GroundsFor(works, false, at)))
	photo, ok := p.Ground("photo")
	require.True(t, ok)
	require.Contains(t, photo.Evidence, "justification")
	closing, _ := p.Next("proposed", regulation.ActionClose)
	require.Contains(t, closing.Needs, regulation.NeedGround)
}

// MR-4.11.4
func TestMariupolReturnForReworkDoesNotLiftControl(t *testing.T) {
	t.Parallel()
	p := shipped(t, "mariupol")
	for _, action := range []regulation.ActionID{regulation.ActionProposeClose, regulation.ActionReturn} {
		require.Empty(t, p.StoppedBy(action, regulation.SubjectCase))
		require.Empty(t, p.DueAfter(action, regulation.SubjectCase, "ordinary", nil, kyiv(t, "2026-04-20 09:00")))
	}
}

// MR-6.4
func TestMariupolRepeatStartsEveryClockAnewAndTellsTheExecutorsHead(t *testing.T) {
	t.Parallel()
	p := shipped(t, "mariupol")
	next, ok := p.Next("solved", regulation.ActionReopen)
	require.True(t, ok)
	require.Contains(t, next.Tells, regulation.Audience(regulation.RoleExecutorHead))
	dues := p.DueAfter(regulation.ActionReopen, regulation.SubjectCase, "ordinary", nil, kyiv(t, "2026-04-20 09:00"))
	require.Len(t, dues, 3)
}
