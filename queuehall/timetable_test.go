package queuehall

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/queuehall/profile"
)

func TestADayApartCountsBeforeTheWeek(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Kyiv")
	require.NoError(t, err)
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, zone) } // 2 March is a Monday
	table := Timetable{
		Week: profile.Hours{"mon": {"08:00", "17:00"}, "tue": {"08:00", "17:00"}, "wed": {"08:00", "17:00"}, "thu": {"08:00", "17:00"}},
		Days: []DayApart{
			{Day: "2026-03-03", Reason: profile.Text{"uk": "Вихідний"}},
			{Day: "2026-03-04", Opens: "10:00", Closes: "12:00", Reason: profile.Text{"uk": "Скорочений день"}},
			{Day: "2026-03-07", Opens: "09:00", Closes: "13:00", Reason: profile.Text{"uk": "Робоча субота"}},
		},
	}
	for _, c := range []struct {
		at   time.Time
		open bool
	}{
		{at(2, 8, 0), true},
		{at(2, 17, 0), false}, // the end is closed
		{at(3, 9, 0), false},
		{at(4, 9, 59), false},
		{at(4, 10, 0), true},
		{at(4, 12, 0), false},
		{at(6, 9, 0), false}, // a day without hours
		{at(7, 9, 0), true},
	} {
		require.Equal(t, c.open, table.OpenAt(c.at), c.at)
	}
	for _, c := range []struct {
		at, next time.Time
		why      string
	}{
		{at(2, 7, 0), at(2, 8, 0), ""},
		{at(2, 18, 0), at(4, 10, 0), "Вихідний"},
		{at(3, 9, 0), at(4, 10, 0), "Вихідний"},
		{at(4, 13, 0), at(5, 8, 0), "Скорочений день"},
		{at(5, 18, 0), at(7, 9, 0), ""}, // Friday is closed each week
	} {
		next, why := table.Next(c.at)
		require.Equal(t, c.next, next, c.at)
		require.Equal(t, c.why, why.In("uk"), c.at)
	}
	never := Timetable{}
	next, _ := never.Next(at(2, 8, 0))
	require.True(t, next.IsZero())
}
