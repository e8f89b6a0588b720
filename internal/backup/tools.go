package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Tools are PostgreSQL's programs of one major version.
type Tools struct {
	dir   string // "" for the PATH
	Major int
}

// debianDirs is where Debian and Ubuntu keep each version.
const debianDirs = "/usr/lib/postgresql/*/bin"

// stopWait is how long a program may take to end after it was told to.
const stopWait = 5 * time.Second

var versionNumber = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// FindTools finds programs of the server's major version, or the next later one: in dir when it is given, else where
// Debian keeps them, else on the PATH.
func FindTools(ctx context.Context, dir string, server int) (Tools, error) {
	candidates := []string{dir}
	if dir == "" {
		found, err := filepath.Glob(debianDirs)
		if err != nil {
			return Tools{}, err
		}
		candidates = slices.Concat(found, []string{""})
	}
	var usable []Tools
	for _, c := range candidates {
		major, err := majorOf(ctx, Tools{dir: c}.path("pg_dump"))
		if err == nil && major >= server {
			usable = append(usable, Tools{dir: c, Major: major})
		}
	}
	if len(usable) == 0 {
		return Tools{}, fmt.Errorf("backup: no pg_dump of PostgreSQL %d or later: install postgresql-client-%d", server, server)
	}
	return slices.MinFunc(usable, func(a, b Tools) int { return a.Major - b.Major }), nil
}

func (t Tools) path(program string) string { return filepath.Join(t.dir, program) }

func majorOf(ctx context.Context, program string) (int, error) {
	out, err := exec.CommandContext(ctx, program, "--version").Output()
	if err != nil {
		return 0, err
	}
	found := versionNumber.FindSubmatch(out)
	if found == nil {
		return 0, errors.New("no version")
	}
	return strconv.Atoi(string(found[1]))
}

// command is a program that connects to the database. The address goes without its password, which everybody on the
// machine could read from the list of processes.
func (t Tools) command(ctx context.Context, database string, program string, args ...string) (*exec.Cmd, *bytes.Buffer, error) {
	u, err := url.Parse(database)
	if err != nil || u.Scheme == "" {
		return nil, nil, errors.New("backup: DATABASE_URL is not an address such as postgres://…")
	}
	query := u.Query()
	for name := range query {
		if strings.HasPrefix(name, "pool_") || strings.HasPrefix(name, "default_query_exec") {
			query.Del(name) // ours, which libpq refuses
		}
	}
	secret, has := u.User.Password()
	if has {
		u.User = url.User(u.User.Username())
	}
	if inQuery := query.Get("password"); inQuery != "" {
		secret, has = inQuery, true
		query.Del("password")
	}
	u.RawQuery = query.Encode()
	cmd, said := t.program(ctx, program, append(args, "--dbname="+u.String())...)
	if has {
		cmd.Env = append(cmd.Env, "PGPASSWORD="+secret)
	}
	return cmd, said, nil
}

// program is a program, and what it will have complained of.
func (t Tools) program(ctx context.Context, program string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	cmd := exec.CommandContext(ctx, t.path(program), args...) //nolint:gosec // the operator's own folder
	cmd.Env = append(os.Environ(), "PGAPPNAME=hotline-backup", "LC_ALL=C")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopWait
	var said bytes.Buffer
	cmd.Stderr = &limited{to: &said}
	return cmd, &said
}

// maxSaid bounds what is kept of a program's complaints, in bytes.
const maxSaid = 8 << 10

// limited keeps the beginning.
type limited struct{ to *bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if room := maxSaid - l.to.Len(); room > 0 {
		l.to.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// failed is a program's failure in its own words.
func failed(program string, err error, said *bytes.Buffer) error {
	if err == nil {
		return nil
	}
	if text := strings.TrimSpace(said.String()); text != "" {
		return fmt.Errorf("backup: %s: %w: %s", program, err, text)
	}
	return fmt.Errorf("backup: %s: %w", program, err)
}

// contextReader makes a long copy end with its context.
type contextReader struct {
	//nolint:containedctx // an io.Reader has no other way to hear of it
	ctx context.Context
	io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}
