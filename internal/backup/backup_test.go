package backup

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/audit"
	"hotline/casecore/casetest"
	"hotline/internal/blob"
	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

// town is a city with a case and two files.
type town struct {
	*casetest.World
	url   string
	blobs *blob.Store
	keys  []string
}

func newTown(t *testing.T) *town {
	t.Helper()
	url := pgtest.URL(t)
	w := casetest.On(t, connect(t, url, 0), "mariupol", casecore.Hooks{})
	blobs, err := blob.Open(t.Context(), "file://"+t.TempDir(), w.Store, time.Now)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, blobs.Close()) })
	c := &town{World: w, url: url, blobs: blobs}
	w.Case(casetest.Topic)
	for _, content := range []string{"%PDF-1.4 перший", "%PDF-1.4 другий"} {
		f, err := blobs.Save(t.Context(), "акт.pdf", "application/pdf", strings.NewReader(content), "system", "act")
		require.NoError(t, err)
		c.keys = append(c.keys, f.Key)
	}
	slices.Sort(c.keys)
	return c
}

// connect opens a pool that is closed at the end of the test.
func connect(t *testing.T, url string, conns int32) *pgxpool.Pool {
	t.Helper()
	pool, err := pg.Open(t.Context(), url, conns)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

func (c *town) backup(t *testing.T) (string, Manifest, End) {
	t.Helper()
	path, m, end, err := Make(t.Context(), Source{Pool: c.DB.Pool(), Database: c.url, Blobs: c.blobs, Product: "test"}, t.TempDir())
	require.NoError(t, err)
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, left, 1, "nothing but the archive stays")
	return path, m, end
}

// memory is a Sink.
type memory map[string]string

func (m memory) Put(_ context.Context, key string, r io.Reader) error {
	b, err := io.ReadAll(r)
	m[key] = string(b)
	return err
}

