package callout

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore/calendar"
	"hotline/casecore/regulation"
)

func at(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC) }

// MR-4.9.1
func TestATimeThatNoDutyCoversIsAGap(t *testing.T) {
	t.Parallel()
	week := []Span{{at(1, 0), at(8, 0)}}
	for _, one := range []struct {
		name   string
		duties []Duty
		want   []Span
	}{
		{"nobody at all", nil, week},
		{"one who is always there", []Duty{{From: at(1, 0), Until: at(9, 0)}}, nil},
		{"one after the other, in any order", []Duty{{From: at(4, 0), Until: at(8, 0)}, {From: at(1, 0), Until: at(4, 0)}}, nil},
		{"a hole between two", []Duty{{From: at(1, 0), Until: at(3, 0)}, {From: at(5, 0), Until: at(8, 0)}}, []Span{{at(3, 0), at(5, 0)}}},
		{"a short one within a long one", []Duty{{From: at(1, 0), Until: at(7, 0)}, {From: at(2, 0), Until: at(3, 0)}}, []Span{{at(7, 0), at(8, 0)}}},
		{"one of another week", []Duty{{From: at(20, 0), Until: at(21, 0)}}, week},
	} {
		t.Run(one.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, one.want, gaps(one.duties, week))
		})
	}
}

// MR-4.9.1: somebody is rung between 17:00 and 07:00; by day nobody need be on duty.
func TestGapsAreLookedForInTheHoursInWhichSomebodyIsRung(t *testing.T) {
	t.Parallel()
	p := &regulation.Profile{Zone: time.UTC}
	p.Calling.ByPhone = regulation.PassedByPhone{Kinds: []regulation.KindID{"sos"}, From: calendar.Clock(17 * 60), Until: calendar.Clock(7 * 60)}
	require.Equal(t, []Span{{at(1, 3), at(1, 7)}, {at(1, 17), at(2, 7)}, {at(2, 17), at(2, 20)}}, rungIn(p, false, at(1, 3), at(2, 20)))
	require.Equal(t, []Span{{at(1, 17), at(2, 7)}}, rungIn(p, false, at(1, 12), at(2, 12)))
	require.Equal(t, []Span{{at(1, 12), at(2, 12)}}, rungIn(p, true, at(1, 12), at(2, 12)), "whom nothing else reaches is rung by day too (MR-7.8)")
	p.Calling.ByPhone = regulation.PassedByPhone{}
	require.Equal(t, []Span{{at(1, 12), at(2, 12)}}, rungIn(p, false, at(1, 12), at(2, 12)))
}
