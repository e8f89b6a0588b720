package streets_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore/regulation"
	"hotline/casecore/streets"
)

func TestTheNearestStreetsComeFirst(t *testing.T) {
	t.Parallel()
	at := func(lat, lon float64) *streets.Point { return &streets.Point{Lat: lat, Lon: lon} }
	named := func(code string, point *streets.Point, houses ...streets.House) streets.Street {
		return streets.Street{Code: code, Type: "street", Names: regulation.Text{"uk": code}, Point: point, Houses: houses}
	}
	index := streets.NewIndex([]streets.Street{
		named("far", at(47.20, 37.50)),
		named("nowhere", nil),
		named("north", at(47.101, 37.50)),
		named("east", at(47.10, 37.501)),
		named("long", at(47.30, 37.50), streets.House{Number: "1", Point: at(47.1001, 37.50)}, streets.House{Number: "2"}),
	})
	var codes []string
	found := index.Near(streets.Point{Lat: 47.10, Lon: 37.50}, 4)
	for _, n := range found {
		codes = append(codes, n.Street.Code)
	}
	require.Equal(t, []string{"long", "east", "north", "far"}, codes)
	require.InDelta(t, 11, found[0].Metres, 1, "by its nearest house")
	require.InDelta(t, 76, found[1].Metres, 1, "a degree of longitude is shorter here")
	require.InDelta(t, 111, found[2].Metres, 1)
	require.Len(t, index.Near(streets.Point{Lat: 47.10, Lon: 37.50}, 2), 2)
	require.Empty(t, index.Near(streets.Point{}, 0))
}
