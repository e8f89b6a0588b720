package suggest

import (
	"math"
	"slices"
)

// Calibration turns likeness into confidence: a softmax of the likeness to all topics, straightened by a logistic curve,
// since the softmax alone is too sure where it is sure and not sure enough where it is not.
type Calibration struct {
	Sharpness    float64 // of the softmax
	Shift, Slope float64 // of the curve, in log odds
}

// shipped was fitted to the whole set by cross-validation; a test fits it again.
var shipped = Calibration{Sharpness: 33.8, Shift: -0.18, Slope: 0.58}

// fitted is how many of the first topics of each answer the curve is fitted to: those that are shown.
const fitted = 3

// confidences returns the chances of the given topics, which are the likeliest in their order.
func (c Calibration) confidences(near []float64, topics []int) []float64 {
	odds, out, sum := c.logOdds(near, topics), make([]float64, len(topics)), 0.0
	for i, x := range odds {
		out[i] = logistic(c.Shift + c.Slope*x)
		sum += out[i]
	}
	for i := range out { // one of them is right at most
		out[i] /= max(1, sum)
	}
	return out
}

// logOdds returns the softmax of topics as log odds.
func (c Calibration) logOdds(near []float64, topics []int) []float64 {
	top, all := slices.Max(near), 0.0
	for _, x := range near {
		all += math.Exp(c.Sharpness * (x - top))
	}
	out := make([]float64, len(topics))
	for i, topic := range topics {
		x := math.Exp(c.Sharpness * (near[topic] - top))
		out[i] = math.Log(x) - math.Log(max(all-x, math.SmallestNonzeroFloat64))
	}
	return out
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// fit returns the calibration under which the right topics are the least surprising.
func fit(answers []Answer) Calibration {
	c := Calibration{Sharpness: fitSharpness(answers), Slope: 1}
	var odds []float64
	var right []bool
	for _, a := range answers {
		first := ranked(a.near)[:min(fitted, len(a.near))]
		odds = append(odds, c.logOdds(a.near, first)...)
		for _, topic := range first {
			right = append(right, topic == a.right)
		}
	}
	c.Shift, c.Slope = fitCurve(odds, right)
	return c
}

// fitSharpness searches by the golden section.
func fitSharpness(answers []Answer) float64 {
	const lowest, highest, near = 0.05, 500.0, 0.005
	low, high := math.Log(lowest), math.Log(highest)
	golden := (math.Sqrt(5) - 1) / 2
	at := func(x float64) float64 { return surprise(answers, math.Exp(x)) }
	left, right := high-golden*(high-low), low+golden*(high-low)
	atLeft, atRight := at(left), at(right)
	for high-low > near {
		if atLeft < atRight {
			high, right, atRight = right, left, atLeft
			left = high - golden*(high-low)
			atLeft = at(left)
		} else {
			low, left, atLeft = left, right, atRight
			right = low + golden*(high-low)
			atRight = at(right)
		}
	}
	return math.Exp((low + high) / 2)
}

// surprise is the answers' mean negative logarithm of the right topic's share of the softmax.
func surprise(answers []Answer, sharpness float64) float64 {
	sum := 0.0
	for _, a := range answers {
		top, all := slices.Max(a.near), 0.0
		for _, x := range a.near {
			all += math.Exp(sharpness * (x - top))
		}
		sum += math.Log(all) - sharpness*(a.near[a.right]-top)
	}
	return sum / float64(max(1, len(answers)))
}

// fitCurve fits a logistic curve with two parameters by Newton's method.
func fitCurve(odds []float64, right []bool) (shift, slope float64) {
	const steps, enough = 50, 1e-9
	slope = 1
	for range steps {
		var g0, g1, h00, h01, h11 float64
		for i, x := range odds {
			p := logistic(shift + slope*x)
			miss, w := p, p*(1-p)
			if right[i] {
				miss--
			}
			g0, g1 = g0+miss, g1+miss*x
			h00, h01, h11 = h00+w, h01+w*x, h11+w*x*x
		}
		determinant := h00*h11 - h01*h01
		if determinant < enough {
			break
		}
		byShift, bySlope := (h11*g0-h01*g1)/determinant, (h00*g1-h01*g0)/determinant
		shift, slope = shift-byShift, slope-bySlope
		if math.Abs(byShift)+math.Abs(bySlope) < enough {
			break
		}
	}
	return shift, slope
}
