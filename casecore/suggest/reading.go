package suggest

// mostWords is how much of a text is read: what a report is about is said in the beginning.
const mostWords = 200

// reading is a text as a model sees it.
type reading struct {
	words []word
	// What the model knows of each token of the text.
	known map[string][]weighed
	// The features of all tokens, each once, with their weights added up.
	ids     []uint32
	weights []float32
}

// read finds the features of a text.
func (m *Model) read(words []word) *reading {
	words = words[:min(len(words), mostWords)]
	r := &reading{words: words, known: make(map[string][]weighed, 2*len(words))}
	places := map[uint32]int{}
	for _, token := range tokens(words) {
		var known []weighed
		visit(token, func(f feature, weight float32) {
			id, ok := m.ids[f]
			if !ok {
				return
			}
			weight *= m.rarity[id]
			known = append(known, weighed{id, weight})
			place, ok := places[id]
			if !ok {
				place = len(r.ids)
				places[id] = place
				r.ids, r.weights = append(r.ids, id), append(r.weights, 0)
			}
			r.weights[place] += weight
		})
		r.known[token] = known
	}
	return r
}
