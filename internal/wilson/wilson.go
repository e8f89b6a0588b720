// Package wilson says how well a share is known from a sample.
package wilson

import "math"

// z is the normal deviate of 95 %, either side.
const z = 1.959964

// Interval is the score interval of 95 % of a share, both ends within 0 and 1: yes of so many (E. B. Wilson, 1927). Of nothing it is
// everything.
func Interval(yes, of int) (low, high float64) {
	if of == 0 {
		return 0, 1
	}
	p, n := float64(yes)/float64(of), float64(of)
	middle, half := p+z*z/(2*n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, (middle-half)/(1+z*z/n)), min(1, (middle+half)/(1+z*z/n))
}
