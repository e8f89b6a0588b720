package stats_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/casecore/stats"
)

func TestTheWallCountsWhatWaitsWhatIsLateAndWhatTheDayBrought(t *testing.T) {
	t.Parallel()
	w, r := city(t)
	waiting := w.Report()
	ordinary, sos := w.Case(casetest.Topic), w.Case(casetest.SOSTopic)
	w.Clock.Advance(105 * time.Minute) // past the 30 minutes of an emergency, a quarter before the two hours of the rest (MR-5.1)
	wall, err := r.Wall(t.Context(), everything, casetest.Kyiv())
	require.NoError(t, err)
	require.Equal(t, 1, wall.Waiting)
	require.True(t, waiting.ReceivedAt.Equal(*wall.WaitingSince))
	require.Equal(t, stats.Load{Open: 2, Unaccepted: 2, Late: 1, Soon: 1, SOS: 1}, wall.Total)
	var late casecore.OrgID
	for _, p := range wall.Parts {
		if p.Load.Late > 0 {
			late = p.Org
		}
	}
	require.Equal(t, sos.LeadOrg, late)
	require.Len(t, wall.Hours, 12)
	require.Equal(t, stats.Hour{Hour: 10, Registered: 2}, wall.Hours[10])

	own, err := r.Wall(t.Context(), w.Person(regulation.RoleExecutorHead, ordinary.LeadOrg).Tags(), casetest.Kyiv())
	require.NoError(t, err)
	require.Zero(t, own.Waiting, "what waits is the centre's")
	require.GreaterOrEqual(t, own.Total.Open, 1)
	nobody, err := r.Wall(t.Context(), nil, casetest.Kyiv())
	require.NoError(t, err)
	require.Zero(t, nobody.Total)
}

func TestTheMapHasWhatHasAPointAndSaysHowMuchHasNone(t *testing.T) {
	t.Parallel()
	w, r := city(t)
	placed := w.Case(casetest.Topic)
	w.Case(casetest.SOSTopic)
	_, err := w.DB.Exec(t.Context(), `UPDATE cases SET lat = CASE WHEN id = $1 THEN 47.1 END, lon = CASE WHEN id = $1 THEN 37.5 END`,
		placed.ID.UUID())
	require.NoError(t, err)
	m, err := r.CaseMap(t.Context(), stats.CaseFilter{Tags: everything, Phase: "open"})
	require.NoError(t, err)
	require.Len(t, m.Points, 1)
	require.Equal(t, placed.ID, m.Points[0].ID)
	require.Equal(t, casecore.Point{Lat: 47.1, Lon: 37.5}, m.Points[0].Point)
	require.Equal(t, stats.Counted{Count: 1}, m.Unplaced)
}
