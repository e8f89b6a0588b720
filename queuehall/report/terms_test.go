package report

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/casecore/casetest"
	"hotline/queuehall"
	"hotline/queuehall/profile"
)

// VN-4.7: whoever comes to work for another participant leaves the visits until then with the one before, in results, in the letters of
// the month, in flags, and when they have left.
func TestAVisitIsOfTheParticipantForWhomItsOperatorWorkedThen(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p, err := profile.Embedded("vinnytsia")
	require.NoError(t, err)
	halls := queuehall.New(o.DB, o.Store, p, o.Clock.Now, casecore.Hooks{})
	state, administrators := o.centre.participant("state"), o.centre.participant("administrators")
	on := func(day calendar.Date) {
		o.Clock.Set(time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, casetest.Kyiv()))
	}
	post := queuehall.Post{Kind: queuehall.OperatorPost, Branch: o.centre.branch("centre"), Participant: &administrators}
	moves := func(off bool) {
		t.Helper()
		require.NoError(t, halls.SetPost(t.Context(), queuehall.SetPost{Command: o.Command(o.hall), Staff: o.bea.Staff, Post: post, Off: off}))
	}
	serves := func(on string, mark int) {
		o.came(visit{branch: "centre", direction: "residence", staff: o.bea.Staff, day: day(on), mark: mark, pad: "lit"})
	}
	of := func(q Query) (marks [2][Marks]int) {
		t.Helper()
		for i, id := range []uuid.UUID{state, administrators} {
			q.Participant = id
			marks[i] = o.results(o.hall, q).Total.Marks
		}
		return marks
	}

	serves("2026-03-05", 1)
	on(day("2026-03-10"))
	moves(false)
	serves("2026-03-15", 2)
	want := [2][Marks]int{{1, 0, 1}, {1, 2, 0}}
	require.Equal(t, want, of(o.visits))
	require.Equal(t, want[0], o.results(o.participant, o.visits).Total.Marks, "the head of the one before sees what was theirs")
	on(day("2026-03-20"))
	moves(true)
	require.Equal(t, want, of(o.visits), "who has left has served")
	require.Equal(t, 5, o.results(o.branch, o.visits).Total.Visits, "each visit once")

	m := o.monthly()
	for i, id := range [...]scoped{{ID: state, Scope: OfParticipant}, {ID: administrators, Scope: OfParticipant}} {
		tables, err := m.tables(t.Context(), &id, day("2026-03-01"))
		require.NoError(t, err)
		require.Equal(t, want[i], tables[0].Total.Marks)
	}

	o.Exec(`INSERT INTO hall_flags (id, kind, branch_id, visit_id, staff_id, at, made_at)
		SELECT gen_random_uuid(), 'pressure', branch_id, id, staff_id, ended_at, ended_at FROM hall_visits WHERE staff_id = $1`, o.bea.Staff.UUID())
	require.Len(t, o.flags(o.participant, marchFlags()), 2, "of the two visits then")
}
