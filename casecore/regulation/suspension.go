package regulation

import (
	"strings"
	"time"
)

func (s Suspension) covers(clause string, t time.Time) bool {
	if t.Before(s.From) || (!s.Until.IsZero() && !t.Before(s.Until)) {
		return false
	}
	return within(clause, s.Clause)
}

// within reports whether clause is above or one of the clauses below it.
func within(clause, above string) bool {
	return clause == above || strings.HasPrefix(clause, above+".")
}
