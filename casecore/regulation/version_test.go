package regulation_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"hotline/casecore/regulation"
)

// second changes the sample profile into its next version, in force from 1 July 2026 on.
func second(t testing.TB) *regulation.Profile {
	t.Helper()
	return parseTown(t, `version: "1"`, `version: "2"`,
		"{from: 2026-01-01, until: 2026-07-01}", "{from: 2026-07-01}",
		"{n: 2, unit: hour, clause: T-1}", "{n: 3, unit: hour, clause: T-1}")
}

// MR-9.2
func TestACaseKeepsTheVersionItWasTakenUnder(t *testing.T) {
	t.Parallel()
	library, err := regulation.NewLibrary(second(t), parseTown(t))
	require.NoError(t, err)

	takenUnder, err := library.At("town", kyiv(t, "2026-06-30 23:59"))
	require.NoError(t, err)
	require.Equal(t, "1", takenUnder.Version)
	now, err := library.At("town", kyiv(t, "2026-07-01 00:00"))
	require.NoError(t, err)
	require.Equal(t, "2", now.Version)

	kept, err := library.Version("town", takenUnder.Version)
	require.NoError(t, err)
	at := "2026-07-02 10:00"
	require.Equal(t, kyiv(t, "2026-07-02 12:00"), dueOf(t, kept, regulation.DeadlineAccept, "plain", nil, at).At)
	require.Equal(t, kyiv(t, "2026-07-02 13:00"), dueOf(t, now, regulation.DeadlineAccept, "plain", nil, at).At)
	require.Len(t, library.Versions("town"), 2)
}

func TestTheLibraryKnowsWhatIsNotThere(t *testing.T) {
	t.Parallel()
	library, err := regulation.NewLibrary(parseTown(t))
	require.NoError(t, err)
	for _, at := range []string{"2025-12-31 23:59", "2026-07-01 00:00"} {
		_, err = library.At("town", kyiv(t, at))
		require.ErrorIs(t, err, regulation.ErrUnknownProfile)
	}
	_, err = library.At("village", kyiv(t, "2026-03-01 00:00"))
	require.ErrorIs(t, err, regulation.ErrUnknownProfile)
	_, err = library.Version("town", "3")
	require.ErrorIs(t, err, regulation.ErrUnknownProfile)
}

func TestVersionsInForceTogetherOrNamedAlikeAreRefused(t *testing.T) {
	t.Parallel()
	const both = "{from: 2026-01-01, until: 2026-07-01}"
	early := parseTown(t, `version: "1"`, `version: "2"`, "from: 2026-01-01", "from: 2026-06-30")
	_, err := regulation.NewLibrary(parseTown(t), early)
	require.ErrorContains(t, err, "in force together")
	_, err = regulation.NewLibrary(parseTown(t), parseTown(t, both, "{from: 2026-07-01}"))
	require.ErrorContains(t, err, "has version 1 twice")
	_, err = regulation.NewLibrary(parseTown(t), parseTown(t, `version: "1"`, `version: "2"`, both, "{from: 2026-01-01}"))
	require.ErrorContains(t, err, "in force together")
}

func TestALibraryIsReadFromADirectory(t *testing.T) {
	t.Parallel()
	library, err := regulation.ReadLibrary(fstest.MapFS{
		"a.yaml": {Data: []byte(town(t))}, "note.txt": {Data: []byte("not a profile")},
	})
	require.NoError(t, err)
	require.Equal(t, []regulation.ProfileName{"town"}, library.Names())
	_, err = regulation.ReadLibrary(fstest.MapFS{"bad.yaml": {Data: []byte("a: b")}})
	require.ErrorContains(t, err, "bad.yaml:1:1")
}

// MR-9.2: the sample suspends T-5, and with it T-5.1, the cap, during March.
func TestASuspendedClauseHasNoForceMeanwhile(t *testing.T) {
	t.Parallel()
	p := parseTown(t)
	limit, _ := p.Deadline(regulation.DeadlineCap, 0)
	long := &regulation.Topic{Solve: regulation.Term{N: 25, Unit: regulation.UnitDay, Clause: "T-3"}}
	for at, inForce := range map[string]bool{
		"2026-02-28 23:59": true, "2026-03-01 00:00": false, "2026-03-31 23:59": false, "2026-04-01 00:00": true,
	} {
		_, ok := p.Due(limit, "plain", nil, kyiv(t, at))
		require.Equal(t, inForce, ok, at)
		require.Equal(t, inForce, dueOf(t, p, regulation.DeadlineSolve, "plain", long, at).Why.Capped, at)
		require.Equal(t, inForce, p.InForce("T-5", kyiv(t, at)))
		require.True(t, p.InForce("T-51", kyiv(t, at)), "another clause")
		require.True(t, p.InForce("", kyiv(t, at)))
	}
}

// MR-9.2
func TestSuspendedGroundsAndBreachesAreNotUsed(t *testing.T) {
	t.Parallel()
	p := parseTown(t, "clause: T-5, from: 2026-03-01", "clause: T-6.1, from: 2026-03-01")
	require.Len(t, p.GroundsFor(nil, false, kyiv(t, "2026-02-01 10:00")), 2)
	require.Len(t, p.GroundsFor(nil, false, kyiv(t, "2026-03-02 10:00")), 1)

	p = parseTown(t, "clause: T-5, from: 2026-03-01", "clause: T-1.2, from: 2026-03-01")
	rule, _ := p.Deadline(regulation.DeadlineAccept, 0)
	_, ok := p.BreachOf(rule, kyiv(t, "2026-02-01 10:00"))
	require.True(t, ok)
	_, ok = p.BreachOf(rule, kyiv(t, "2026-03-02 10:00"))
	require.False(t, ok)
	_, ok = p.Due(rule, "plain", nil, kyiv(t, "2026-03-02 10:00"))
	require.True(t, ok, "the term itself stays")
}
