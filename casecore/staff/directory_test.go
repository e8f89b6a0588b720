package staff_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
)

// fakeMembers counts how often it is asked.
type fakeMembers struct {
	account staff.Account
	grants  []casecore.Grant
	err     error
	asked   int
}

func (f *fakeMembers) Member(context.Context, casecore.StaffID) (staff.Account, []casecore.Grant, error) {
	f.asked++
	return f.account, f.grants, f.err
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func kyiv(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Kyiv")
	require.NoError(t, err)
	return zone
}

// RO-2.2: a role may be held between dates; they are the city's days.
func TestAGrantHoldsOnTheCitysDays(t *testing.T) {
	t.Parallel()
	zone := kyiv(t)
	grants := []casecore.Grant{{Role: regulation.RoleControlBody, Since: day(2026, 3, 1), Until: day(2026, 4, 1)}}
	for at, held := range map[time.Time]bool{
		time.Date(2026, 2, 28, 23, 59, 59, 0, zone): false,
		time.Date(2026, 3, 1, 0, 0, 0, 0, zone):     true,
		time.Date(2026, 3, 31, 23, 59, 59, 0, zone): true,
		time.Date(2026, 4, 1, 0, 0, 0, 0, zone):     false,
	} {
		require.Equal(t, held, len(staff.InForce(grants, zone, at)) == 1, at)
	}
	require.Len(t, staff.InForce([]casecore.Grant{{Role: regulation.RoleMayor, Since: day(2000, 1, 1)}}, zone, day(2099, 1, 1)), 1)
}

func TestTheDirectoryRemembersForItsTimeOnly(t *testing.T) {
	t.Parallel()
	now := day(2026, 3, 2)
	id := casecore.NewID[casecore.StaffID]()
	f := &fakeMembers{
		account: staff.Account{Person: staff.Person{ID: id}, PasswordHash: "one"},
		grants:  []casecore.Grant{{Role: regulation.RoleAgent, Since: day(2000, 1, 1)}},
	}
	d := staff.NewDirectory(f, kyiv(t), 5*time.Second, func() time.Time { return now })
	look := func() staff.Member {
		m, err := d.Lookup(t.Context(), id)
		require.NoError(t, err)
		return m
	}
	require.Len(t, look().Grants, 1)
	f.grants = nil
	now = now.Add(4 * time.Second)
	require.Len(t, look().Grants, 1)
	require.Equal(t, 1, f.asked)
	now = now.Add(time.Second)
	require.Empty(t, look().Grants)
	require.Equal(t, 2, f.asked)

	before := look().Stamp
	f.account.PasswordHash = "two"
	d.Forget(id)
	require.NotEqual(t, before, look().Stamp)
	now = now.Add(-time.Hour) // a clock that was corrected does not keep what is remembered alive
	look()
	require.Equal(t, 4, f.asked)

	d.Forget(id)
	f.account.DisabledAt = now
	_, err := d.Actor(t.Context(), id)
	require.Equal(t, casecore.NotFound, casecore.CodeOf(err))
}
