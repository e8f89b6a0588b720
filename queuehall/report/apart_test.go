package report

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Who watches terms and whose breaches are told never reads what clients pressed.
//
// VN-4.8
func TestRatingsAreInNothingThatTellsOfBreaches(t *testing.T) {
	t.Parallel()
	read := 0
	pressed := regexp.MustCompile(`hall_(presses|visits|flags|runs|monthly)`)
	own, err := os.ReadFile("read.go")
	require.NoError(t, err)
	require.True(t, pressed.Match(own), "what reads ratings would be known")
	for _, part := range []string{"casecore", "dashboard", "bot", "telephony"} {
		require.NoError(t, filepath.WalkDir(filepath.Join("..", "..", part), func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() && d.Name() == "node_modules" {
				return filepath.SkipDir
			}
			if ext := filepath.Ext(path); err != nil || d.IsDir() || ext != ".go" && ext != ".sql" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			read++
			require.False(t, pressed.Match(source), "%s reads what clients of the halls pressed", path)
			return err
		}))
	}
	require.Greater(t, read, 300)
}
