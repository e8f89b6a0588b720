package photo

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
)

// marked is a w×h picture that is red in its upper left quarter and blue elsewhere.
func marked(w, h int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{B: 255, A: 255}
			if x < w/2 && y < h/2 {
				c = color.RGBA{R: 255, A: 255}
			}
			p.SetRGBA(x, y, c)
		}
	}
	return p
}

// where tells in which quarter of the picture the red stands.
func where(t *testing.T, p Picture) string {
	t.Helper()
	decoded, _, err := image.Decode(bytes.NewReader(p.Bytes))
	require.NoError(t, err)
	b := decoded.Bounds()
	for _, q := range []struct {
		name string
		x, y int
	}{
		{"upper left", b.Dx() / 4, b.Dy() / 4},
		{"upper right", b.Dx() * 3 / 4, b.Dy() / 4},
		{"lower left", b.Dx() / 4, b.Dy() * 3 / 4},
		{"lower right", b.Dx() * 3 / 4, b.Dy() * 3 / 4},
	} {
		if r, _, blue, _ := decoded.At(q.x, q.y).RGBA(); r > blue {
			return q.name
		}
	}
	return "nowhere"
}

const secretPlace = "47 05 45 N 37 32 27 E"

// exif is an APP1 segment with an orientation, and with a description that says where somebody lives.
func exif(orientation uint16) []byte {
	var b bytes.Buffer
	b.WriteString("Exif\x00\x00II*\x00\x08\x00\x00\x00")
	entry := func(tag, kind uint16, count, value uint32) {
		for _, v := range []any{tag, kind, count, value} {
			_ = binary.Write(&b, binary.LittleEndian, v)
		}
	}
	_ = binary.Write(&b, binary.LittleEndian, uint16(2))
	entry(0x010E, 2, uint32(len(secretPlace)+1), 8+2+2*12+4)
	entry(0x0112, 3, 1, uint32(orientation))
	_ = binary.Write(&b, binary.LittleEndian, uint32(0))
	b.WriteString(secretPlace + "\x00")
	segment := append([]byte{0xFF, 0xE1}, binary.BigEndian.AppendUint16(nil, uint16(b.Len()+2))...)
	return append(segment, b.Bytes()...)
}

func jpegOf(p image.Image, orientation uint16) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, p, nil)
	return append(append(append([]byte{}, b.Bytes()[:2]...), exif(orientation)...), b.Bytes()[2:]...)
}

func pngOf(p image.Image) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, p)
	return b.Bytes()
}

func cleaned(t *testing.T, content []byte) (Picture, error) {
	t.Helper()
	return NewCleaner(1).Clean(t.Context(), bytes.NewReader(content))
}

func TestAPictureComesOutUprightHoweverTheCameraWasHeld(t *testing.T) {
	t.Parallel()
	// What stands upper left in a picture that lies as the tag says.
	want := map[uint16]string{
		1: "upper left", 2: "upper right", 3: "lower right", 4: "lower left",
		5: "upper left", 6: "upper right", 7: "lower right", 8: "lower left",
	}
	for orientation, quarter := range want {
		p, err := cleaned(t, jpegOf(marked(80, 40), orientation))
		require.NoError(t, err)
		require.Equal(t, quarter, where(t, p), orientation)
		if orientation >= 5 {
			require.Equal(t, []int{40, 80}, []int{p.Width, p.Height}, orientation)
		} else {
			require.Equal(t, []int{80, 40}, []int{p.Width, p.Height}, orientation)
		}
	}
}

func TestNothingButPixelsIsKept(t *testing.T) {
	t.Parallel()
	sent := jpegOf(marked(40, 40), 6)
	require.Contains(t, string(sent), secretPlace)
	p, err := cleaned(t, sent)
	require.NoError(t, err)
	require.Equal(t, "image/jpeg", p.ContentType)
	for _, trace := range []string{secretPlace, "Exif", "http://ns.adobe.com"} {
		require.NotContains(t, string(p.Bytes), trace)
	}

	text := []byte("tEXtComment\x00" + secretPlace)
	whole := pngOf(marked(40, 40))
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(text)-4))
	chunk = binary.BigEndian.AppendUint32(append(chunk, text...), crc32.ChecksumIEEE(text))
	commented := append(append(append([]byte{}, whole[:33]...), chunk...), whole[33:]...)
	p, err = cleaned(t, append(commented, "and more behind the end "+secretPlace...))
	require.NoError(t, err)
	require.Equal(t, "image/png", p.ContentType)
	require.NotContains(t, string(p.Bytes), secretPlace)
}

