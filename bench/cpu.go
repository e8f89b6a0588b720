package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// clockTicks is how finely the kernel tells processor time, ticks in a second: the same on every Linux.
const clockTicks = 100

// cpuTime is what the servers have used of the processors: a figure that other programs on the machine disturb less than
// they disturb a rate.
func (s *servers) cpuTime() time.Duration {
	total := time.Duration(0)
	for _, pid := range []int{s.postgres.Process.Pid, s.redis.Process.Pid} {
		own, waited := processTime(pid)
		total += own + waited
		lists, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
		if err != nil {
			continue
		}
		for _, list := range lists {
			children, err := os.ReadFile(list)
			if err != nil {
				continue
			}
			for field := range strings.FieldsSeq(string(children)) {
				if child, err := strconv.Atoi(field); err == nil {
					own, _ := processTime(child)
					total += own
				}
			}
		}
	}
	return total
}

// processTime is what a process has used, and what those of its children that have ended had.
func processTime(pid int) (own, waited time.Duration) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0
	}
	_, rest, _ := strings.Cut(string(stat), ") ") // the name before may hold anything
	fields := strings.Fields(rest)
	const user, system, childUser, childSystem = 11, 12, 13, 14
	if len(fields) <= childSystem {
		return 0, 0
	}
	ticks := func(i int) time.Duration {
		n, _ := strconv.ParseInt(fields[i], 10, 64) // the kernel writes numbers
		return time.Duration(n) * time.Second / clockTicks
	}
	return ticks(user) + ticks(system), ticks(childUser) + ticks(childSystem)
}
