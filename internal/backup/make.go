package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Blobs are where the bytes of files are.
type Blobs interface {
	// Read opens the bytes under key; a casecore.Error with the code NotFound when there are none.
	Read(ctx context.Context, key string) (io.ReadSeekCloser, error)
}

// Source is what a backup is made of.
type Source struct {
	Pool     *pgxpool.Pool
	Database string // the address of the same database, for pg_dump
	Blobs    Blobs
	Product  string // this program's version
	Tools    string // the folder of pg_dump, "" to look for it
	// Progress is told how far it is, in bytes of files; it may be nil.
	Progress func(done, total int64)
}

// Name is what a backup in a folder is called: by its moment, so that names sort by age.
func Name(at time.Time) string { return at.UTC().Format("hotline-20060102T150405Z.tar") }

// Make writes a backup of the source to path: a file, or a folder in which it is called by [Name]. What is there under
// that name is replaced at the end, or not at all. It returns where the archive is. Files that are missing or damaged
// do not stop it: see [End].
func Make(ctx context.Context, s Source, path string) (string, Manifest, End, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, Name(time.Now()))
	}
	work, err := os.MkdirTemp(filepath.Dir(path), ".hotline-backup-") // beside it: a rename must stay in its file system
	if err != nil {
		return "", Manifest{}, End{}, fmt.Errorf("backup: %w", err)
	}
	defer os.RemoveAll(work)
	m, err := s.snapshot(ctx, work)
	if err != nil {
		return "", m, End{}, err
	}
	unfinished := filepath.Join(work, "archive.tar")
	end, err := s.archive(ctx, work, unfinished, m)
	if err != nil {
		return "", m, end, err
	}
	if err := os.Rename(unfinished, path); err != nil {
		return "", m, end, fmt.Errorf("backup: %w", err)
	}
	return path, m, end, syncDir(filepath.Dir(path))
}

// snapshot dumps the database and lists its files as of one moment.
func (s Source) snapshot(ctx context.Context, work string) (m Manifest, err error) {
	m = Manifest{Format: format, Product: s.Product}
	err = pgx.BeginTxFunc(ctx, s.Pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly},
		func(tx pgx.Tx) error {
			// Dumping may take longer than a server lets a transaction idle.
			if _, err := tx.Exec(ctx, `SET LOCAL idle_in_transaction_session_timeout = 0`); err != nil {
				return fmt.Errorf("backup: snapshot: %w", err)
			}
			var snapshot string
			var kept bool
			// restores is the migration that made backups possible: without it a restore could not be held.
			if err := tx.QueryRow(ctx, `SELECT pg_export_snapshot(), clock_timestamp(),
				current_setting('server_version_num')::int / 10000, to_regclass('restores') IS NOT NULL`).
				Scan(&snapshot, &m.MadeAt, &m.Server, &kept); err != nil {
				return fmt.Errorf("backup: snapshot: %w", err)
			}
			if !kept {
				return errors.New("backup: the database lacks migrations: run `hotline migrate`")
			}
			m.MadeAt = m.MadeAt.UTC()
			if err := s.describe(ctx, tx, &m); err != nil {
				return err
			}
			if err := s.dump(ctx, snapshot, filepath.Join(work, dumpEntry), &m); err != nil {
				return err
			}
			return listFiles(ctx, tx, filepath.Join(work, listEntry), &m)
		})
	return m, err
}

func (s Source) describe(ctx context.Context, tx pgx.Tx, m *Manifest) error {
	err := tx.QueryRow(ctx, `SELECT s.epoch::text, s.position,
			(SELECT max(version_id) FROM goose_db_version WHERE is_applied),
			(SELECT count(*) FROM reports), (SELECT count(*) FROM cases), (SELECT count(*) FROM events),
			(SELECT count(*) FROM deliveries WHERE state = 'queued'),
			(SELECT count(*) FROM deadlines WHERE fired_at IS NULL AND stopped_at IS NULL AND dead_at IS NULL)
		FROM streams s WHERE s.name = 'cases'`).
		Scan(&m.Feed.Epoch, &m.Feed.Position, &m.Schema, &m.Counts.Reports, &m.Counts.Cases, &m.Counts.Events,
			&m.Counts.Queued, &m.Counts.Deadlines)
	if err != nil {
		return fmt.Errorf("backup: describe: %w", err)
	}
	return nil
}

func (s Source) dump(ctx context.Context, snapshot, path string, m *Manifest) error {
	tools, err := FindTools(ctx, s.Tools, m.Server)
	if err != nil {
		return err
	}
	m.Client = tools.Major
	cmd, said, err := tools.command(ctx, s.Database, "pg_dump", "--format=custom", "--snapshot="+snapshot, "--no-owner",
		"--no-privileges", "--no-comments", "--no-unlogged-table-data")
	if err != nil {
		return err
	}
	m.Database, err = writeSummed(path, func(w io.Writer) error {
		cmd.Stdout = w
		return failed("pg_dump", cmd.Run(), said)
	})
	return err
}

// listFiles writes files.tsv and counts on the way.
func listFiles(ctx context.Context, tx pgx.Tx, path string, m *Manifest) (err error) {
	m.List, err = writeSummed(path, func(w io.Writer) error {
		rows, err := tx.Query(ctx, `SELECT blob_key, size, encode(sha256, 'hex') FROM files ORDER BY blob_key`)
		if err != nil {
			return err
		}
		var f listed
		_, err = pgx.ForEachRow(rows, []any{&f.key, &f.size, &f.sum}, func() error {
			m.Counts.Files++
			m.Counts.FileBytes += f.size
			_, err := io.WriteString(w, f.line())
			return err
		})
		return err
	})
	if err != nil {
		return fmt.Errorf("backup: list files: %w", err)
	}
	return nil
}

// writeSummed makes a file and sums what goes into it.
func writeSummed(path string, write func(io.Writer) error) (Content, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Content{}, err
	}
	defer file.Close()
	h, n := sha256.New(), counter(0)
	if err := write(io.MultiWriter(file, h, &n)); err != nil {
		return Content{}, err
	}
	return Content{Size: int64(n), SHA256: hex.EncodeToString(h.Sum(nil))}, file.Close()
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// syncDir makes a rename outlast a power cut.
func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
