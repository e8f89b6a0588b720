package suggest

import "hotline/internal/wilson"

// Share is how many of some were hit.
type Share struct {
	Hits, Of int
}

func (s *Share) add(hit bool) {
	s.Of++
	if hit {
		s.Hits++
	}
}

// Rate is the share, 0 to 1; 0 of nothing.
func (s Share) Rate() float64 {
	if s.Of == 0 {
		return 0
	}
	return float64(s.Hits) / float64(s.Of)
}

// Interval is Wilson's interval of 95 % for the share.
func (s Share) Interval() (low, high float64) { return wilson.Interval(s.Hits, s.Of) }

// Top is how often the right topic was among the first n.
func (e *Evaluation) Top(n int) Share {
	var s Share
	for i := range e.Answers {
		s.add(e.Answers[i].Place <= n)
	}
	return s
}
