package regulation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing wrong with a file. Line and Column count from 1; 0 means the whole file.
type Fault struct {
	Line, Column int
	// Path leads to the place inside the document: "transitions[3].from[0]".
	Path    string
	Message string
}

// SchemaError lists everything that is wrong with a file, in the order of its lines.
type SchemaError struct {
	File   string
	Faults []Fault
}

// Error returns one line for each fault, "file:line:column: path: message".
func (e *SchemaError) Error() string {
	lines := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		where := e.File
		if f.Line > 0 {
			where = fmt.Sprintf("%s:%d:%d", e.File, f.Line, f.Column)
		}
		if f.Path != "" {
			where += ": " + f.Path
		}
		lines[i] = where + ": " + f.Message
	}
	return strings.Join(lines, "\n")
}

// sortFaults puts faults in reading order, so that the first one is the first to mend.
func sortFaults(faults []Fault) {
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(a.Line-b.Line, a.Column-b.Column)
	})
}
