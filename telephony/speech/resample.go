package speech

import "math"

const (
	// reach is how many zero crossings of the filter lie on each side of a sample.
	reach = 12
	// passband is how much of the telephone's band is kept; the rest is the filter's slope.
	passband = 0.92
)

// resample brings a sound down to the telephone's rate. What the telephone cannot carry is filtered out first, or it would
// come back as a rasp. The filter is a sinc under a Hann window, tabulated once for each position between two samples.
func resample(w Wave) []int16 {
	if w.Rate == Rate {
		return w.Samples
	}
	divisor := gcd(w.Rate, Rate)
	up, down := Rate/divisor, w.Rate/divisor
	taps := int(math.Ceil(reach * float64(w.Rate) / Rate))
	filters := make([][]float64, up)
	for phase := range filters {
		filters[phase] = sinc(taps, float64(phase)/float64(up), float64(Rate)/float64(w.Rate))
	}
	out := make([]int16, len(w.Samples)*up/down)
	for i := range out {
		at := i * down
		first, filter := at/up-taps+1, filters[at%up]
		var sum float64
		for k, weight := range filter {
			if j := first + k; j >= 0 && j < len(w.Samples) {
				sum += weight * float64(w.Samples[j])
			}
		}
		out[i] = int16(max(math.MinInt16, min(math.MaxInt16, math.Round(sum))))
	}
	return out
}

// sinc are the weights of the 2·taps samples around a place that lies a fraction behind the middle one. ratio is the rate
// to come by the rate that is.
func sinc(taps int, fraction, ratio float64) []float64 {
	weights := make([]float64, 2*taps)
	var sum float64
	for k := range weights {
		x := float64(k-taps+1) - fraction
		angle := math.Pi * x * ratio * passband
		weights[k] = 1
		if angle != 0 {
			weights[k] = math.Sin(angle) / angle
		}
		weights[k] *= 0.5 + 0.5*math.Cos(math.Pi*x/float64(taps))
		sum += weights[k]
	}
	for k := range weights {
		weights[k] /= sum // as loud after as before
	}
	return weights
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
