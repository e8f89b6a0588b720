package blob

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
)

type fakeFiles struct {
	added []casecore.File
	err   error
}

func (f *fakeFiles) AddFile(_ context.Context, file casecore.File) error {
	if f.err == nil {
		f.added = append(f.added, file)
	}
	return f.err
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func open(t *testing.T, url string, files Files) *Store {
	t.Helper()
	s, err := Open(t.Context(), url, files, func() time.Time { return noon })
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

var png = "\x89PNG\r\n\x1A\n" + strings.Repeat("p", 100)

func TestSavedFileIsRecordedLooseAndReadBack(t *testing.T) {
	t.Parallel()
	files := &fakeFiles{}
	for _, url := range []string{"mem://", "file://" + t.TempDir() + "/new/folder"} {
		s := open(t, url, files)
		require.NoError(t, s.Ready(t.Context()))
		f, err := s.Save(t.Context(), "яма.png", "image/png", strings.NewReader(png), "citizen", "photo")
		require.NoError(t, err)
		sum := sha256.Sum256([]byte(png))
		require.Equal(t, casecore.File{
			ID: f.ID, Name: "яма.png", ContentType: "image/png", Size: int64(len(png)), SHA256: sum[:], Key: f.Key,
			Purpose: "photo", AddedBy: "citizen", AddedAt: noon,
		}, f)
		require.Regexp(t, `^2026/11/22/[0-9a-f]{32}$`, f.Key)
		require.Equal(t, f, files.added[len(files.added)-1])

		r, err := s.Read(t.Context(), f.Key)
		require.NoError(t, err)
		_, err = r.Seek(8, io.SeekStart)
		require.NoError(t, err)
		b, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NoError(t, r.Close())
		require.Equal(t, png[8:], string(b))

		require.NoError(t, s.Delete(t.Context(), f.Key))
		require.NoError(t, s.Delete(t.Context(), f.Key), "what is gone may be deleted again")
		_, err = s.Read(t.Context(), f.Key)
		require.Equal(t, casecore.NotFound, casecore.CodeOf(err))
	}
}

func TestLimitIsHeldWhileStreaming(t *testing.T) {
	t.Parallel()
	files := &fakeFiles{}
	dir := t.TempDir()
	s := open(t, "file://"+dir, files)

	exact := io.MultiReader(strings.NewReader(png), io.LimitReader(zeros{}, int64(MaxSize-len(png))))
	f, err := s.Save(t.Context(), "a.png", "", exact, "citizen", "photo")
	require.NoError(t, err)
	require.EqualValues(t, MaxSize, f.Size)
	require.NoError(t, s.Delete(t.Context(), f.Key))

	_, err = s.Save(t.Context(), "a.png", "", io.MultiReader(strings.NewReader(png), zeros{}), "citizen", "photo")
	requireRefused(t, err, "error.file_too_large")
	require.Len(t, files.added, 1)
	require.Empty(t, left(t, dir), "nothing stays of a refused upload")
}

func TestUploadCutShortKeepsNothing(t *testing.T) {
	t.Parallel()
	files, dir := &fakeFiles{}, t.TempDir()
	s := open(t, "file://"+dir, files)
	cut := errors.New("connection reset")
	_, err := s.Save(t.Context(), "a.png", "", io.MultiReader(strings.NewReader(png), failing{cut}), "citizen", "photo")
	require.ErrorIs(t, err, cut)

	files.err = errors.New("database is away")
	_, err = s.Save(t.Context(), "a.png", "", strings.NewReader(png), "citizen", "photo")
	require.ErrorIs(t, err, files.err)
	require.Empty(t, files.added)
	require.Empty(t, left(t, dir))
}

func TestTypeIsToldByTheContent(t *testing.T) {
	t.Parallel()
	ftyp := func(brand string) string { return "\x00\x00\x00\x20ftyp" + brand + "\x00\x00\x02\x00isomiso2mp41" }
	ogg := func(codec string) string { return "OggS\x00\x02" + strings.Repeat("\x00", 20) + "\x01\x13" + codec }
	for content, want := range map[string]string{
		"\xFF\xD8\xFF\xE0\x00\x10JFIF":         "image/jpeg",
		png:                                    "image/png",
		"GIF89a\x01\x00":                       "image/gif",
		"RIFF\x24\x00\x00\x00WEBPVP8 ....":     "image/webp",
		"RIFF\x24\x00\x00\x00WAVEfmt ....":     "audio/wav",
		ftyp("heic"):                           "image/heic",
		ftyp("mif1"):                           "image/heic",
		ftyp("isom"):                           "video/mp4",
		ftyp("M4A "):                           "audio/mp4",
		"%PDF-1.7\n":                           "application/pdf",
		ogg("OpusHead"):                        "audio/ogg",
		ogg("\x01vorbis"):                      "audio/ogg",
		"ID3\x04\x00":                          "audio/mpeg",
		"\xFF\xFB\x90\x64\x00":                 "audio/mpeg",
		ogg("\x80theora"):                      "",
		ftyp("avif"):                           "",
		"RIFF\x24\x00\x00\x00AVI LIST....":     "",
		"<!doctype html><script>":              "",
		"<svg xmlns=\"http://www.w3.org/":      "",
		"\xEF\xBB\xBF<?xml version=\"1.0\"?>":  "",
		"MZ\x90\x00":                           "",
		"\x7FELF":                              "",
		"PK\x03\x04":                           "",
		"#!/bin/sh\n":                          "",
		"\xFF\xFE<\x00h\x00t\x00m\x00l\x00":    "",
		"OggS":                                 "",
		"just words about a leaking pipe here": "",
	} {
		f, err := open(t, "mem://", &fakeFiles{}).Save(t.Context(), "x.jpg", "image/jpeg", strings.NewReader(content), "citizen", "photo")
		if want == "" {
			requireRefused(t, err, "error.file_type")
			continue
		}
		require.NoError(t, err, "%q", content)
		require.Equal(t, want, f.ContentType, "%q", content)
	}
	f, err := open(t, "mem://", &fakeFiles{}).Save(t.Context(), "voice", "audio/x-m4a", strings.NewReader(ftyp("isom")), "citizen", "voice")
	require.NoError(t, err)
	require.Equal(t, "audio/mp4", f.ContentType, "sound in a film's container")
	require.Equal(t, "voice.m4a", f.Name)

	_, err = open(t, "mem://", &fakeFiles{}).Save(t.Context(), "x.jpg", "", strings.NewReader(""), "citizen", "photo")
	requireRefused(t, err, "error.file_empty")
}

func TestNamesAreCleaned(t *testing.T) {
	t.Parallel()
	jpeg := kinds[0]
	for name, want := range map[string]string{
		"яма.JPG":                              "яма.JPG",
		"../../etc/passwd":                     "passwd.jpg",
		`C:\Users\a\фото.jpeg`:                 "фото.jpeg",
		"":                                     "file.jpg",
		"...":                                  "file.jpg",
		".htaccess":                            "htaccess.jpg",
		"page.html":                            "page.html.jpg",
		"a\u202Egpj.exe":                       "agpj.exe.jpg",
		"a\r\nSet-Cookie: x.jpg":               "a  Set-Cookie x.jpg",
		"фото\u0438\u0306.jpg":                 "фотой.jpg",
		"\xFFbroken.jpg":                       "broken.jpg",
		strings.Repeat("ї", 500):               strings.Repeat("ї", maxName-4) + ".jpg",
		"a" + strings.Repeat("b", 9) + ".jpeg": "abbbbbbbbb.jpeg",
	} {
		require.Equal(t, want, cleanName(name, jpeg))
	}
}

func FuzzCleanName(f *testing.F) {
	f.Add("яма.jpg")
	f.Fuzz(func(t *testing.T, name string) {
		clean := cleanName(name, kinds[0])
		require.LessOrEqual(t, len([]rune(clean)), maxName)
		require.NotContains(t, clean, "/")
		require.NotContains(t, clean, `\`)
		require.NotContains(t, clean, `"`)
		require.False(t, strings.HasPrefix(clean, "."))
		require.Equal(t, clean, cleanName(clean, kinds[0]))
	})
}

func TestWrongAddressIsNamed(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", "/var/files", "ftp://x"} {
		_, err := Open(t.Context(), url, &fakeFiles{}, time.Now)
		require.Error(t, err)
	}
}

func requireRefused(t *testing.T, err error, key string) {
	t.Helper()
	var e *casecore.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, casecore.Invalid, e.Code)
	require.Equal(t, key, e.Key)
}

func left(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	}))
	return names
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
