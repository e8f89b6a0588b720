package streets

import (
	"cmp"
	"slices"
	"strings"
)

// candidate is a name that a query may mean.
type candidate struct {
	street   int
	name     int // of the street's names
	start    int // which word of the name the term begins with
	term     string
	kind     TypeID
	former   bool
	distance int // mistakes in what was typed
}

// What counts how much, in shares of a perfect match.
const (
	whole      = 0.15 // the whole name was typed
	otherWord  = 0.05 // the name begins with another word
	otherType  = 0.10
	formerName = 0.08
)

// rank puts candidates in order, best first, one for each street, at most limit of them: what begins as typed before what
// is only like it, the type that was written before others, present names before former ones, shorter names before longer.
func rank(q Query, length int, found []candidate, limit int) []candidate {
	score := func(c *candidate) float64 {
		s := 1 - float64(c.distance)/float64(length)
		if c.term == q.Name {
			s += whole
		}
		if c.start > 0 {
			s -= otherWord
		}
		if q.Type != "" && q.Type != c.kind {
			s -= otherType
		}
		if c.former {
			s -= formerName
		}
		return s
	}
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(score(&b), score(&a)), cmp.Compare(len(a.term), len(b.term)),
			strings.Compare(a.term, b.term), cmp.Compare(a.street, b.street))
	})
	seen := make(map[int]bool, limit)
	out := make([]candidate, 0, limit)
	for i := range found {
		if seen[found[i].street] {
			continue
		}
		seen[found[i].street] = true
		if out = append(out, found[i]); len(out) == limit {
			break
		}
	}
	return out
}