func TestALargePictureIsKeptSmaller(t *testing.T) {
	t.Parallel()
	p, err := cleaned(t, pngOf(marked(5000, 100)))
	require.NoError(t, err)
	require.Equal(t, []int{MaxSide, 51}, []int{p.Width, p.Height})
	require.Equal(t, "upper left", where(t, p))
	p, err = NewCleaner(1).Thumbnail(t.Context(), bytes.NewReader(jpegOf(marked(600, 800), 1)))
	require.NoError(t, err)
	require.Equal(t, []int{240, ThumbSide}, []int{p.Width, p.Height})
}

// A few bytes that claim to be a wall: the header is believed before a pixel is made.
func TestABombIsRefusedUndecoded(t *testing.T) {
	t.Parallel()
	bomb := pngOf(marked(8, 8))
	binary.BigEndian.PutUint32(bomb[16:], 60_000)
	binary.BigEndian.PutUint32(bomb[20:], 60_000)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	_, err := cleaned(t, bomb)
	refused(t, err, "error.photo_large")

	_, err = NewCleaner(1).Clean(t.Context(), io.MultiReader(bytes.NewReader(bomb), io.LimitReader(zeros{}, MaxBytes)))
	refused(t, err, "error.file_too_large")
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	t.Parallel()
	_, err := cleaned(t, []byte("<html>GIF89a"))
	refused(t, err, "error.photo_type")
	_, err = cleaned(t, pngOf(marked(80, 80))[:90])
	refused(t, err, "error.photo_unreadable")
	_, err = cleaned(t, []byte("RIFF\x00\x00\x00\x00WEBPVP8 "))
	refused(t, err, "error.photo_unreadable")
}

func TestWhoeverWaitsForAPlaceMayLeave(t *testing.T) {
	t.Parallel()
	c := NewCleaner(1)
	c.places <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.Clean(ctx, bytes.NewReader(pngOf(marked(8, 8))))
	require.ErrorIs(t, err, context.Canceled)
	unread := bytes.NewReader(pngOf(marked(8, 8)))
	_, err = c.Thumbnail(ctx, unread)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, unread.Size(), int64(unread.Len()), "whoever waits for a thumbnail holds nothing")
}

func refused(t *testing.T, err error, key string) {
	t.Helper()
	var e *casecore.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, casecore.Invalid, e.Code)
	require.Equal(t, key, e.Key)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// kept is a file store that remembers what came.
type kept struct {
	declared string
	content  []byte
}

func (k *kept) Save(_ context.Context, name, declared string, r io.Reader, _, _ string) (f casecore.File, err error) {
	k.declared = declared
	k.content, err = io.ReadAll(r)
	return casecore.File{Name: name}, err
}

func (k *kept) Read(context.Context, string) (io.ReadSeekCloser, error) { return nil, io.EOF }

func TestAnIntakeCleansPicturesAndLeavesTheRest(t *testing.T) {
	t.Parallel()
	var store kept
	in := NewIntake(&store, NewCleaner(1))
	_, err := in.Save(t.Context(), "яма.jpg", "image/png", bytes.NewReader(jpegOf(marked(40, 40), 1)), "citizen", "photo")
	require.NoError(t, err)
	require.Equal(t, "image/jpeg", store.declared)
	require.NotContains(t, string(store.content), secretPlace)

	for _, other := range []string{"%PDF-1.7 " + secretPlace, "short", ""} {
		_, err = in.Save(t.Context(), "a.pdf", "application/pdf", strings.NewReader(other), "citizen", "act")
		require.NoError(t, err)
		require.Equal(t, other, string(store.content))
	}
	_, err = in.Save(t.Context(), "a.png", "", bytes.NewReader(pngOf(marked(80, 80))[:90]), "citizen", "photo")
	refused(t, err, "error.photo_unreadable")
}

func FuzzClean(f *testing.F) {
	for _, content := range [][]byte{
		jpegOf(marked(16, 8), 6), pngOf(marked(8, 8)), []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00"), nil,
	} {
		f.Add(content)
	}
	c := NewCleaner(1)
	f.Fuzz(func(t *testing.T, content []byte) {
		p, err := c.Thumbnail(t.Context(), bytes.NewReader(content))
		if err != nil {
			require.Equal(t, casecore.Invalid, casecore.CodeOf(err))
			return
		}
		require.LessOrEqual(t, max(p.Width, p.Height), ThumbSide)
		require.NotContains(t, string(p.Bytes), secretPlace)
		_, err = cleaned(t, p.Bytes)
		require.NoError(t, err, "what came out goes in")
	})
}
