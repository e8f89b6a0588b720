package regulation_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore/regulation"
)

func TestTermsCountInTheirUnit(t *testing.T) {
	t.Parallel()
	p := shipped(t, "romny")
	for name, tt := range map[string]struct {
		n        int
		unit     regulation.Unit
		at, want string
	}{
		"minutes by the wall clock":      {30, regulation.UnitMinute, "2026-04-25 23:45", "2026-04-26 00:15"},
		"hours by the wall clock":        {2, regulation.UnitHour, "2026-04-24 16:00", "2026-04-24 18:00"},
		"hours over the spring change":   {2, regulation.UnitHour, "2026-03-29 02:00", "2026-03-29 05:00"},
		"hours over the autumn change":   {3, regulation.UnitHour, "2026-10-25 02:00", "2026-10-25 04:00"},
		"days with weekends":             {3, regulation.UnitDay, "2026-04-24 10:00", "2026-04-27 10:00"},
		"days over the spring change":    {1, regulation.UnitDay, "2026-03-28 10:00", "2026-03-29 10:00"},
		"days over the autumn change":    {1, regulation.UnitDay, "2026-10-24 10:00", "2026-10-25 10:00"},
		"working days to office's close": {2, regulation.UnitWorkingDay, "2026-04-22 10:00", "2026-04-24 16:00"},
		"working hours over lunch":       {2, regulation.UnitWorkingHour, "2026-04-24 11:00", "2026-04-24 14:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := regulation.Term{N: tt.n, Unit: tt.unit}
			require.Equal(t, kyiv(t, tt.want), term.After(p.Calendar, kyiv(t, tt.at)).In(p.Zone))
		})
	}
}

func TestTheSolvingTermEndsAtTheCap(t *testing.T) {
	t.Parallel()
	p := parseTown(t)
	topic := &regulation.Topic{Solve: regulation.Term{N: 25, Unit: regulation.UnitDay, Clause: "T-3"}}
	due := dueOf(t, p, regulation.DeadlineSolve, "plain", topic, "2026-05-01 10:00")
	require.True(t, due.Why.Capped)
	require.Equal(t, kyiv(t, "2026-05-21 10:00"), due.At)
	short := dueOf(t, p, regulation.DeadlineSolve, "sos", nil, "2026-05-01 10:00")
	require.False(t, short.Why.Capped)

	// A new cycle is held by the cap of the registration.
	again := dueOf(t, p, regulation.DeadlineSolve, "sos", nil, "2026-05-20 20:00").Within(due.Why.CapAt)
	require.True(t, again.Why.Capped)
	require.Equal(t, due.Why.CapAt, again.At)
}

func TestAStoredDeadlineIsComputedAnew(t *testing.T) {
	t.Parallel()
	p := parseTown(t)
	due := dueOf(t, p, regulation.DeadlineSolve, "plain", nil, "2026-05-01 10:00")
	stored, err := json.Marshal(due)
	require.NoError(t, err)
	var read regulation.Due
	require.NoError(t, json.Unmarshal(stored, &read))
	again := p.Recompute(read)
	require.True(t, due.At.Equal(again.At))
	require.Equal(t, due.Why.Steps, again.Why.Steps)
	require.Equal(t, due.Why.Clause, again.Why.Clause)

	changed := parseTown(t, "off: [2026-03-04]", "off: [2026-03-04, 2026-05-06]") // a holiday was declared
	require.Equal(t, kyiv(t, "2026-05-18 17:00"), due.At)
	require.Equal(t, kyiv(t, "2026-05-20 17:00"), changed.Recompute(read).At)

	rule, _ := p.Deadline(regulation.DeadlineSolve, 2)
	agreed, err := p.Agreed(rule, "plain", kyiv(t, "2026-05-01 10:00"), kyiv(t, "2026-05-05 10:00"))
	require.NoError(t, err)
	require.Equal(t, agreed, changed.Recompute(agreed), "an agreed date stays")
}

