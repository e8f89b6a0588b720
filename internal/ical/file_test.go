package ical

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestALongLineIsFoldedBetweenCharacters(t *testing.T) {
	t.Parallel()
	line := folded("SUMMARY:" + strings.Repeat("ж", 60))
	for part := range strings.SplitSeq(line, "\r\n") {
		require.LessOrEqual(t, len(part), 75)
	}
	require.Equal(t, "SUMMARY:"+strings.Repeat("ж", 60), strings.ReplaceAll(line, "\r\n ", ""))
}

func TestWhatPeopleWroteBeginsNoLineOfItsOwn(t *testing.T) {
	t.Parallel()
	f := New("Test")
	f.Moment("DTSTART", time.Date(2026, 3, 2, 10, 0, 0, 0, time.FixedZone("", 2*3600)))
	f.Text("SUMMARY", "вул. Миру, 1; \\ вхід\r\nз двору\nATTACH:x")
	w := httptest.NewRecorder()
	f.Send(w, "a.ics")
	require.Equal(t, "text/calendar; charset=utf-8", w.Header().Get("Content-Type"))
	require.Equal(t, `attachment; filename=a.ics`, w.Header().Get("Content-Disposition"))
	require.Equal(t, []string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hotline//Test//UK", "DTSTART:20260302T080000Z",
		`SUMMARY:вул. Миру\, 1\; \\ вхід\nз двору\nATTACH:x`, "END:VCALENDAR", "",
	}, strings.Split(w.Body.String(), "\r\n"))
}
