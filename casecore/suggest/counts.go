package suggest

import "hotline/casecore/regulation"

// Counts are what a model is made of: in how many reports of a topic each word and pair of words stood.
type Counts map[regulation.TopicCode]*TopicCounts

// TopicCounts are the counts of one topic.
type TopicCounts struct {
	// Reports is how many reports were counted, by weight.
	Reports float64
	// Tokens is in how many of them each word or pair stood, by weight.
	Tokens map[string]float64
}

// Add counts a report.
func (c Counts) Add(topic regulation.TopicCode, text string, weight float64) {
	t := c.of(topic)
	t.Reports += weight
	for _, token := range tokens(split(text)) {
		t.Tokens[token] += weight
	}
}

func (c Counts) of(topic regulation.TopicCode) *TopicCounts {
	t, ok := c[topic]
	if !ok {
		t = &TopicCounts{Tokens: map[string]float64{}}
		c[topic] = t
	}
	return t
}
