package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrNotEmpty refuses to restore over a database that holds something.
var ErrNotEmpty = errors.New("backup: the database is not empty: make a new one, or lose what is in this one by --force")

// Sink takes the bytes of files.
type Sink interface {
	// Put writes the bytes under key; the same bytes may be there already.
	Put(ctx context.Context, key string, r io.Reader) error
}

// Target is where a backup is restored to.
type Target struct {
	Pool     *pgxpool.Pool // one connection at most: any other of this product's is a copy that serves
	Database string        // the address of the same database, for psql
	Blobs    Sink
	Tools    string // the folder of psql and pg_restore, "" to look for them
	Force    bool   // destroy what is in the database
	// SkipNumbers is the gap that is left in the numbers of cases: those that were given after the backup belong to
	// citizens already.
	SkipNumbers int
	Progress    func(step string, done, total int64) // may be nil
}

// Restore verifies the archive at path, puts its files back and then its database, which it leaves held: see [Hold].
func Restore(ctx context.Context, t Target, path string) (Manifest, End, error) {
	if err := t.check(ctx); err != nil {
		return Manifest{}, End{}, err
	}
	m, end, err := walk(ctx, path, visitor{bytes: t.step("verify")})
	if err != nil {
		return m, end, err
	}
	tools, err := t.tools(ctx, m)
	if err != nil {
		return m, end, err
	}
	if _, _, err := walk(ctx, path, visitor{
		bytes: t.step("files"),
		file: func(key string, r io.Reader) error {
			if err := t.Blobs.Put(ctx, key, r); err != nil {
				return fmt.Errorf("backup: put %s back: %w", key, err)
			}
			return nil
		},
	}); err != nil {
		return m, end, err
	}
	_, _, err = walk(ctx, path, visitor{
		bytes: t.step("database"),
		last:  dumpEntry,
		dump:  func(r io.Reader) error { return t.database(ctx, tools, m, r) },
	})
	return m, end, err
}

func (t Target) step(name string) func(done, total int64) {
	if t.Progress == nil {
		return nil
	}
	return func(done, total int64) { t.Progress(name, done, total) }
}

// check refuses a database that is used.
func (t Target) check(ctx context.Context) error {
	var things, copies int
	err := t.Pool.QueryRow(ctx, `SELECT
		(SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace('public') AND relkind IN ('r', 'p', 'S', 'v')),
		(SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND application_name = 'hotline' AND pid <> pg_backend_pid())`).
		Scan(&things, &copies)
	switch {
	case err != nil:
		return fmt.Errorf("backup: look at the database: %w", err)
	case copies > 0:
		return errors.New("backup: hotline serves this database: stop every copy first")
	case things > 0 && !t.Force:
		return ErrNotEmpty
	}
	return nil
}

// tools finds programs that read the dump and that the server understands.
func (t Target) tools(ctx context.Context, m Manifest) (Tools, error) {
	var server int
	if err := t.Pool.QueryRow(ctx, `SELECT current_setting('server_version_num')::int / 10000`).Scan(&server); err != nil {
		return Tools{}, fmt.Errorf("backup: %w", err)
	}
	if server < m.Server {
		return Tools{}, fmt.Errorf("backup: it was made of PostgreSQL %d, this server is %d: restore to %[1]d or later",
			m.Server, server)
	}
	return FindTools(ctx, t.Tools, max(server, m.Client))
}

// database runs one transaction in psql: the old goes, the new comes, and it is held.
func (t Target) database(ctx context.Context, tools Tools, m Manifest, dump io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	psql, said, err := tools.command(ctx, t.Database, "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
	if err != nil {
		return err
	}
	script, err := psql.StdinPipe()
	if err != nil {
		return err
	}
	if err := psql.Start(); err != nil {
		return failed("psql", err, said)
	}
	wrote := t.script(ctx, tools, m, dump, script)
	if wrote != nil {
		cancel() // without its COMMIT, what was begun is rolled back
	}
	closed := script.Close()
	if err := psql.Wait(); err != nil && wrote == nil || said.Len() > 0 && err != nil {
		return failed("psql", err, said) // its complaint is the cause, the broken pipe a consequence
	}
	return errors.Join(wrote, closed)
}

func (t Target) script(ctx context.Context, tools Tools, m Manifest, dump io.Reader, to io.Writer) error {
	begin := "BEGIN;\n"
	if t.Force {
		begin += "DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"
	}
	if _, err := io.WriteString(to, begin); err != nil {
		return err
	}
	restore, said := tools.program(ctx, "pg_restore", "--file=-", "--no-owner", "--no-privileges")
	restore.Stdin, restore.Stdout = dump, to
	if err := failed("pg_restore", restore.Run(), said); err != nil {
		return err
	}
	_, err := io.WriteString(to, t.afterwards(m))
	return err
}

// afterwards makes a restored database one that knows it was.
func (t Target) afterwards(m Manifest) string {
	return strings.NewReplacer(":made_at", m.MadeAt.Format(time.RFC3339Nano), ":skip", fmt.Sprint(max(t.SkipNumbers, 0))).Replace(`
		UPDATE public.streams SET epoch = pg_catalog.gen_random_uuid();
		UPDATE public.leases SET until = '-infinity';
		DELETE FROM public.sessions;
		DELETE FROM public.link_codes;
		DO $after$
		DECLARE
			s record;
		BEGIN
			FOR s IN SELECT schemaname, sequencename, last_value, max_value FROM pg_catalog.pg_sequences
				WHERE schemaname = 'public' AND sequencename LIKE 'case\_number\_%' AND last_value IS NOT NULL
			LOOP
				PERFORM pg_catalog.setval(pg_catalog.format('%I.%I', s.schemaname, s.sequencename)::regclass,
					LEAST(s.last_value + :skip, s.max_value));
			END LOOP;
		END $after$;
		INSERT INTO public.restores (made_at, restored_at) VALUES (':made_at', pg_catalog.clock_timestamp());
		COMMIT;
	`)
}
