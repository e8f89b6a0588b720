package slip_test

import (
	"encoding/binary"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"

	"hotline/internal/i18n"
	"hotline/queuehall/slip"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

func made(t *testing.T) *slip.Maker {
	t.Helper()
	texts, err := i18n.New()
	require.NoError(t, err)
	m, err := slip.New(texts)
	require.NoError(t, err)
	return m
}

func ticket() slip.Ticket {
	return slip.Ticket{
		Lang: "uk", Branch: "Прозорий офіс (Замостя)", Direction: "Реєстрація бізнесу та нерухомості, ґрунтів і їхніх меж", Code: "Ґ-104",
		Issued: time.Date(2026, time.November, 22, 10, 45, 0, 0, time.UTC), Ahead: 4, Least: 11 * time.Minute, Most: 26 * time.Minute,
		Follow: "https://hotline.example/t/AZrB2V5Zc0yGJ3vF0kq3xk9nUo1pQmWcYtRs",
	}
}

func TestAPrinterPrintsWhatWasDrawn(t *testing.T) {
	t.Parallel()
	m := made(t)
	for _, width := range []slip.Width{slip.Narrow, slip.Wide} {
		t.Run(fmt.Sprint(int(width)), func(t *testing.T) {
			t.Parallel()
			ticket := ticket()
			b, err := m.Make(&ticket, width)
			require.NoError(t, err)
			golden(t, fmt.Sprintf("slip-%d", width), printed(t, b))
		})
	}
}

func TestASlipIsInTheClientsLanguage(t *testing.T) {
	t.Parallel()
	ticket := ticket()
	ticket.Lang, ticket.Code, ticket.Direction, ticket.Ahead, ticket.Least, ticket.Most = "en", "А-001", "Permits", 0, 0, 40*time.Second
	b, err := made(t).Make(&ticket, slip.Wide)
	require.NoError(t, err)
	golden(t, "slip-en", printed(t, b))
}

func TestASlipNeedsNoLinkAndNoForecast(t *testing.T) {
	t.Parallel()
	m := made(t)
	with, without := ticket(), ticket()
	without.Follow, without.Least, without.Most = "", 0, 0
	long, err := m.Draw(&with, slip.Wide)
	require.NoError(t, err)
	short, err := m.Draw(&without, slip.Wide)
	require.NoError(t, err)
	require.Less(t, short.Rect.Dy(), long.Rect.Dy()-300)
}

func TestNothingIsCutOff(t *testing.T) {
	t.Parallel()
	ticket := ticket()
	ticket.Code = "ҐҐ-10456"
	picture, err := made(t).Draw(&ticket, slip.Narrow)
	require.NoError(t, err)
	for y := range picture.Rect.Dy() {
		require.Equal(t, color.Gray{Y: 255}, picture.GrayAt(0, y), "row %d", y)
		require.Equal(t, color.Gray{Y: 255}, picture.GrayAt(picture.Rect.Dx()-1, y), "row %d", y)
	}
}

func TestThereIsNoOtherPaper(t *testing.T) {
	t.Parallel()
	ticket := ticket()
	_, err := made(t).Make(&ticket, 400)
	require.Error(t, err)
}

// A font that lacks a letter prints a box in its place.
func TestTheFontsHaveTheLettersOfAllLanguages(t *testing.T) {
	t.Parallel()
	const letters = "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯабвгґдеєжзиіїйклмнопрстуфхцчшщьюя’«»—–ĄĆĘŁŃÓŚŹŻąćęłńóśźż№"
	for _, ttf := range [][]byte{goregular.TTF, gobold.TTF} {
		f, err := sfnt.Parse(ttf)
		require.NoError(t, err)
		var buffer sfnt.Buffer
		for _, r := range letters {
			i, err := f.GlyphIndex(&buffer, r)
			require.NoError(t, err)
			require.NotZero(t, i, "%c", r)
		}
	}
}

// printed does what a printer does with the bytes.
func printed(t *testing.T, b []byte) *image.Gray {
	t.Helper()
	require.Equal(t, []byte{0x1b, '@'}, b[:2])
	b = b[2:]
	var rows [][]byte
	var width int
	for len(b) > 0 && b[0] == 0x1d && b[1] == 'v' {
		require.Equal(t, []byte{'0', 0}, b[2:4])
		width = int(binary.LittleEndian.Uint16(b[4:]))
		height := int(binary.LittleEndian.Uint16(b[6:]))
		require.LessOrEqual(t, width*height, 16<<10, "a small printer holds it")
		b = b[8:]
		for range height {
			rows = append(rows, b[:width])
			b = b[width:]
		}
	}
	require.Equal(t, []byte{0x1b, 'd', 1, 0x1d, 'V', 66, 0}, b, "it is fed and cut")
	picture := image.NewGray(image.Rect(0, 0, width*8, len(rows)))
	for y, row := range rows {
		for x := range width * 8 {
			if row[x/8]&(0x80>>(x%8)) == 0 {
				picture.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	return picture
}

func golden(t *testing.T, name string, picture *image.Gray) {
	t.Helper()
	path := filepath.Join("testdata", name+".png")
	if *update {
		f, err := os.Create(path)
		require.NoError(t, err)
		require.NoError(t, (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(f, picture))
		require.NoError(t, f.Close())
	}
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	want, err := png.Decode(f)
	require.NoError(t, err)
	require.Equal(t, want.Bounds(), picture.Bounds())
	for y := range picture.Rect.Dy() {
		for x := range picture.Rect.Dx() {
			if want.At(x, y) != picture.At(x, y) {
				t.Fatalf("%s differs at %d, %d; look at it, and run with -update when it is right", path, x, y)
			}
		}
	}
}
