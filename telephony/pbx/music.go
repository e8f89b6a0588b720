package pbx

import (
	"math"

	"hotline/telephony/speech"
)

const (
	// beat is how long a note of the waiting music is, in seconds; notes ring on into the next ones.
	beat = 0.75
	ring = 2.6
	loud = 5200
)

// melody is a slow walk through four chords, by semitones from the A below middle C; it ends where it can begin again.
var melody = [][]int{
	{3, 10, 15, 19, 22, 19, 15, 10}, // C
	{0, 7, 12, 15, 19, 15, 12, 7},   // A minor
	{-4, 3, 8, 12, 15, 12, 8, 3},    // F
	{-2, 5, 10, 14, 17, 14, 10, 5},  // G
	{3, 10, 15, 19, 24, 22, 19, 15}, // C, a little higher
	{0, 7, 12, 16, 19, 16, 12, 7},   // A
	{-7, 0, 5, 8, 12, 8, 5, 0},      // D minor
	{-2, 5, 10, 14, 19, 17, 14, 10}, // G, on the way home
}

// waitingMusic is a soft loop for those who wait, plucked strings within the telephone's band. Its end rings into its
// beginning, so that the seam is not heard.
func waitingMusic() []int16 {
	bars, notes := len(melody), len(melody[0])
	mix := make([]float64, int(float64(bars*notes)*beat*speech.Rate))
	for bar, chord := range melody {
		for i, semitone := range chord {
			pluck(mix, int(float64(bar*notes+i)*beat*speech.Rate), 220*math.Pow(2, float64(semitone)/12))
		}
	}
	return level(mix, loud)
}

// pluck adds a string that is struck at a sample and rings out; its overtones fade sooner than its tone.
func pluck(mix []float64, from int, hertz float64) {
	for i := range int(ring * speech.Rate) {
		at := float64(i) / speech.Rate
		attack := min(1, at/0.012)
		var sum float64
		for overtone := 1.0; overtone <= 4 && overtone*hertz < 3400; overtone++ {
			sum += math.Exp(-at*(1.3+0.9*overtone)) / (overtone * overtone) * math.Sin(2*math.Pi*hertz*overtone*at)
		}
		fade := min(1, (ring-at)/0.2)
		mix[(from+i)%len(mix)] += attack * fade * sum
	}
}

// beep is the signal after which one speaks.
func beep() []int16 {
	mix := make([]float64, speech.Rate/4)
	for i := range mix {
		at := float64(i) / speech.Rate
		mix[i] = min(1, at/0.01, (0.25-at)/0.01) * math.Sin(2*math.Pi*880*at)
	}
	return level(mix, loud)
}

// level brings the loudest sample to the peak.
func level(mix []float64, peak float64) []int16 {
	loudest := 1e-9
	for _, v := range mix {
		loudest = max(loudest, math.Abs(v))
	}
	samples := make([]int16, len(mix))
	for i, v := range mix {
		samples[i] = int16(v / loudest * peak)
	}
	return samples
}
