package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/clock"
)

// MR-9.2: the halls' public pages are headed as the rules of the moment say, not those of the start.
func TestTheHallsAreHeadedWithTheRulesOfTheMoment(t *testing.T) {
	t.Parallel()
	library, err := regulation.Embedded()
	require.NoError(t, err)
	a := &app{city: casecore.City{Library: library, Name: "mariupol"}}
	first := a.city.Versions()[0]
	now := first.Effective.From.AddDate(0, 0, -1)
	a.clock = clock.New(nil, clock.Config{Local: func() time.Time { return now }})
	require.Empty(t, a.cityName("uk"), "no rules hold yet")
	now = now.AddDate(0, 0, 2)
	require.Equal(t, first.Titles.In("uk"), a.cityName("uk"))
	a.cfg.CityName = "Місто"
	require.Equal(t, "Місто", a.cityName("uk"))
}
