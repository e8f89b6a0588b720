package pgtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver that goose migrates through
	"github.com/pressly/goose/v3"

	"hotline/migrations"
)

const (
	databasePrefix = "hotline_test_"
	templatePrefix = "hotline_template_"
	// templateLock keeps two processes from building a template at once.
	templateLock = 0x686f746c696e65
	// creation makes a database that sorts and folds Cyrillic as people do.
	creation = ` TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'` +
		` LOCALE_PROVIDER icu ICU_LOCALE 'uk'`
)

// createFromTemplate makes a database with the present schema.
func (d *databases) createFromTemplate(ctx context.Context) (name string, err error) {
	template, err := d.ensureTemplate(ctx)
	if err != nil {
		return "", err
	}
	name = databasePrefix + randomHex()
	_, err = d.admin.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template)
	return name, err
}

func (d *databases) drop(ctx context.Context, name string) error {
	_, err := d.admin.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	return err
}

// ensureTemplate returns the template of the present schema. Its name carries
// the schema's hash, so that two states of the tree never share one.
func (d *databases) ensureTemplate(ctx context.Context) (string, error) {
	d.templateOnce.Lock()
	defer d.templateOnce.Unlock()
	if d.template != "" {
		return d.template, nil
	}
	hash, err := schemaHash(migrations.FS)
	if err != nil {
		return "", err
	}
	name := templatePrefix + hash
	err = d.admin.AcquireFunc(ctx, func(conn *pgxpool.Conn) error {
		if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", templateLock); err != nil {
			return err
		}
		err := d.buildTemplate(ctx, conn.Conn(), name)
		_, unlockErr := conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", templateLock)
		return errors.Join(err, unlockErr)
	})
	if err != nil {
		return "", fmt.Errorf("build the template database: %w", err)
	}
	d.template = name
	return name, nil
}

// buildTemplate builds under another name, so that a template found is whole.
func (d *databases) buildTemplate(ctx context.Context, conn *pgx.Conn, name string) error {
	var built bool
	err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&built)
	if err != nil || built {
		return err
	}
	unfinished := name + "_unfinished"
	if err := d.drop(ctx, unfinished); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+unfinished+creation); err != nil {
		return err
	}
	if err := migrate(ctx, d.at.database(unfinished)); err != nil {
		return err
	}
	for _, change := range []string{" RENAME TO " + name, " IS_TEMPLATE true", " ALLOW_CONNECTIONS false"} {
		if _, err := conn.Exec(ctx, "ALTER DATABASE "+unfinished+change); err != nil {
			return err
		}
		unfinished = name
	}
	return nil
}

// dropLeftovers drops what killed test processes and earlier schemas left. Only
// a server that has just been started is known to have nobody's databases.
func (d *databases) dropLeftovers(ctx context.Context) error {
	rows, err := d.admin.Query(ctx,
		"SELECT datname FROM pg_database WHERE starts_with(datname, $1) OR starts_with(datname, $2)",
		databasePrefix, templatePrefix)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	hash, err := schemaHash(migrations.FS)
	if err != nil {
		return err
	}
	for _, name := range names {
		if name == templatePrefix+hash {
			continue
		}
		if _, err := d.admin.Exec(ctx, "ALTER DATABASE "+name+" IS_TEMPLATE false"); err != nil {
			return err
		}
		if err := d.drop(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// migrate brings the schema up. It does not ask internal/pg to, whose own tests use this package.
func migrate(ctx context.Context, url string) error {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return err
	}
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, migrations.FS)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// schemaHash names the state of the schema: every migration and how the
// database is made.
func schemaHash(files fs.FS) (string, error) {
	hash := sha256.New()
	fmt.Fprintln(hash, creation)
	err := fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, path)
		fmt.Fprintf(hash, "%s %d\n%s", path, len(content), content)
		return err
	})
	return hex.EncodeToString(hash.Sum(nil))[:16], err
}

func randomHex() string {
	var raw [8]byte
	_, _ = rand.Read(raw[:]) // never fails
	return hex.EncodeToString(raw[:])
}
