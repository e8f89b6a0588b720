package suggest

import (
	"math"

	"hotline/casecore/regulation"
)

// keywordReports is how many reports a topic's own keywords and name stand for: with them a topic is found on the first
// day, before anybody has confirmed anything.
const keywordReports = 4

// expected is how many features the set that ships has, nearly.
const expected = 64_000

// matrix is how often each feature stands in each topic. Its cells are sorted by feature.
type matrix struct {
	topics []regulation.TopicCode
	groups []uint16 // of each topic
	named  int      // how many groups there are
	ids    map[feature]uint32
	start  []uint32 // of each feature's cells, and the end of the last
	at     []uint16 // the topic of a cell
	n      []float32
}

// gather counts features of the topics' keywords and of what was counted in reports. Topics that the classifier does not
// have are left out.
func gather(topics []regulation.Topic, all ...Counts) *matrix {
	m := &matrix{ids: make(map[feature]uint32, expected)}
	groups := map[string]uint16{}
	g := gathering{
		m: m, known: make(map[string][]weighed, expected/4), sum: make([]float32, 0, expected), cells: make([]cell, 0, 3*expected),
	}
	for i := range topics {
		t := &topics[i]
		group, ok := groups[t.Group]
		if !ok {
			group = uint16(len(groups)) //nolint:gosec // a classifier has some dozens
			groups[t.Group] = group
		}
		m.topics, m.groups = append(m.topics, t.Code), append(m.groups, group)
		for token, n := range keywordCounts(t).Tokens {
			g.add(token, n)
		}
		for _, counts := range all {
			if c, ok := counts[t.Code]; ok {
				for token, n := range c.Tokens {
					g.add(token, n)
				}
			}
		}
		g.close(uint16(i))
	}
	m.named = len(groups)
	g.sort()
	return m
}

// keywordCounts counts a topic's keywords and names as so many reports each.
func keywordCounts(t *regulation.Topic) *TopicCounts {
	c := Counts{}
	for _, words := range t.Keywords {
		for _, w := range words {
			c.Add(t.Code, w, keywordReports)
		}
	}
	c.Add(t.Code, t.Names["uk"], keywordReports)
	return c.of(t.Code)
}

// cells returns the topics of a feature, and how often it stands in each.
func (m *matrix) cells(id uint32) (at []uint16, n []float32) {
	from, to := m.start[id], m.start[id+1]
	return m.at[from:to], m.n[from:to]
}

func (m *matrix) features() int { return len(m.ids) }

// rarity tells how much a feature that stands in so many topics says.
func (m *matrix) rarity(topics int) float64 {
	return math.Log(1 + float64(len(m.topics))/float64(topics))
}

type weighed struct {
	id     uint32
	weight float32
}

// gathering builds a matrix, topic by topic.
type gathering struct {
	m       *matrix
	known   map[string][]weighed // features of a token
	sum     []float32            // of the topic at hand
	touched []uint32
	cells   []cell
}

type cell struct {
	id    uint32
	topic uint16
	n     float32
}

func (g *gathering) add(token string, n float64) {
	features, ok := g.known[token]
	if !ok {
		visit(token, func(f feature, weight float32) {
			id, ok := g.m.ids[f]
			if !ok {
				id = uint32(len(g.m.ids)) //nolint:gosec // far fewer
				g.m.ids[f] = id
				g.sum = append(g.sum, 0)
			}
			features = append(features, weighed{id, weight})
		})
		g.known[token] = features
	}
	for _, f := range features {
		if g.sum[f.id] == 0 {
			g.touched = append(g.touched, f.id)
		}
		g.sum[f.id] += f.weight * float32(n)
	}
}

// close ends a topic.
func (g *gathering) close(topic uint16) {
	for _, id := range g.touched {
		g.cells = append(g.cells, cell{id, topic, g.sum[id]})
		g.sum[id] = 0
	}
	g.touched = g.touched[:0]
}

// sort puts the cells in the order of their features; within one, topics stay in theirs.
func (g *gathering) sort() {
	m := g.m
	m.start = make([]uint32, m.features()+1)
	for _, c := range g.cells {
		m.start[c.id+1]++
	}
	for i := 1; i < len(m.start); i++ {
		m.start[i] += m.start[i-1]
	}
	next := append([]uint32(nil), m.start...)
	m.at, m.n = make([]uint16, len(g.cells)), make([]float32, len(g.cells))
	for _, c := range g.cells {
		m.at[next[c.id]], m.n[next[c.id]] = c.topic, c.n
		next[c.id]++
	}
}
