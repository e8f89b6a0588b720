package asterisktest

import (
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/telephony/pbx"
	"hotline/telephony/speech"
)

const (
	rate       = 8000 // samples a second, as on the telephone
	headerSize = 44
	// silent is what Level says of no sound at all.
	silent = -100
)

// Tone is a sound that rises and falls as speech does, so that nothing takes it for silence or for a key.
func Tone(length time.Duration) []int16 {
	samples := make([]int16, int(length.Seconds()*rate))
	for i := range samples {
		at := float64(i) / rate
		swell := 0.6 + 0.4*math.Sin(2*math.Pi*4*at)
		samples[i] = int16(9000 * swell * (math.Sin(2*math.Pi*310*at) + 0.5*math.Sin(2*math.Pi*523*at)) / 1.5)
	}
	return samples
}

// Level is how loud a wav file is on average, in dB of full scale: speech is some -25, silence below -60, and a file
// without sound -100.
func Level(wav []byte) float64 {
	if len(wav) <= headerSize {
		return silent
	}
	samples := wav[headerSize:]
	var sum float64
	for i := 0; i+1 < len(samples); i += 2 {
		v := float64(int16(binary.LittleEndian.Uint16(samples[i:]))) / 32768
		sum += v * v
	}
	if sum == 0 {
		return silent
	}
	return 10 * math.Log10(sum/float64(len(samples)/2))
}

// Length is how long a wav file of 8 kHz sounds.
func Length(wav []byte) time.Duration {
	return time.Duration(max(0, len(wav)-headerSize)/2) * time.Second / rate
}

// alaw is the sound as the trunk carries it (G.711).
func alaw(samples []int16) []byte {
	out := make([]byte, len(samples))
	for i, s := range samples {
		sign, v := byte(0x80), int(s)>>3
		if v < 0 {
			sign, v = 0, -v-1
		}
		segment := 0
		for limit := 0x1f; segment < 8 && v > limit; segment++ {
			limit = limit<<1 | 1
		}
		code := byte(segment << 4)
		if segment < 2 {
			code |= byte(v>>1) & 0x0f
		} else {
			code |= byte(v>>segment) & 0x0f
		}
		out[i] = (code | sign) ^ 0x55
	}
	return out
}

// writeSounds makes the dialplan's own prompts and the music, short tones all of them.
func writeSounds(t testing.TB, paths pbx.Paths) {
	t.Helper()
	prompt := speech.Wav(Tone(300 * time.Millisecond))
	require.NoError(t, os.WriteFile(filepath.Join(paths.Music, "music.wav"), speech.Wav(Tone(2*time.Second)), 0o644))
	for _, lang := range []string{"uk", "en", "pl"} {
		dir := filepath.Join(paths.Sounds(), "hotline", lang)
		require.NoError(t, os.MkdirAll(dir, 0o755))
		for _, name := range []string{"fallback", "thanks", "refused"} {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name+".wav"), prompt, 0o644))
		}
	}
}
