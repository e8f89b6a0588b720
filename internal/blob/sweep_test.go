package blob

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

// table records uploads the way the store of cases does.
type table struct{ db *pg.DB }

func (t table) AddFile(ctx context.Context, f casecore.File) error {
	_, err := t.db.Exec(ctx, `INSERT INTO files (id, name, content_type, size, sha256, blob_key, purpose, added_by, added_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		f.ID.UUID(), f.Name, f.ContentType, f.Size, f.SHA256, f.Key, f.Purpose, f.AddedBy, f.AddedAt)
	return err
}

func TestSweeperRemovesWhatNobodySubmitted(t *testing.T) {
	t.Parallel()
	db := pg.NewDB(pgtest.New(t))
	now := noon
	clock := func() time.Time { return now }
	store, err := Open(t.Context(), "mem://", table{db}, clock)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	save := func() casecore.File {
		f, err := store.Save(t.Context(), "a.png", "", strings.NewReader(png), "citizen", "photo")
		require.NoError(t, err)
		return f
	}
	loose, attached := save(), save()
	_, err = db.Exec(t.Context(), `UPDATE files SET subject_type = 'report', subject_id = $2 WHERE id = $1`, attached.ID.UUID(), uuid.New())
	require.NoError(t, err)
	orphan := newKey(now) // written by a process that died before it could record it
	require.NoError(t, store.bucket.WriteAll(t.Context(), orphan, []byte(png), nil))

	now = noon.Add(47 * time.Hour)
	fresh := save()
	freshOrphan := newKey(now)
	require.NoError(t, store.bucket.WriteAll(t.Context(), freshOrphan, []byte(png), nil))

	require.NoError(t, NewSweeper(store, NewLooseFiles(db), clock, slog.New(slog.DiscardHandler)).Sweep(t.Context()))
	for key, want := range map[string]bool{loose.Key: false, attached.Key: true, fresh.Key: true, orphan: false, freshOrphan: true} {
		got, err := store.bucket.Exists(t.Context(), key)
		require.NoError(t, err)
		require.Equal(t, want, got, key)
	}
	var rows int
	require.NoError(t, db.QueryRow(t.Context(), `SELECT count(*) FROM files`).Scan(&rows))
	require.Equal(t, 2, rows)
}

func TestSweeperLeavesAFileThatIsBeingAttached(t *testing.T) {
	t.Parallel()
	db := pg.NewDB(pgtest.New(t))
	f := casecore.File{ID: casecore.NewID[casecore.FileID](), Key: "k", AddedAt: noon}
	require.NoError(t, table{db}.AddFile(t.Context(), casecore.File{ID: f.ID, Key: f.Key, SHA256: []byte{}, AddedAt: f.AddedAt}))
	require.NoError(t, db.InTx(t.Context(), func(ctx context.Context) error {
		_, err := db.Exec(ctx, `UPDATE files SET subject_type = 'report', subject_id = $2 WHERE id = $1`, f.ID.UUID(), uuid.New())
		require.NoError(t, err)
		keys, err := NewLooseFiles(db).RemoveLoose(t.Context(), noon.Add(time.Hour), 10)
		require.NoError(t, err)
		require.Empty(t, keys)
		return nil
	}))
}
