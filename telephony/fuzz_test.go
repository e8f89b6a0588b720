package telephony

import (
	"testing"
	"time"
)

func FuzzMessageNamesAreReadWithoutHarm(f *testing.F) {
	for _, name := range []string{
		"fallback.1764000000.hotline-1764000000.12.1555.+380501234567", "fallback.1764000000.1764000000.12.1556.anonymous",
		"fallback.", "fallback....", "fallback.-1.a.1555.1", "fallback.99999999999999999999.a.b.c", "019a.3.0", "",
		"missed.1764000000.hotline-1764000000.12.1555.+380501234567", "missed.fallback.1.a.b.c",
	} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		m, ok := parseMessage(name)
		if ok && (m.at.Unix() < 0 || m.channel == "" && len(name) < len(fallbackPrefix)) {
			t.Fatalf("%q is no message: %+v", name, m)
		}
		if phone, _ := callerOf(m.number); phone != "" && phone[0] != '+' {
			t.Fatalf("%q is no number", phone)
		}
	})
}

func FuzzRecordingsAreMeasuredWithoutHarm(f *testing.F) {
	head := "RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data"
	for _, wav := range []string{
		"", "RIFF", head, head + "\x00\x00\x00\x00", head + "\x04\x00\x00\x00\x01\x00\x01\x00", head + "\xff\xff\xff\xff\x01\x00",
		"RIFF\x24\x00\x00\x00WAVELIST\xff\xff\xff\xff",
	} {
		f.Add([]byte(wav))
	}
	f.Fuzz(func(t *testing.T, wav []byte) {
		h := listen(wav)
		if h.Length < 0 || h.Loud < 0 || h.Length > time.Duration(len(wav))*time.Millisecond || h.Loud > max(h.Length, leastSpeech) {
			t.Fatalf("%d bytes hold %+v", len(wav), h)
		}
	})
}