func TestAnExplanationIsWrittenInBothLanguages(t *testing.T) {
	t.Parallel()
	due := dueOf(t, shipped(t, "romny"), regulation.DeadlineNew, "message", nil, "2026-04-24 10:00")
	require.Equal(t, []string{
		"відлік від 24.04.2026 10:00",
		"2 робочі дні, починаючи з наступного після дати відліку",
		"без вихідних: 25.04, 26.04",
		"робочий час документом не визначено, прийнято звичайний",
		"спливає 28.04.2026 17:15",
	}, due.Why.Say("uk"))
	require.Equal(t, "2 working days, the first being the one after the start", due.Why.Say("en")[1])
	days := dueOf(t, shipped(t, "mariupol"), regulation.DeadlineCap, "ordinary", nil, "2026-03-20 10:00")
	require.Contains(t, days.Why.Say("en"), "the clock changed from +02:00 to +03:00")
	require.Equal(t, "no.such.key", regulation.Step{Key: "no.such.key"}.Say("uk"))
}

func TestNounsFollowTheirNumber(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		1: "1 доба", 2: "2 доби", 4: "4 доби", 5: "5 діб", 11: "11 діб", 12: "12 діб",
		21: "21 доба", 22: "22 доби", 45: "45 діб", 111: "111 діб",
	} {
		require.Equal(t, want, regulation.Term{N: n, Unit: regulation.UnitDay}.Say("uk"))
	}
	require.Equal(t, "1 day", regulation.Term{N: 1, Unit: regulation.UnitDay}.Say("en"))
	require.Equal(t, "21 days", regulation.Term{N: 21, Unit: regulation.UnitDay}.Say("en"))
	require.Equal(t, "2 days", regulation.Term{N: 2, Unit: regulation.UnitDay}.Say("en"))
}

// MR-6.2.2: letters gather for a week and go out when the office opens.
func TestGatheredLettersGoOutInOfficeHours(t *testing.T) {
	t.Parallel()
	p := shipped(t, "mariupol")
	for _, tt := range []struct {
		when     regulation.When
		at, want string
	}{
		{regulation.WhenNow, "2026-04-25 03:00", "2026-04-25 03:00"},
		{regulation.WhenWeekly, "2026-04-22 15:00", "2026-04-27 08:00"},
		{regulation.WhenWeekly, "2026-04-27 07:59", "2026-04-27 08:00"},
		{regulation.WhenWeekly, "2026-04-27 08:00", "2026-05-04 08:00"},
		{regulation.WhenMonthly, "2026-04-22 15:00", "2026-05-01 08:00"},
		{regulation.WhenMonthly, "2026-07-31 23:59", "2026-08-03 08:00"}, // the 1st is a Saturday
		{regulation.WhenMonthly, "2026-08-02 12:00", "2026-08-03 08:00"},
		{regulation.WhenWeekly, "2021-06-21 12:00", "2021-06-22 08:00"}, // that Monday was a day off
	} {
		got := p.NextLetter(tt.when, kyiv(t, tt.at))
		require.Equal(t, kyiv(t, tt.want), got, "%s at %s", tt.when, tt.at)
		if tt.when != regulation.WhenNow {
			require.True(t, p.Calendar.IsWorking(got))
		}
	}
}

func TestRegisteringFirstIsADepartureThatTheProfileChooses(t *testing.T) {
	t.Parallel()
	p := parseTown(t)
	require.False(t, p.ConfirmFirst("sos"))
	require.True(t, p.ConfirmAfter("sos"))
	require.True(t, p.ConfirmFirst("plain"))
}

func BenchmarkDueAfter(b *testing.B) {
	p := shipped(b, "mariupol")
	at := time.Date(2026, 4, 20, 9, 0, 0, 0, time.UTC)
	for b.Loop() {
		p.DueAfter(regulation.ActionRegister, regulation.SubjectCase, "ordinary", nil, at)
	}
}

func TestPolishCountsByThreeForms(t *testing.T) {
	for n, want := range map[int]string{1: "1 doba", 3: "3 doby", 12: "12 dób", 21: "21 dób", 22: "22 doby"} {
		require.Equal(t, want, regulation.Term{N: n, Unit: regulation.UnitDay}.Say("pl"))
	}
}
