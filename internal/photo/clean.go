package photo

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strconv"

	"golang.org/x/image/webp"

	"hotline/casecore"
)

// The limits of a picture.
const (
	MaxBytes  = 20 << 20   // as it is sent
	MaxPixels = 50_000_000 // as it is sent: the largest that telephones take without being asked to
	MaxSide   = 2560       // as it is kept, the longer side: a house number across the street stays legible
	ThumbSide = 320        // of a thumbnail
)

// quality of JPEG: above it files grow faster than what is seen in them.
const quality = 85

// Picture is an encoded picture. Width and Height are pixels.
type Picture struct {
	Bytes         []byte
	ContentType   string // image/jpeg or image/png
	Width, Height int
}

// Cleaner cleans pictures.
type Cleaner struct {
	places chan struct{}
}

// NewCleaner returns a Cleaner that decodes up to n pictures at once.
func NewCleaner(n int) *Cleaner { return &Cleaner{places: make(chan struct{}, max(1, n))} }

// Clean reads a picture and returns it upright, at most MaxSide long and without metadata. It refuses, as Invalid, what is
// longer than MaxBytes, larger than MaxPixels, of another type, or damaged. The picture is read before it takes its place:
// it may come slowly.
func (c *Cleaner) Clean(ctx context.Context, r io.Reader) (Picture, error) {
	content, err := read(r)
	if err != nil {
		return Picture{}, err
	}
	leave, err := c.enter(ctx)
	if err != nil {
		return Picture{}, err
	}
	defer leave()
	return clean(content, MaxSide)
}

// Thumbnail is Clean with ThumbSide as the limit, for a picture that is at hand: its place is taken before it is read, so that
// those who wait hold nothing.
func (c *Cleaner) Thumbnail(ctx context.Context, r io.Reader) (Picture, error) {
	leave, err := c.enter(ctx)
	if err != nil {
		return Picture{}, err
	}
	defer leave()
	content, err := read(r)
	if err != nil {
		return Picture{}, err
	}
	return clean(content, ThumbSide)
}

// enter waits for a place as long as ctx lasts.
func (c *Cleaner) enter(ctx context.Context) (leave func(), err error) {
	select {
	case c.places <- struct{}{}:
		return func() { <-c.places }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func read(r io.Reader) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("photo: read: %w", err)
	}
	if len(content) > MaxBytes {
		return nil, refuse("error.file_too_large", map[string]string{"limit": strconv.Itoa(MaxBytes >> 20)}, nil)
	}
	if _, ok := formatOf(content); !ok {
		return nil, refuse("error.photo_type", nil, nil)
	}
	return content, nil
}

func clean(content []byte, side int) (Picture, error) {
	f, _ := formatOf(content)
	return f.clean(content, side)
}

func (f format) clean(content []byte, side int) (Picture, error) {
	config, err := f.config(bytes.NewReader(content))
	if err != nil || config.Width <= 0 || config.Height <= 0 {
		return Picture{}, refuse("error.photo_unreadable", nil, err)
	}
	if config.Width > MaxPixels/config.Height {
		return Picture{}, refuse("error.photo_large", map[string]string{"limit": strconv.Itoa(MaxPixels / 1_000_000)}, nil)
	}
	picture, err := f.decode(bytes.NewReader(content))
	if err != nil {
		return Picture{}, refuse("error.photo_unreadable", nil, err)
	}
	small := shrink(picture, side)
	return encode(turn(small, f.orientation(content)), f.name == pngName || !small.Opaque())
}

func encode(picture *image.RGBA, lossless bool) (Picture, error) {
	var b bytes.Buffer
	p := Picture{ContentType: "image/jpeg", Width: picture.Rect.Dx(), Height: picture.Rect.Dy()}
	var err error
	if lossless {
		p.ContentType = "image/png"
		err = png.Encode(&b, picture)
	} else {
		err = jpeg.Encode(&b, picture, &jpeg.Options{Quality: quality})
	}
	if err != nil {
		return Picture{}, fmt.Errorf("photo: encode: %w", err)
	}
	p.Bytes = b.Bytes()
	return p, nil
}

// format is a type of picture that is taken.
type format struct {
	name   string
	is     func(content []byte) bool
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

const (
	jpegName = "jpeg"
	pngName  = "png"
	webpName = "webp"
)

var formats = []format{
	{jpegName, func(b []byte) bool { return bytes.HasPrefix(b, []byte("\xFF\xD8\xFF")) }, jpeg.DecodeConfig, jpeg.Decode},
	{pngName, func(b []byte) bool { return bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1A\n")) }, png.DecodeConfig, png.Decode},
	{webpName, func(b []byte) bool {
		return len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP"
	}, webp.DecodeConfig, webp.Decode},
}

func formatOf(content []byte) (format, bool) {
	for _, f := range formats {
		if f.is(content) {
			return f, true
		}
	}
	return format{}, false
}

// Known tells whether the beginning of a file, twelve bytes or more, is that of a picture that is taken.
func Known(head []byte) bool {
	_, ok := formatOf(head)
	return ok
}

func refuse(key string, args map[string]string, err error) error {
	return &casecore.Error{Code: casecore.Invalid, Op: "clean photo", Key: key, Args: args, Err: err}
}
