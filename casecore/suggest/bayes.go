package suggest

import (
	"math"

	"hotline/casecore/regulation"
)

// smoothing is what an unseen feature counts for in naive Bayes.
const smoothing = 1

// bayes is multinomial naive Bayes over the same features, each weighed by its rarity: what the model is measured beside.
type bayes struct {
	m      *matrix
	weight []float32 // of the matrix's cells
	rarity []float64
	bias   []float64 // of each topic, for each feature of the text
}

func trainBayes(topics []regulation.Topic, counts ...Counts) *bayes {
	m := gather(topics, counts...)
	b := &bayes{
		m: m, weight: make([]float32, len(m.n)), rarity: make([]float64, m.features()), bias: make([]float64, len(m.topics)),
	}
	totals := make([]float64, len(m.topics))
	for id := range b.rarity {
		b.rarity[id] = m.rarity(int(m.start[id+1] - m.start[id]))
		for i := m.start[id]; i < m.start[id+1]; i++ {
			n := float64(m.n[i]) * b.rarity[id]
			totals[m.at[i]] += n
			b.weight[i] = float32(math.Log(1 + n/smoothing))
		}
	}
	for topic, total := range totals {
		b.bias[topic] = -math.Log(smoothing*float64(m.features()) + total)
	}
	return b
}

func (b *bayes) likeness(words []word) ([]float64, bool) {
	out := make([]float64, len(b.m.topics))
	var length float64
	for _, token := range tokens(words) {
		visit(token, func(f feature, weight float32) {
			id, ok := b.m.ids[f]
			if !ok {
				return
			}
			by := float64(weight) * b.rarity[id]
			length += by
			for i := b.m.start[id]; i < b.m.start[id+1]; i++ {
				out[b.m.at[i]] += by * float64(b.weight[i])
			}
		})
	}
	for topic := range out {
		out[topic] += length * b.bias[topic]
		if length > 0 {
			out[topic] /= math.Sqrt(length) // long texts repeat themselves: they are less sure than their length says
		}
	}
	return out, length > 0
}
