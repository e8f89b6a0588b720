package suggest

import "strings"

const (
	// reasons is how many words a suggestion names.
	reasons = 3
	// weakest is what a word has to add beside the strongest one to be named.
	weakest = 0.3
	// shortestReason leaves out «у», «на», «не»: they speak only together with their neighbours.
	shortestReason = 3
)

// because returns the words that spoke most for a topic, the strongest first. A pair speaks for both of its words.
func (m *Model) because(r *reading, topic int) []string {
	words := r.words
	weights := make([]float32, len(words))
	for i, w := range words {
		weights[i] += m.speaks(r.known[w.plain], topic)
		if i > 0 {
			half := m.speaks(r.known[words[i-1].plain+joint+w.plain], topic) / 2
			weights[i-1] += half
			weights[i] += half
		}
	}
	said, out := map[string]bool{}, []string{}
	var strongest float32
	for _, i := range ranked(weights) {
		w := words[i]
		if len([]rune(w.plain)) < shortestReason || said[w.plain] {
			continue
		}
		strongest = max(strongest, weights[i])
		if len(out) == reasons || weights[i] <= 0 || weights[i] < weakest*strongest {
			break
		}
		said[w.plain] = true
		out = append(out, strings.ToLower(w.written))
	}
	return out
}

// speaks tells how much features add to a topic.
func (m *Model) speaks(features []weighed, topic int) float32 {
	var sum float32
	for _, f := range features {
		sum += f.weight * m.toTopics.to(topic, f.id)
	}
	return sum
}
