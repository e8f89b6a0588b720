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
	require.NoError(t, filepath.WalkDir(filepath.Join("..", "..", "casecore"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(filepath.Base(filepath.Dir(path)), "dbsqlc") {
			return err
		}
		if ext := filepath.Ext(path); ext != ".go" && ext != ".sql" {
			return nil
		}
		source, err := os.ReadFile(path)
		read++
		require.False(t, pressed.Match(source), "%s reads what clients of the halls pressed", path)
		return err
	}))
	require.Greater(t, read, 100)
}
