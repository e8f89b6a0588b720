package blob

import (
	"bytes"
	"slices"
	"strings"
)

// sniffLen is how many bytes tell a type: an Ogg page header and its codec's name are the longest.
const sniffLen = 64

// kind is a type that is kept, with the endings of file names that suit it, the usual one first.
type kind struct {
	mime    string
	endings []string
	is      func(head []byte) bool
}

// kinds is the closed list of what is kept.
var kinds = []kind{
	{"image/jpeg", []string{".jpg", ".jpeg", ".jpe", ".jfif"}, starts("\xFF\xD8\xFF")},
	{"image/png", []string{".png"}, starts("\x89PNG\r\n\x1A\n")},
	{"image/gif", []string{".gif"}, either(starts("GIF87a"), starts("GIF89a"))},
	{"image/webp", []string{".webp"}, riff("WEBPVP8")},
	{"image/heic", []string{".heic", ".heif"}, brand("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1")},
	{"application/pdf", []string{".pdf"}, starts("%PDF-")},
	{"audio/mp4", []string{".m4a"}, brand("M4A ", "M4B ")},
	{"video/mp4", []string{".mp4", ".m4v"}, brand("isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "MSNV", "dash")},
	{"audio/ogg", []string{".ogg", ".oga", ".opus"}, oggAudio},
	{"audio/mpeg", []string{".mp3"}, either(starts("ID3"), mp3Frame)},
	{"audio/wav", []string{".wav"}, riff("WAVE")},
}

// sniff tells what the content is by its beginning. declared, what the sender said, only tells sound from film in a
// container that holds either.
func sniff(head []byte, declared string) (kind, bool) {
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.is(head) })
	if i < 0 {
		return kind{}, false
	}
	if kinds[i].mime == "video/mp4" && strings.HasPrefix(declared, "audio/") {
		i = slices.IndexFunc(kinds, func(k kind) bool { return k.mime == "audio/mp4" })
	}
	return kinds[i], true
}

func starts(magic string) func([]byte) bool {
	return func(head []byte) bool { return bytes.HasPrefix(head, []byte(magic)) }
}

func either(a, b func([]byte) bool) func([]byte) bool {
	return func(head []byte) bool { return a(head) || b(head) }
}

// riff recognises a RIFF file by its form.
func riff(form string) func([]byte) bool {
	return func(head []byte) bool {
		return len(head) >= 16 && string(head[:4]) == "RIFF" && strings.HasPrefix(string(head[8:]), form)
	}
}

// brand recognises an ISO base media file by its major brand.
func brand(brands ...string) func([]byte) bool {
	return func(head []byte) bool {
		return len(head) >= 12 && string(head[4:8]) == "ftyp" && slices.Contains(brands, string(head[8:12]))
	}
}

// oggAudio recognises an Ogg file whose first stream is sound: the codec names itself where the first page's segments begin.
func oggAudio(head []byte) bool {
	const pageHeader = 27
	if len(head) <= pageHeader || string(head[:4]) != "OggS" {
		return false
	}
	body := head[min(len(head), pageHeader+int(head[26])):]
	for _, codec := range []string{"OpusHead", "\x01vorbis", "Speex", "\x7FFLAC"} {
		if bytes.HasPrefix(body, []byte(codec)) {
			return true
		}
	}
	return false
}

// mp3Frame recognises the header of an MPEG layer III frame. The sync bits alone would also fit UTF-16 text.
func mp3Frame(head []byte) bool {
	if len(head) < 4 || head[0] != 0xFF || head[1]&0xE0 != 0xE0 {
		return false
	}
	version, layer := head[1]>>3&3, head[1]>>1&3
	bitrate, rate := head[2]>>4, head[2]>>2&3
	return version != 1 && layer == 1 && bitrate != 0 && bitrate != 15 && rate != 3
}
