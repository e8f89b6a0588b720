package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/internal/blob"
	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

// cli runs one of the operator's commands and returns what it printed.
func cli(t *testing.T, args ...string) string {
	t.Helper()
	var c struct {
		Backup  backupCmd  `cmd:""`
		Restore restoreCmd `cmd:""`
		Release releaseCmd `cmd:""`
		Audit   auditCmd   `cmd:""`
	}
	var out, progress bytes.Buffer
	parser, err := kong.New(&c, kong.Writers(&out, &progress), kong.BindTo(t.Context(), (*context.Context)(nil)))
	require.NoError(t, err)
	k, err := parser.Parse(args)
	require.NoError(t, err)
	require.NoError(t, k.Run(), "hotline %s: %s", strings.Join(args, " "), out.String())
	return out.String()
}

// The drill of docs/operations.md: a city with cases and files is backed up and lost; a new database is made from the
// archive; the history holds, nothing leaves until it is released, and then each thing happens once.
func TestARestoredCityIsStillUntilItIsReleased(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	files, archive := "file://"+t.TempDir(), t.TempDir()+"/city.tar"
	lost := pgtest.URL(t)
	pool, err := pgxpool.New(ctx, lost)
	require.NoError(t, err)
	w := casetest.On(t, pool, "mariupol", casecore.Hooks{})
	c := w.Case(casetest.Topic) // its letters were queued months ago, and every term of it has passed since
	blobs, err := blob.Open(ctx, files, w.Store, time.Now)
	require.NoError(t, err)
	kept, err := blobs.Save(ctx, "фото.pdf", "application/pdf", strings.NewReader("%PDF-1.4 фото"), "citizen", "photo")
	require.NoError(t, err)
	pool.Close()

	require.Contains(t, cli(t, "backup", archive, "--database-url", lost, "--blob-url", files), "1 cases")
	require.Contains(t, cli(t, "backup", "verify", archive), "1 of 1 files")
	require.NoError(t, blobs.Delete(ctx, kept.Key))
	restored := pgtest.URL(t)
	require.Contains(t, cli(t, "restore", archive, "--force", "--database-url", restored, "--blob-url", files), "held")
	bytesOf, err := blobs.Read(ctx, kept.Key)
	require.NoError(t, err, "files are back too")
	require.NoError(t, bytesOf.Close())
	require.Contains(t, cli(t, "audit", "verify", "--database-url", restored), " 0 problems")

	p := startProduct(t, func(cfg *Config) {
		cfg.Database.URL, cfg.BlobURL = restored, files
	})
	citizen := p.tg.Person(1001, "uk")
	db, err := pg.Open(ctx, restored, 2)
	require.NoError(t, err)
	defer db.Close()
	var health struct{ Held bool }
	res, err := http.Get(p.url + "/readyz")
	require.NoError(t, err)
	require.NoError(t, json.NewDecoder(res.Body).Decode(&health))
	require.NoError(t, res.Body.Close())
	require.True(t, health.Held)
	me := p.signIn("agent").get("/api/me")
	require.NotEmpty(t, me["held"], "the console says so")

	count := func(query string) (n int) {
		require.NoError(t, db.QueryRow(ctx, query, c.ID.UUID()).Scan(&n))
		return n
	}
	const (
		fired   = `SELECT count(*) FROM deadlines WHERE subject_id = $1 AND fired_at IS NOT NULL`
		late    = `SELECT count(*) FROM breaches WHERE subject_id = $1`
		settled = `SELECT count(*) FROM deliveries WHERE subject_id = $1 AND state <> 'queued'`
	)
	require.Contains(t, cli(t, "release", "nothing", "--database-url", restored), "are held")
	require.Zero(t, count(fired)+count(late)+count(settled), "though the copy serves")

	cli(t, "release", "timers", "--database-url", restored)
	require.Eventually(t, func() bool { return count(late) > 0 }, 20*time.Second, 50*time.Millisecond)
	require.Zero(t, count(settled), "letters wait on")
	require.Contains(t, cli(t, "release", "--database-url", restored), "released")
	hear(t, citizen, c.Number.String())
	require.Equal(t, "nothing is held\n", cli(t, "release", "--database-url", restored))
	res, err = http.Get(p.url + "/readyz")
	require.NoError(t, err)
	health.Held = false
	require.NoError(t, json.NewDecoder(res.Body).Decode(&health))
	require.NoError(t, res.Body.Close())
	require.False(t, health.Held)
}
