package suggest

import (
	"cmp"
	"math"
	"slices"

	"hotline/casecore/regulation"
)

const (
	// damping keeps a word that stands in every report of a topic from drowning the others.
	damping = 0.7
	// groupWeight is what the likeness to the topic's group adds.
	groupWeight = 0.5
	// least is the confidence below which a suggestion is a guess.
	least = 0.03
)

// Suggestion is a topic that a text may be about.
type Suggestion struct {
	Topic regulation.TopicCode
	// Confidence is the chance that the topic is right, 0 to 1, as it was among reports the model had not seen.
	Confidence float64
	// Because are the words of the text that spoke most for the topic, as they were written, at most three.
	Because []string
}

// Model knows topics by the middle of their reports, each report seen as weighed features, and finds the middles nearest
// to a text. It is immutable and safe for concurrent use.
type Model struct {
	topics []regulation.TopicCode
	groups []uint16
	ids    map[feature]uint32
	rarity []float32
	// likeness of a feature to topics and to groups.
	toTopics, toGroups spokes
	calibration        Calibration
}

// spokes are weights from each feature to some of the topics, or groups.
type spokes struct {
	start  []uint32
	at     []uint16
	weight []float32
}

// Train makes a model of a classifier and of what was counted in reports of its topics.
func Train(topics []regulation.Topic, counts ...Counts) *Model {
	m := gather(topics, counts...)
	out := &Model{
		topics: m.topics, groups: m.groups, ids: m.ids, rarity: make([]float32, m.features()), calibration: shipped,
		toTopics: spokes{m.start, m.at, m.n}, toGroups: spokes{start: make([]uint32, 1, m.features()+1)},
	}
	topicLength, groupLength := make([]float64, len(m.topics)), make([]float64, m.named)
	ofGroups := make([]float32, m.named)
	for id := range uint32(m.features()) { //nolint:gosec // far fewer
		at, n := m.cells(id)
		rarity := m.rarity(len(at))
		out.rarity[id] = float32(rarity)
		clear(ofGroups)
		for i, topic := range at {
			n[i] = float32(math.Pow(float64(n[i]), damping) * rarity)
			topicLength[topic] += float64(n[i]) * float64(n[i])
			ofGroups[m.groups[topic]] += n[i]
		}
		for group, x := range ofGroups {
			if x != 0 {
				groupLength[group] += float64(x) * float64(x)
				out.toGroups.at = append(out.toGroups.at, uint16(group))
				out.toGroups.weight = append(out.toGroups.weight, x)
			}
		}
		out.toGroups.start = append(out.toGroups.start, uint32(len(out.toGroups.at))) //nolint:gosec // far fewer
	}
	out.toTopics.scale(topicLength, 1)
	out.toGroups.scale(groupLength, groupWeight)
	return out
}

// scale makes every topic's weights together as long as length.
func (s *spokes) scale(squares []float64, length float64) {
	for i, at := range s.at {
		s.weight[i] *= float32(length / math.Sqrt(squares[at]))
	}
}

// add adds a feature's weights to scores.
func (s *spokes) add(scores []float32, id uint32, by float32) {
	for i := s.start[id]; i < s.start[id+1]; i++ {
		scores[s.at[i]] += by * s.weight[i]
	}
}

// to returns a feature's weight to a topic.
func (s *spokes) to(topic int, id uint32) float32 {
	from, to := s.start[id], s.start[id+1]
	if i, ok := slices.BinarySearch(s.at[from:to], uint16(topic)); ok { //nolint:gosec // some hundreds
		return s.weight[from+uint32(i)] //nolint:gosec // within from and to
	}
	return 0
}

// likeness returns how near a text is to each topic, and reports false when it holds nothing that the model knows.
func (m *Model) likeness(words []word) ([]float64, bool) {
	return m.near(m.read(words))
}

func (m *Model) near(r *reading) ([]float64, bool) {
	topics, groups := make([]float32, len(m.topics)), make([]float32, len(m.groups))
	var squares float64
	for i, id := range r.ids {
		x := r.weights[i]
		squares += float64(x) * float64(x)
		m.toTopics.add(topics, id, x)
		m.toGroups.add(groups, id, x)
	}
	out := make([]float64, len(m.topics))
	for i := range out {
		out[i] = float64(topics[i]+groups[m.groups[i]]) / math.Sqrt(max(squares, math.SmallestNonzeroFloat64))
	}
	return out, len(r.ids) > 0
}

// Suggest returns the likeliest topics of a text, at most n, the likeliest first. A text that says nothing known has none;
// of a very long one, the beginning counts.
func (m *Model) Suggest(text string, n int) []Suggestion {
	r := m.read(split(text))
	near, known := m.near(r)
	if !known {
		return nil
	}
	order := ranked(near)
	var out []Suggestion
	for i, confidence := range m.calibration.confidences(near, order[:min(n, len(order))]) {
		if confidence < least {
			break
		}
		out = append(out, Suggestion{m.topics[order[i]], confidence, m.because(r, order[i])})
	}
	return out
}

// ranked returns the indexes of scores, the highest first.
func ranked[S cmp.Ordered](scores []S) []int {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	return order
}
