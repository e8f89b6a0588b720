package migrations_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/require"

	"hotline/internal/pgtest"
	"hotline/migrations"
)

// firstReleased is the schema of the first version that a city ran: what came before had nothing to run beside.
const firstReleased = 4

// column is what a program that writes rows has to know of one.
type column struct {
	Type     string
	Required bool // neither null nor a default
}

// schema is what the programs of one version rely on.
type schema struct {
	columns map[string]column // by table.column
	rules   []string          // constraints and unique indexes, with their tables
}

// empty returns a database without a schema and who migrates it.
func empty(t *testing.T) (*pgxpool.Pool, *goose.Provider) {
	t.Helper()
	pool := pgtest.New(t)
	_, err := pool.Exec(t.Context(), `DROP SCHEMA public CASCADE; CREATE SCHEMA public`)
	require.NoError(t, err)
	db := stdlib.OpenDBFromPool(pool)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	provider, err := goose.NewProvider(goose.DialectPostgres, db, migrations.FS)
	require.NoError(t, err)
	_, err = provider.UpTo(t.Context(), firstReleased)
	require.NoError(t, err)
	return pool, provider
}

func read(t *testing.T, pool *pgxpool.Pool) schema {
	t.Helper()
	s := schema{columns: make(map[string]column)}
	rows, err := pool.Query(context.Background(), `
		SELECT c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0
			AND NOT a.attisdropped AND c.relname <> 'goose_db_version'`)
	require.NoError(t, err)
	for rows.Next() {
		var name string
		var c column
		require.NoError(t, rows.Scan(&name, &c.Type, &c.Required))
		s.columns[name] = c
	}
	require.NoError(t, rows.Err())
	rows, err = pool.Query(context.Background(), `
		SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
		WHERE connamespace = 'public'::regnamespace AND conparentid = 0 AND conrelid <> 0
		UNION
		SELECT indrelid::regclass || ' ' || pg_get_indexdef(indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
		WHERE indisunique AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
		ORDER BY 1`)
	require.NoError(t, err)
	s.rules, err = pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return s
}

// tables are those that a schema has.
func (s *schema) tables() map[string]bool {
	tables := make(map[string]bool)
	for name := range s.columns {
		table, _, _ := strings.Cut(name, ".")
		tables[table] = true
	}
	return tables
}

// While a city is upgraded copies of the version before run beside the new ones: what they read is still there, of the same
// type, and what they write is still taken.
func TestTheVersionBeforeRunsOnTheSchemaAfter(t *testing.T) {
	t.Parallel()
	pool, provider := empty(t)
	before := read(t, pool)
	for {
		done, err := provider.UpByOne(t.Context())
		if errors.Is(err, goose.ErrNoNextVersion) {
			return
		}
		require.NoError(t, err)
		after, step := read(t, pool), done.Source.Path
		known := before.tables()
		for name, was := range before.columns {
			is, there := after.columns[name]
			require.True(t, there, "%s takes %s away", step, name)
			require.Equal(t, was.Type, is.Type, "%s: %s", step, name)
			require.False(t, is.Required && !was.Required, "%s makes %s required", step, name)
		}
		for name, is := range after.columns {
			table, _, _ := strings.Cut(name, ".")
			_, was := before.columns[name]
			require.False(t, known[table] && !was && is.Required, "%s adds %s, which nobody before fills in", step, name)
		}
		for _, rule := range after.rules {
			table, _, _ := strings.Cut(rule, " ")
			if known[table] && !slices.Contains(before.rules, rule) {
				require.Contains(t, looser, rule, "%s adds a rule to a table that is there", step)
			}
		}
		before = after
	}
}

// looser are rules that nobody before breaks: columns that they do not know, or a rule that allows more.
var looser = []string{
	"wordings CHECK ((settled_how = ANY (ARRAY[''::text, 'bot'::text, 'link'::text, 'read_aloud'::text, 'phone'::text, 'none'::text])))",
	"wordings CHECK ((asked_via = ANY (ARRAY['bot'::text, 'link'::text, 'read_aloud'::text, 'phone'::text, 'none'::text])))",
	"files CHECK ((subject_type = ANY (ARRAY[''::text, 'case'::text, 'report'::text, 'call'::text])))",
	"files CHECK ((subject_type = ANY (ARRAY[''::text, 'case'::text, 'report'::text, 'call'::text, 'hall_report'::text])))",
	"sessions FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE",
	"admin_log CHECK ((subject = ANY (ARRAY['person'::text, 'org'::text, 'topic'::text, 'body'::text, 'district'::text, " +
		"'classifier'::text, 'rota'::text])))",
	"admin_log CHECK ((subject = ANY (ARRAY['person'::text, 'org'::text, 'topic'::text, 'body'::text, 'district'::text, " +
		"'classifier'::text, 'rota'::text, 'hall_day'::text])))",
	"hall_bookings CHECK ((ended_by = ANY (ARRAY[''::text, 'holder'::text, 'staff'::text, 'closed'::text])))",
	"desk_waits FOREIGN KEY (report_id) REFERENCES reports(id) ON DELETE CASCADE",
	"call_tasks FOREIGN KEY (wait_id) REFERENCES desk_waits(call_id) ON DELETE CASCADE",
	"hall_visits CHECK ((pad = ANY (ARRAY[''::text, 'lit'::text, 'unavailable'::text])))",
	"hall_devices CHECK ((state = ANY (ARRAY['new'::text, 'online'::text, 'offline'::text, 'faulty'::text, 'revoked'::text])))",
	"call_recordings CHECK ((kind = ANY (ARRAY['message'::text, 'talk'::text, 'fallback'::text, 'answer'::text])))",
	"hall_directions CREATE UNIQUE INDEX hall_directions_letter ON public.hall_directions USING btree (branch_id, letter) WHERE active",
	"hall_signons FOREIGN KEY (relieved_by) REFERENCES staff(id)",
}

func TestEachMigrationIsTakenBack(t *testing.T) {
	t.Parallel()
	pool, provider := empty(t)
	schemas := []schema{read(t, pool)}
	for {
		_, err := provider.UpByOne(t.Context())
		if errors.Is(err, goose.ErrNoNextVersion) {
			break
		}
		require.NoError(t, err)
		schemas = append(schemas, read(t, pool))
	}
	for _, want := range slices.Backward(schemas[:len(schemas)-1]) {
		done, err := provider.Down(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, read(t, pool), done.Source.Path)
	}
}
