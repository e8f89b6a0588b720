package asterisktest

import (
	"errors"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

const treeName = "asterisk-22"

var errNoTree = errors.New("no Asterisk to test on: run make setup")

// Tree is Asterisk unpacked beside the system, with all the libraries it needs.
type Tree struct {
	Root   string
	loader string              // the tree's own dynamic loader, for the system's libraries may be older
	runAs  *syscall.Credential // nil: the user of this process
}

// FindTree returns the tree that `make setup` unpacks.
func FindTree() (Tree, error) {
	cache, err := cacheDir()
	if err != nil {
		return Tree{}, err
	}
	found := Tree{Root: filepath.Join(cache, treeName)}
	if _, err := os.Stat(filepath.Join(found.Root, "usr/sbin/asterisk")); err != nil {
		return Tree{}, errNoTree
	}
	loaders, err := filepath.Glob(filepath.Join(found.Root, "usr/lib/*/ld-linux-*.so.*"))
	if err != nil || len(loaders) == 0 {
		return Tree{}, errNoTree
	}
	found.loader = loaders[0]
	if os.Geteuid() == 0 {
		found.runAs, err = credentialOf("nobody")
	}
	return found, err
}

// Command is Asterisk's program with its configuration, run by the tree's loader. It ends with this process.
func (t Tree) Command(etc string, args ...string) *exec.Cmd {
	cmd := exec.Command(t.loader, append([]string{
		"--library-path", filepath.Dir(t.loader), "--argv0", "asterisk", filepath.Join(t.Root, "usr/sbin/asterisk"),
		"-C", filepath.Join(etc, "asterisk.conf"),
	}, args...)...)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: t.runAs, Setsid: true, Pdeathsig: syscall.SIGKILL}
	return cmd
}

// Give lets the server's user have a folder.
func (t Tree) Give(path string) error {
	if t.runAs == nil {
		return nil
	}
	return os.Chown(path, int(t.runAs.Uid), int(t.runAs.Gid))
}

// cacheDir is the one of scripts/lib.sh.
func cacheDir() (string, error) {
	if dir := os.Getenv("HOTLINE_CACHE"); dir != "" {
		return dir, nil
	}
	if os.Geteuid() == 0 {
		return "/var/cache/hotline", nil
	}
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "hotline"), err
}

func credentialOf(name string) (*syscall.Credential, error) {
	account, err := user.Lookup(name)
	if err != nil {
		return nil, err
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
