package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// oldestMajor is the first PostgreSQL with ICU as a database's own provider.
const oldestMajor = 15

// rootCache replaces root's own cache directory, which the user postgres cannot enter.
const rootCache = "/var/cache/hotline"

var errNotInstalled = errors.New("PostgreSQL 15 or later is not installed: run scripts/setup.sh")

// installation is the PostgreSQL programs of one version and the user who may run them.
type installation struct {
	major  int
	bin    string
	runAs  *syscall.Credential // nil: the user of this process
	caches string
}

func findInstallation() (installation, error) {
	found := installation{}
	candidates, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil {
		return found, err
	}
	for _, candidate := range candidates {
		bin := filepath.Dir(candidate)
		major, err := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
		if err == nil && major >= oldestMajor && major > found.major {
			found.major, found.bin = major, bin
		}
	}
	if found.bin == "" {
		return found, errNotInstalled
	}
	if found.caches, err = cacheDir(); err != nil {
		return found, err
	}
	if os.Geteuid() == 0 {
		found.runAs, err = credentialOf("postgres")
	}
	return found, err
}

// program is the path of one of the version's programs.
func (i installation) program(name string) string { return filepath.Join(i.bin, name) }

// makeDir makes a directory that the server's user owns.
func (i installation) makeDir(path string) error {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return err
	}
	if i.runAs == nil {
		return nil
	}
	return os.Chown(path, int(i.runAs.Uid), int(i.runAs.Gid))
}

func cacheDir() (string, error) {
	if dir := os.Getenv("HOTLINE_CACHE"); dir != "" {
		return filepath.Join(dir, "pgtest"), nil
	}
	if os.Geteuid() == 0 {
		return filepath.Join(rootCache, "pgtest"), nil
	}
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "hotline", "pgtest"), err
}

func credentialOf(name string) (*syscall.Credential, error) {
	account, err := user.Lookup(name)
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL does not run as root: %w", err)
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}