func TestARestoredCityIsTheOneThatWasBackedUp(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	path, m, end := c.backup(t)
	require.EqualValues(t, 1, m.Counts.Cases)
	require.EqualValues(t, 2, end.Files)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "it holds personal data")
	verified, _, err := Verify(t.Context(), path, nil)
	require.NoError(t, err)
	require.Equal(t, m, verified)

	url := pgtest.URL(t)
	pool := connect(t, url, 1)
	files := memory{}
	target := Target{Pool: pool, Database: url, Blobs: files, SkipNumbers: 100}
	_, _, err = Restore(t.Context(), target, path)
	require.ErrorIs(t, err, ErrNotEmpty)
	target.Force = true
	_, _, err = Restore(t.Context(), target, path)
	require.NoError(t, err)
	require.Equal(t, memory{c.keys[0]: files[c.keys[0]], c.keys[1]: files[c.keys[1]]}, files)
	require.ElementsMatch(t, []string{"%PDF-1.4 перший", "%PDF-1.4 другий"}, []string{files[c.keys[0]], files[c.keys[1]]})

	sum, err := audit.Verify(t.Context(), pool, audit.Observer{})
	require.NoError(t, err)
	require.Zero(t, sum.Problems)
	require.Equal(t, m.Counts.Events, sum.Events)
	var epoch string
	var given, next, sessions int64
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT epoch::text, (SELECT max(seq) FROM cases),
		next_case_number((SELECT max(year) FROM cases)), (SELECT count(*) FROM sessions) FROM streams WHERE name = 'cases'`).
		Scan(&epoch, &given, &next, &sessions))
	require.NotEqual(t, m.Feed.Epoch, epoch, "consoles take a snapshot")
	require.Equal(t, given+101, next, "numbers that were given after the backup are not given again")

	again, _, _, err := Make(t.Context(), Source{Pool: connect(t, url, 2), Database: url, Blobs: c.blobs}, t.TempDir())
	require.NoError(t, err, "what was restored can be backed up")
	_, _, err = Verify(t.Context(), again, nil)
	require.NoError(t, err)
}

func TestARestoreThatFailsLeavesTheDatabaseAsItWas(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	path, m, _ := c.backup(t)
	other := newTown(t)
	target := Target{Pool: connect(t, other.url, 1), Database: other.url, Blobs: memory{}, Force: true}
	_, _, err := Restore(t.Context(), target, path)
	require.ErrorContains(t, err, "stop every copy")

	tools, err := FindTools(t.Context(), "", m.Server)
	require.NoError(t, err)
	_, _, err = walk(t.Context(), path, visitor{last: dumpEntry, dump: func(r io.Reader) error {
		return target.database(t.Context(), tools, m, io.LimitReader(r, m.Database.Size-1000))
	}})
	require.Error(t, err)
	var cases int
	require.NoError(t, other.DB.QueryRow(t.Context(), `SELECT count(*) FROM cases`).Scan(&cases))
	require.Equal(t, 1, cases)
}

func TestLostAndDamagedFilesAreNamedAndStopNothing(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	require.NoError(t, c.blobs.Delete(t.Context(), c.keys[0]))
	require.NoError(t, c.blobs.Put(t.Context(), c.keys[1], strings.NewReader("something else")))
	path, m, end := c.backup(t)
	require.EqualValues(t, 2, m.Counts.Files)
	require.Equal(t, End{Files: 1, Missing: c.keys[:1], Damaged: c.keys[1:]}, end)
	_, verified, err := Verify(t.Context(), path, nil)
	require.NoError(t, err, "the archive itself is whole")
	require.Equal(t, end, verified)
}

func TestKeysBeyondTheListAreCounted(t *testing.T) {
	t.Parallel()
	var end End
	for range maxNamed + 3 {
		note(&end.Missing, &end.MoreMissing, "a key")
	}
	require.Len(t, end.Missing, maxNamed)
	require.EqualValues(t, 3, end.MoreMissing)
}

func TestAnArchiveThatWasCutOrAlteredIsRefused(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	path, _, _ := c.backup(t)
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	before, _, found := bytes.Cut(whole, []byte(endEntry))
	require.True(t, found)
	altered := filepath.Join(t.TempDir(), "altered.tar")
	for name, b := range map[string][]byte{
		"cut in the dump":        whole[:len(whole)/2],
		"cut before the end":     before,
		"a byte of the dump":     flip(whole, bytes.Index(whole, []byte("PGDMP"))+400),
		"a byte of a file":       flip(whole, bytes.LastIndex(whole, []byte("%PDF-1.4"))+10),
		"something else":         []byte(strings.Repeat("нічого ", 300)),
		"nothing":                {},
		"a size in the manifest": bytes.Replace(whole, []byte(`"size": `), []byte(`"size":9`), 1),
	} {
		require.NoError(t, os.WriteFile(altered, b, 0o600))
		_, _, err := Verify(t.Context(), altered, nil)
		require.Error(t, err, name)
	}
}

func flip(b []byte, at int) []byte {
	b = slices.Clone(b)
	b[at] ^= 1
	return b
}

func TestThePasswordIsNotAmongTheArguments(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"postgres://hotline:s3cret@db/hotline?pool_max_conns=20", "postgres:///hotline?host=db&user=hotline&password=s3cret",
	} {
		cmd, _, err := Tools{}.command(t.Context(), address, "psql")
		require.NoError(t, err)
		require.NotContains(t, strings.Join(cmd.Args, " "), "s3cret")
		require.NotContains(t, strings.Join(cmd.Args, " "), "pool_max_conns", "libpq does not know it")
		require.Contains(t, cmd.Env, "PGPASSWORD=s3cret")
	}
	_, _, err := Tools{}.command(t.Context(), "host=db password=s3cret", "psql")
	require.Error(t, err)
	require.NotContains(t, err.Error(), "s3cret")
}

func TestToolsOlderThanTheServerAreRefused(t *testing.T) {
	t.Parallel()
	_, err := FindTools(t.Context(), "", 99)
	require.ErrorContains(t, err, "postgresql-client-99")
}
