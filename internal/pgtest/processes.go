package pgtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// processes are those that work in the data directory: a postmaster and its
// children, also the children of one that was killed. Process ids in lock files
// do not tell, for they may live on as somebody else's or as an unburied dead's.
func (c cluster) processes() ([]int, error) {
	links, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, link := range links {
		dir, err := os.Readlink(link)
		if err != nil || dir != c.data() {
			continue // it has exited, or is another user's
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(link)))
		if err != nil {
			return nil, err
		}
		pids = append(pids, pid)
	}
	return pids, nil
}

// kill kills every process of the server at once and returns when they have let
// go of its memory and files, so that another may start.
func (c cluster) kill() error {
	pids, err := c.processes()
	if err != nil {
		return err
	}
	for _, pid := range pids {
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may have exited by itself
	}
	for _, pid := range pids {
		for !gone(pid) {
			time.Sleep(time.Millisecond)
		}
	}
	return nil
}

// removeLocks removes what a server that was killed leaves in the way of the next.
func (c cluster) removeLocks() error {
	if err := os.RemoveAll(filepath.Join(c.data(), "postmaster.pid")); err != nil {
		return err
	}
	if err := os.RemoveAll(c.sockets()); err != nil {
		return err
	}
	return c.makeDir(c.sockets())
}

// gone says whether a process has let go of its memory: one that nobody has
// buried yet has.
func gone(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return true
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return strings.HasPrefix(state, "Z") || strings.HasPrefix(state, "X")
}
