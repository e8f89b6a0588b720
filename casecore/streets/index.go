package streets

import (
	"maps"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

const (
	// leastTyped is how much has to be typed before anything is looked for, runes.
	leastTyped = 2
	// From how many runes on one mistake is looked for, and two: below, everything is like everything.
	oneMistake  = 3
	twoMistakes = 7
	// maxFound is how many names are put in order.
	maxFound = 400
)

// Index finds streets by what is typed of their names. It is read-only once made and safe for concurrent use; 100,000
// streets take some 40 MB.
type Index struct {
	streets []Street
	entries []entry // sorted by term
}

// entry is a name from one of its words on.
type entry struct {
	term   string
	street int32
	name   int16 // of namesOf
	start  int16
}

// NewIndex makes an index of a register. The list is kept and must not change.
func NewIndex(list []Street) *Index {
	x := &Index{streets: list}
	for i := range list {
		for n, name := range namesOf(&list[i]) {
			folded := Fold(name.text)
			for start, at := 0, 0; ; start++ {
				x.entries = append(x.entries, entry{folded[at:], int32(i), int16(n), int16(start)})
				next := strings.IndexByte(folded[at:], ' ')
				if next < 0 {
					break
				}
				at += next + 1
			}
		}
	}
	slices.SortFunc(x.entries, func(a, b entry) int { return strings.Compare(a.term, b.term) })
	return x
}

type spelling struct {
	text   string
	former bool
}

// namesOf lists the names by which a street is found.
func namesOf(s *Street) []spelling {
	var list []spelling
	for _, lang := range slices.Sorted(maps.Keys(s.Names)) {
		list = append(list, spelling{text: s.Names[lang]})
	}
	for _, name := range s.Former {
		list = append(list, spelling{text: name, former: true})
	}
	for _, name := range s.Also {
		list = append(list, spelling{text: name})
	}
	return list
}

// Search finds the streets that a query most likely means, best first, at most limit of them: those of whose name one of
// the words begins as typed, and while they are few, those that do so but for a mistake or two: a letter left out, put
// in, mistaken or swapped with its neighbour.
func (x *Index) Search(q Query, limit int) []Match {
	length := utf8.RuneCountInString(q.Name)
	if length < leastTyped || limit <= 0 {
		return nil
	}
	most := 0
	if length >= oneMistake {
		most = 1
	}
	if length >= twoMistakes {
		most = 2
	}
	var best []candidate
	for mistakes := range most + 1 {
		w := walk{x: x, typed: []rune(q.Name), most: mistakes}
		w.begin()
		if best = rank(q, length, w.found, limit); len(best) >= limit {
			break
		}
	}
	out := make([]Match, len(best))
	for i, c := range best {
		out[i] = x.match(q, &c)
	}
	return out
}

func (x *Index) match(q Query, c *candidate) Match {
	s := &x.streets[c.street]
	m := Match{Street: *s, House: q.House, Flat: q.Flat, District: s.District, Point: s.Point}
	if c.former {
		m.Former = namesOf(s)[c.name].text
	}
	if q.House == "" {
		return m
	}
	house := FoldHouse(q.House)
	for _, h := range s.Houses {
		if FoldHouse(h.Number) != house {
			continue
		}
		if h.District != "" {
			m.District = h.District
		}
		if h.Point != nil {
			m.Point = h.Point
		}
	}
	return m
}

// walk goes through the sorted terms as through a tree of letters, keeping for each letter how many mistakes the typed
// letters up to each would be, and leaves a branch when all are too many.
type walk struct {
	x     *Index
	typed []rune
	most  int
	rows  [][]int
	found []candidate
}

func (w *walk) begin() {
	first := make([]int, len(w.typed)+1)
	for i := range first {
		first[i] = i
	}
	w.rows = append(w.rows, first)
	w.descend(0, len(w.x.entries), 0, 0, 0)
}

// descend takes the terms lo to hi, whose first bytes, depth letters, are the same and end with the letter last.
func (w *walk) descend(lo, hi, bytes, depth int, last rune) {
	row := w.rows[depth]
	if d := row[len(w.typed)]; d <= w.most {
		w.take(lo, hi, d)
		if d == 0 {
			return // nothing below is nearer
		}
	}
	entries := w.x.entries
	for lo < hi && len(entries[lo].term) == bytes {
		lo++
	}
	for lo < hi && len(w.found) < maxFound {
		letter, size := utf8.DecodeRuneInString(entries[lo].term[bytes:])
		prefix := entries[lo].term[:bytes+size]
		end := lo + 1 + sort.Search(hi-lo-1, func(i int) bool { return !strings.HasPrefix(entries[lo+1+i].term, prefix) })
		if w.step(depth, letter, last) {
			w.descend(lo, end, bytes+size, depth+1, letter)
		}
		lo = end
	}
}

// step writes the row of one more letter, and tells whether it leaves any hope.
func (w *walk) step(depth int, letter, last rune) bool {
	if len(w.rows) < depth+2 {
		w.rows = append(w.rows, make([]int, len(w.typed)+1))
	}
	before, row := w.rows[depth], w.rows[depth+1]
	row[0] = before[0] + 1
	least := row[0]
	for i := 1; i <= len(w.typed); i++ {
		cost := 1
		if w.typed[i-1] == letter {
			cost = 0
		}
		row[i] = min(before[i]+1, row[i-1]+1, before[i-1]+cost)
		if depth > 0 && i > 1 && w.typed[i-1] == last && w.typed[i-2] == letter {
			row[i] = min(row[i], w.rows[depth-1][i-2]+1)
		}
		least = min(least, row[i])
	}
	return least <= w.most
}

func (w *walk) take(lo, hi, distance int) {
	for i := lo; i < hi && len(w.found) < maxFound; i++ {
		e := &w.x.entries[i]
		s := &w.x.streets[e.street]
		current := len(s.Names)
		w.found = append(w.found, candidate{
			street: int(e.street), name: int(e.name), start: int(e.start), term: e.term, kind: s.Type, distance: distance,
			former: int(e.name) >= current && int(e.name) < current+len(s.Former),
		})
	}
}
