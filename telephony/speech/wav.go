package speech

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// Rate is the telephone's, in samples a second.
const Rate = 8000

const (
	headerSize     = 44
	bytesPerSample = 2
	formatPCM      = 1
	formatExtended = 0xfffe // says itself that it is PCM
	// What a file may say of its rate, and what a program that speaks may.
	leastRate   = 1000
	mostRate    = 192_000
	lowestRate  = 8000
	highestRate = 48000
	// quietest is the loudest sample of a sound that counts as silence.
	quietest = 300
)

var (
	errNoWav   = errors.New("speech: no wav file of 16-bit samples")
	errSilence = errors.New("speech: the command gave silence")
)

// Wave is a sound of one channel.
type Wave struct {
	Rate    int // samples a second
	Samples []int16
}

// ParseWav reads a wav file of 16-bit samples, of two channels the first. A header that was written before its writer knew the
// length, or whose writer was killed, may promise too much or nothing: what is there counts.
func ParseWav(file []byte) (Wave, error) {
	const head, chunk = 12, 8
	if len(file) < head || string(file[:4]) != "RIFF" || string(file[8:12]) != "WAVE" {
		return Wave{}, errNoWav
	}
	var w Wave
	channels := 0
	for rest := file[head:]; len(rest) >= chunk; {
		name, size := string(rest[:4]), int(binary.LittleEndian.Uint32(rest[4:]))
		body := rest[chunk:]
		switch {
		case name == "fmt " && len(body) >= 16:
			format := binary.LittleEndian.Uint16(body)
			channels = int(binary.LittleEndian.Uint16(body[2:]))
			w.Rate = int(binary.LittleEndian.Uint32(body[4:]))
			bits := binary.LittleEndian.Uint16(body[14:])
			if format != formatPCM && format != formatExtended || bits != 8*bytesPerSample ||
				channels < 1 || channels > 2 || w.Rate < leastRate || w.Rate > mostRate {
				return Wave{}, errNoWav
			}
		case name == "data" && channels > 0:
			if size == 0 || size > len(body) {
				size = len(body)
			}
			w.Samples = firstChannel(body[:size], channels)
			return w, nil
		}
		if size < 0 || size > len(body) {
			return Wave{}, errNoWav
		}
		rest = body[min(size+size%2, len(body)):] // chunks begin at even places
	}
	return Wave{}, errNoWav
}

func firstChannel(data []byte, channels int) []int16 {
	step := channels * bytesPerSample
	samples := make([]int16, len(data)/step)
	for i := range samples {
		samples[i] = int16(binary.LittleEndian.Uint16(data[i*step:])) //nolint:gosec // two's complement as it stands
	}
	return samples
}

// Wav is the file of a sound at the telephone's rate.
func Wav(samples []int16) []byte {
	size := uint32(len(samples) * bytesPerSample) //nolint:gosec // sounds last minutes
	var file bytes.Buffer
	file.Grow(headerSize + int(size))
	write := func(v any) { _ = binary.Write(&file, binary.LittleEndian, v) } // a buffer takes everything
	file.WriteString("RIFF")
	write(headerSize - 8 + size)
	file.WriteString("WAVEfmt ")
	write(uint32(16))
	write([]uint16{formatPCM, 1})
	write([]uint32{Rate, Rate * bytesPerSample})
	write([]uint16{bytesPerSample, 8 * bytesPerSample})
	file.WriteString("data")
	write(size)
	write(samples)
	return file.Bytes()
}

// isSilent tells whether nothing could be heard.
func isSilent(samples []int16) bool {
	for _, s := range samples {
		if s > quietest || s < -quietest {
			return false
		}
	}
	return true
}
