package speech

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func sine(rate int, hertz float64, seconds float64) []int16 {
	samples := make([]int16, int(float64(rate)*seconds))
	for i := range samples {
		samples[i] = int16(10000 * math.Sin(2*math.Pi*hertz*float64(i)/float64(rate)))
	}
	return samples
}

// loudness is the mean square of the middle of a sound, in dB of the sine above.
func loudness(samples []int16) float64 {
	middle := samples[len(samples)/4 : len(samples)*3/4]
	var sum float64
	for _, s := range middle {
		sum += float64(s) * float64(s)
	}
	return 10 * math.Log10(sum/float64(len(middle))/(10000*10000/2)+1e-12)
}

func TestVoiceIsKeptAndWhatTheTelephoneCannotCarryIsNot(t *testing.T) {
	t.Parallel()
	for _, rate := range []int{8000, 16000, 22050, 24000, 44100, 48000} {
		for _, hertz := range []float64{200, 1000, 3000} {
			out := resample(Wave{Rate: rate, Samples: sine(rate, hertz, 1)})
			require.InDelta(t, Rate, len(out), 1)
			require.InDelta(t, 0, loudness(out), 0.5, "%d Hz at %d", int(hertz), rate)
		}
		if rate > 11000 {
			require.Less(t, loudness(resample(Wave{Rate: rate, Samples: sine(rate, 5000, 1)})), -40.0, "5 kHz at %d rasps", rate)
		}
	}
}

func TestWavIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	samples := sine(Rate, 440, 0.5)
	got, err := ParseWav(Wav(samples))
	require.NoError(t, err)
	require.Equal(t, Wave{Rate, samples}, got)
}

// A program that writes to a pipe does not know the length when it writes the header, and one that was killed never filled it in.
func TestHeaderMayPromiseTooMuchOrNothing(t *testing.T) {
	t.Parallel()
	samples := sine(Rate, 440, 0.5)
	for _, promised := range []uint32{0x7ffff000, 0} {
		file := Wav(samples)
		binary.LittleEndian.PutUint32(file[4:], promised+36)
		binary.LittleEndian.PutUint32(file[40:], promised)
		got, err := ParseWav(file)
		require.NoError(t, err)
		require.Equal(t, samples, got.Samples)
	}
}

func FuzzParseWav(f *testing.F) {
	good := Wav(sine(Rate, 440, 0.01))
	f.Add(good)
	f.Add(good[:20])
	f.Add(append([]byte("RIFF\xff\xff\xff\xffWAVELIST\x03\x00\x00\x00abc"), good[12:]...))
	f.Fuzz(func(t *testing.T, file []byte) {
		w, err := ParseWav(file)
		if err != nil {
			require.Empty(t, w.Samples)
			return
		}
		require.True(t, w.Rate >= leastRate && w.Rate <= mostRate)
		require.LessOrEqual(t, bytesPerSample*len(w.Samples), len(file))
	})
}
