package telephony

import (
	"encoding/binary"
	"time"
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

// listen measures a recording: a wav of 16-bit samples in one channel. What is none counts as something said, so that a
// person hears it.
func listen(wav []byte) heardIn {
	rate, samples, ok := samplesOf(wav)
	if !ok {
		return heardIn{Loud: leastSpeech}
	}
	per := int(time.Duration(rate) * frame / time.Second)
	h := heardIn{Length: time.Duration(len(samples)/2) * time.Second / time.Duration(rate)}
	for len(samples) >= 2*per {
		sum := 0.0
		for i := range per {
			v := int16(binary.LittleEndian.Uint16(samples[2*i:])) //nolint:gosec // a sample is signed
			sum += max(float64(v), -float64(v))
		}
		if sum/float64(per) > quietLine {
			h.Loud += frame
		}
		samples = samples[2*per:]
	}
	return h
}

// samplesOf finds the samples of a wav. A file whose lengths were never filled in, since Asterisk was killed, is read to its end.
func samplesOf(wav []byte) (rate int, samples []byte, ok bool) {
	const head, chunk = 12, 8
	if len(wav) < head || string(wav[:4]) != "RIFF" || string(wav[8:12]) != "WAVE" {
		return 0, nil, false
	}
	for rest := wav[head:]; len(rest) >= chunk; {
		size := int(binary.LittleEndian.Uint32(rest[4:]))
		body := rest[chunk:]
		switch string(rest[:4]) {
		case "fmt ":
			if len(body) < 16 || binary.LittleEndian.Uint16(body) != 1 || binary.LittleEndian.Uint16(body[2:]) != 1 ||
				binary.LittleEndian.Uint16(body[14:]) != 16 {
				return 0, nil, false
			}
			rate = int(binary.LittleEndian.Uint32(body[4:]))
		case "data":
			if size > len(body) || size == 0 {
				size = len(body)
			}
			return rate, body[:size], rate >= 1000 && rate <= 192_000
		}
		if size < 0 || size > len(body) {
			return 0, nil, false
		}
		rest = body[size+size%2:][:max(0, len(body)-size-size%2)]
	}
	return 0, nil, false
}
