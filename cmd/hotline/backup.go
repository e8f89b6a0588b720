package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"github.com/alecthomas/kong"

	"hotline/internal/backup"
	"hotline/internal/blob"
	"hotline/internal/pg"
)

// backupCmd carries a whole city into one archive.
type backupCmd struct {
	Make   backupMakeCmd   `cmd:"" default:"withargs" help:"Write database and files into one archive, while copies serve."`
	Verify backupVerifyCmd `cmd:"" help:"Read a whole archive and compare every sum."`
}

// errIncomplete ends a backup that was written and lacks files.
var errIncomplete = errors.New("the archive is complete but for the files named above")

type backupMakeCmd struct {
	To       string         `arg:"" type:"path" help:"A file, or a folder in which it is called by its moment."`
	Database DatabaseConfig `embed:""`
	BlobURL  string         `name:"blob-url" env:"BLOB_URL" default:"file:///var/lib/hotline/files" help:"Where files are kept, file:// or s3://."`
	Tools    string         `name:"postgres-tools" type:"path" help:"The folder of pg_dump; it is looked for by default."`
	Quiet    bool           `help:"Do not say how far it is."`
}

// Run writes the archive and says where it is. Files that are gone are named, and it ends with an error.
func (c *backupMakeCmd) Run(ctx context.Context, k *kong.Context) error {
	pool, err := openDatabase(ctx, c.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	blobs, err := blob.Open(ctx, c.BlobURL, nil, time.Now)
	if err != nil {
		return err
	}
	defer blobs.Close()
	source := backup.Source{Pool: pool, Database: c.Database.URL, Blobs: blobs, Product: version(), Tools: c.Tools}
	if !c.Quiet {
		source.Progress = progressTo(k.Stderr, isTerminal(k.Stderr), time.Now)
	}
	path, m, end, err := backup.Make(ctx, source, c.To)
	if err != nil {
		return err
	}
	return tell(k.Stdout, path, m, end)
}

type backupVerifyCmd struct {
	File  string `arg:"" type:"existingfile" help:"The archive."`
	Quiet bool   `help:"Do not say how far it is."`
}

// Run says what the archive holds, or what is wrong with it.
func (c *backupVerifyCmd) Run(ctx context.Context, k *kong.Context) error {
	var progress func(done, total int64)
	if !c.Quiet {
		progress = progressTo(k.Stderr, isTerminal(k.Stderr), time.Now)
	}
	m, end, err := backup.Verify(ctx, c.File, progress)
	if err != nil {
		return err
	}
	return tell(k.Stdout, c.File, m, end)
}

// tell says what an archive holds.
func tell(w io.Writer, path string, m backup.Manifest, end backup.End) error {
	for _, list := range []struct {
		what string
		keys []string
		more int64
	}{{"missing", end.Missing, end.MoreMissing}, {"damaged", end.Damaged, end.MoreDamaged}} {
		for _, key := range list.keys {
			_, _ = fmt.Fprintf(w, "%s: %s\n", list.what, key)
		}
		if list.more > 0 {
			_, _ = fmt.Fprintf(w, "%s: and %d more\n", list.what, list.more)
		}
	}
	_, err := fmt.Fprintf(w, "%s\n  made %s by %s of PostgreSQL %d, schema %d\n  %d reports, %d cases, %d events, %d of %d files (%.1f MiB)\n",
		path, m.MadeAt.Format(time.RFC3339), m.Product, m.Server, m.Schema, m.Counts.Reports, m.Counts.Cases, m.Counts.Events,
		end.Files, m.Counts.Files, float64(m.Counts.FileBytes)/(1<<20))
	if err == nil && len(end.Missing)+len(end.Damaged) > 0 {
		err = errIncomplete
	}
	return err
}

// restoreCmd brings a city back.
type restoreCmd struct {
	File        string         `arg:"" type:"existingfile" help:"The archive."`
	Database    DatabaseConfig `embed:""`
	BlobURL     string         `name:"blob-url" env:"BLOB_URL" default:"file:///var/lib/hotline/files" help:"Where files are put, file:// or s3://."`
	Tools       string         `name:"postgres-tools" type:"path" help:"The folder of psql and pg_restore; it is looked for by default."`
	Force       bool           `help:"Destroy what the database holds."`
	SkipNumbers int            `name:"skip-numbers" default:"1000" help:"The gap in the numbers of cases: some were given after the backup."`
	Quiet       bool           `help:"Do not say how far it is."`
}

// Run restores, and says what is held.
func (c *restoreCmd) Run(ctx context.Context, k *kong.Context) error {
	if err := errors.Join(c.Database.Validate()...); err != nil {
		return err
	}
	pool, err := pg.Open(ctx, c.Database.URL, 1) // any other connection is a copy that serves
	if err != nil {
		return err
	}
	defer pool.Close()
	blobs, err := blob.Open(ctx, c.BlobURL, nil, time.Now)
	if err != nil {
		return err
	}
	defer blobs.Close()
	target := backup.Target{
		Pool: pool, Database: c.Database.URL, Blobs: blobs, Tools: c.Tools, Force: c.Force, SkipNumbers: c.SkipNumbers,
	}
	if !c.Quiet {
		say := progressTo(k.Stderr, isTerminal(k.Stderr), time.Now)
		target.Progress = func(_ string, done, total int64) { say(done, total) }
	}
	m, end, err := backup.Restore(ctx, target, c.File)
	if err != nil {
		return err
	}
	if err := tell(k.Stdout, c.File, m, end); err != nil && !errors.Is(err, errIncomplete) {
		return err
	}
	_, err = fmt.Fprintln(k.Stdout, "restored. Timers and letters are held: run `hotline migrate`, start the copies, look, then `hotline release`")
	return err
}

// version is what this program was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return info.Main.Version
}
