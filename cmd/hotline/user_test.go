package main

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"hotline/casecore/pgstore"
	"hotline/casecore/staff"
	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

// userCLI runs `hotline user …` on a database of its own.
type userCLI struct {
	t   *testing.T
	url string
}

func (u *userCLI) run(input string, args ...string) (string, error) {
	u.t.Helper()
	var cli struct {
		User userCmd `cmd:""`
	}
	in, out, err := os.Pipe()
	require.NoError(u.t, err)
	defer in.Close()
	_, err = out.WriteString(input)
	require.NoError(u.t, err)
	require.NoError(u.t, out.Close())
	cli.User.in = in
	var printed bytes.Buffer
	parser, err := kong.New(&cli, kong.Vars(configVars()), kong.Writers(&printed, &printed),
		kong.BindTo(u.t.Context(), (*context.Context)(nil)))
	require.NoError(u.t, err)
	k, err := parser.Parse(append([]string{"user", "--database-url", u.url}, args...))
	if err != nil {
		return printed.String(), err
	}
	err = k.Run()
	return printed.String(), err
}

func (u *userCLI) ok(input string, args ...string) string {
	u.t.Helper()
	printed, err := u.run(input, args...)
	require.NoError(u.t, err, printed)
	return printed
}

// RO-2.2: people are added with the roles of the documents, for an organisation and between dates.
func TestPeopleAreAdministeredFromTheShell(t *testing.T) {
	t.Parallel()
	u := &userCLI{t, pgtest.URL(t)}
	pool, err := pgxpool.New(t.Context(), u.url)
	require.NoError(t, err)
	defer pool.Close()
	_, err = pool.Exec(t.Context(), `INSERT INTO orgs (id, code, kind) VALUES (gen_random_uuid(), 'vodokanal', 'enterprise')`)
	require.NoError(t, err)
	door := staff.NewDoor(pgstore.NewPeople(pg.NewDB(pool)), staff.NewHasher(staff.DefaultParams()), staff.DefaultLockout(),
		time.Now, slog.New(slog.DiscardHandler))
	signsIn := func(password string) bool {
		_, err := door.SignIn(t.Context(), "agent", password)
		return err == nil
	}

	u.ok("a long password\n", "add", "Agent", "--name", "Особа", "--role", "agent")
	require.True(t, signsIn("a long password"))
	u.ok("another password", "passwd", "agent")
	require.False(t, signsIn("a long password"))
	require.True(t, signsIn("another password"))

	u.ok("", "grant", "agent", "--role", "executor", "--org", "vodokanal", "--until", "2026-12-31")
	list := u.ok("", "list")
	require.Contains(t, list, "agent, executor@")
	require.Contains(t, list, "until 2026-12-31")
	require.Contains(t, list, "active")
	u.ok("", "revoke", "agent", "--role", "executor")
	require.NotContains(t, u.ok("", "list"), "executor")

	u.ok("", "disable", "agent")
	require.False(t, signsIn("another password"))
	require.Contains(t, u.ok("", "list"), "disabled")
	u.ok("", "enable", "agent")
	require.True(t, signsIn("another password"))
}

func TestAWrongRequestChangesNothingAndSaysWhy(t *testing.T) {
	t.Parallel()
	u := &userCLI{t, pgtest.URL(t)}
	u.ok("a long password\n", "add", "agent", "--name", "Особа")
	for want, args := range map[string][]string{
		"There is such a login already.":                  {"add", "agent", "--name", "Особа"},
		"There is no such role.":                          {"grant", "agent", "--role", "caretaker"},
		"This role is held for an organisation: name it.": {"grant", "agent", "--role", "executor"},
		"no organisation has":                             {"grant", "agent", "--role", "executor", "--org", "nobody"},
		"is no day such as":                               {"grant", "agent", "--role", "agent", "--since", "tomorrow"},
		"There is no such person.":                        {"disable", "nobody"},
		"no such role":                                    {"revoke", "agent", "--role", "agent"},
		"The password is too short: at least 10 characters are needed.": {"passwd", "agent"},
		"missing flags: --name=": {"add", "other"},
	} {
		input := "a long password\n"
		if args[0] == "passwd" {
			input = "short\n"
		}
		_, err := u.run(input, args...)
		require.ErrorContains(t, err, want, args)
	}
	require.NotContains(t, u.ok("", "list"), "other")
}
