package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	zoneLine = regexp.MustCompile(`(?m)^zone: .*$`)
	weekLine = regexp.MustCompile(`(?m)^week: .*$`)
)

// middayHalls writes the halls that ship, always open, in a time zone where it is midday now: whatever the hour at which a test runs, the
// day of its halls does not end meanwhile. It returns the file.
func middayHalls(t *testing.T) string {
	t.Helper()
	profile, err := os.ReadFile("../../queuehall/profile/profiles/vinnytsia.yaml")
	require.NoError(t, err)
	profile = weekLine.ReplaceAll(profile, []byte(`week: &week {mon: &always ["00:00", "24:00"], `+
		`tue: *always, wed: *always, thu: *always, fri: *always, sat: *always, sun: *always}`))
	// Etc/GMT-3 is three hours ahead of Greenwich.
	profile = zoneLine.ReplaceAll(profile, fmt.Appendf(nil, "zone: Etc/GMT%+d", time.Now().UTC().Hour()-12))
	file := filepath.Join(t.TempDir(), "halls.yaml")
	require.NoError(t, os.WriteFile(file, profile, 0o600))
	return file
}
