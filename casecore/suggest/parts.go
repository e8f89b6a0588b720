package suggest

import (
	"cmp"
	"maps"
	"slices"

	"hotline/casecore/regulation"
)

// Part is a part of the answers.
type Part struct {
	Name       string
	Top1, Top3 Share
	// TakenFor is the topic that most often came first in the place of the right one; "" where none did.
	TakenFor regulation.TopicCode
}

// Parts parts the answers by name, the weakest first.
func (e *Evaluation) Parts(name func(*Answer) string) []Part {
	parts := map[string]*Part{}
	taken := map[string]map[regulation.TopicCode]int{}
	for i := range e.Answers {
		a := &e.Answers[i]
		key := name(a)
		if parts[key] == nil {
			parts[key], taken[key] = &Part{Name: key}, map[regulation.TopicCode]int{}
		}
		parts[key].Top1.add(a.Place == 1)
		parts[key].Top3.add(a.Place <= fitted)
		if a.Place > 1 {
			taken[key][a.First]++
		}
	}
	out := make([]Part, 0, len(parts))
	for key, p := range parts {
		p.TakenFor = commonest(taken[key])
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b Part) int {
		return cmp.Or(cmp.Compare(a.Top3.Rate(), b.Top3.Rate()), cmp.Compare(a.Top1.Rate(), b.Top1.Rate()), cmp.Compare(a.Name, b.Name))
	})
	return out
}

func commonest(n map[regulation.TopicCode]int) regulation.TopicCode {
	var most regulation.TopicCode
	for _, topic := range slices.Sorted(maps.Keys(n)) {
		if n[topic] > n[most] {
			most = topic
		}
	}
	return most
}
