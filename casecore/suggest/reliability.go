package suggest

import "math"

// Bin is a range of confidence: how sure the model was there, and how often it was right.
type Bin struct {
	From, To   float64
	Right      Share
	Confidence float64 // on average
}

const bins = 10

// Reliability sorts the answers by their confidence in the first topic into ten ranges.
func (e *Evaluation) Reliability() []Bin {
	out := make([]Bin, bins)
	for i := range out {
		out[i].From, out[i].To = float64(i)/bins, float64(i+1)/bins
	}
	for _, a := range e.Answers {
		b := &out[min(int(a.Confidence*bins), bins-1)]
		b.Right.add(a.Place == 1)
		b.Confidence += a.Confidence
	}
	for i := range out {
		if out[i].Right.Of > 0 {
			out[i].Confidence /= float64(out[i].Right.Of)
		}
	}
	return out
}

// CalibrationError is how far confidence is from how often it was right, over the ranges, 0 at best and 1 at worst.
func (e *Evaluation) CalibrationError() float64 {
	sum := 0.0
	for _, b := range e.Reliability() {
		sum += float64(b.Right.Of) * math.Abs(b.Confidence-b.Right.Rate())
	}
	return sum / float64(max(1, len(e.Answers)))
}
