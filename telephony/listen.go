package telephony

import (
	"time"

	"hotline/telephony/speech"
)

// heardIn says what a recording holds.
type heardIn struct {
	Length time.Duration
	Loud   time.Duration // how much of it is louder than a quiet line
}

// A recording with less than this to be heard holds nothing that anybody said.
const leastSpeech = 400 * time.Millisecond

// Empty tells whether nobody said anything.
func (h heardIn) Empty() bool { return h.Loud < leastSpeech }

const (
	frame     = 20 * time.Millisecond
	quietLine = 200.0 // mean amplitude of 16-bit samples, about -44 dBFS
)

// listen measures a recording. What is no sound counts as something said, so that a person hears it.
func listen(wav []byte) heardIn {
	w, err := speech.ParseWav(wav)
	if err != nil {
		return heardIn{Loud: leastSpeech}
	}
	per := int(time.Duration(w.Rate) * frame / time.Second)
	h := heardIn{Length: time.Duration(len(w.Samples)) * time.Second / time.Duration(w.Rate)}
	for samples := w.Samples; len(samples) >= per; samples = samples[per:] {
		sum := 0.0
		for _, v := range samples[:per] {
			sum += max(float64(v), -float64(v))
		}
		if sum/float64(per) > quietLine {
			h.Loud += frame
		}
	}
	return h
}
