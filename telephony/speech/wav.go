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
	lowestRate     = 8000
	highestRate    = 48000
	// quietest is the loudest sample of a sound that counts as silence.
	quietest = 300
)

var (
	errNoWav   = errors.New("speech: the command gave no wav file of 16-bit samples")
	errSilence = errors.New("speech: the command gave silence")
)

// wave is a sound of one channel.
type wave struct {
	rate    int
	samples []int16
}

// parseWav reads a wav file. A header written before its writer knew the length may promise too much: what is there counts.
func parseWav(file []byte) (wave, error) {
	if len(file) < 12 || string(file[:4]) != "RIFF" || string(file[8:12]) != "WAVE" {
		return wave{}, errNoWav
	}
	var w wave
	channels := 0
	for rest := file[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), int(binary.LittleEndian.Uint32(rest[4:8]))
		body := rest[8:]
		size = min(size, len(body))
		switch {
		case name == "fmt " && size >= 16:
			format := binary.LittleEndian.Uint16(body)
			channels = int(binary.LittleEndian.Uint16(body[2:]))
			w.rate = int(binary.LittleEndian.Uint32(body[4:]))
			bits := binary.LittleEndian.Uint16(body[14:])
			if format != formatPCM && format != formatExtended || bits != 8*bytesPerSample ||
				channels < 1 || channels > 2 || w.rate < lowestRate || w.rate > highestRate {
				return wave{}, errNoWav
			}
		case name == "data" && channels > 0:
			w.samples = firstChannel(body[:size], channels)
			return w, nil
		}
		rest = body[min(size+size%2, len(body)):] // chunks begin at even places
	}
	return wave{}, errNoWav
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
