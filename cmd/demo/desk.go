package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"sync"
	"time"

	"github.com/google/uuid"
)

// everybodysPassword is the demo city's.
const everybodysPassword = "hotline-demo"

// desk is somebody's place in the city's offices.
type desk struct {
	city, login string
	client      *http.Client
	mu          sync.Mutex // one person does one thing at a time
}

func newDesk(ctx context.Context, city, login string) (*desk, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	d := &desk{city: city, login: login, client: &http.Client{Jar: jar, Timeout: 15 * time.Second}}
	return d, d.signIn(ctx)
}

func (d *desk) signIn(ctx context.Context) error {
	return d.once(ctx, http.MethodPost, "/api/sign-in", map[string]any{"login": d.login, "password": everybodysPassword}, nil)
}

// refusal is what the city answered instead.
type refusal struct {
	status int
	said   string
}

func (r *refusal) Error() string { return fmt.Sprintf("%d: %s", r.status, r.said) }

// do asks once, and again after signing in when the shift has ended: the city's hours are short.
func (d *desk) do(ctx context.Context, method, path string, body, into any) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	err := d.once(ctx, method, path, body, into)
	if r, ok := err.(*refusal); ok && r.status == http.StatusUnauthorized { //nolint:errorlint // ours, never wrapped
		if err := d.signIn(ctx); err != nil {
			return err
		}
		err = d.once(ctx, method, path, body, into)
	}
	return err
}

func (d *desk) get(ctx context.Context, path string, into any) error {
	return d.do(ctx, http.MethodGet, path, nil, into)
}

func (d *desk) post(ctx context.Context, path string, body any) error {
	return d.do(ctx, http.MethodPost, path, body, nil)
}

func (d *desk) once(ctx context.Context, method, path string, body, into any) error {
	var in io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		in = bytes.NewReader(b)
	}
	return d.send(ctx, method, path, "application/json", in, into)
}

func (d *desk) send(ctx context.Context, method, path, contentType string, in io.Reader, into any) error {
	request, err := http.NewRequestWithContext(ctx, method, d.city+path, in)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", contentType)
	request.Header.Set("Idempotency-Key", uuid.NewString())
	response, err := d.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= http.StatusMultipleChoices {
		return &refusal{response.StatusCode, string(said)}
	}
	if into == nil || len(said) == 0 {
		return nil
	}
	return json.Unmarshal(said, into)
}

// upload sends a photograph of sorts and returns its id.
func (d *desk) upload(ctx context.Context, purpose string, shade uint8) (string, error) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	if err := w.WriteField("purpose", purpose); err != nil {
		return "", err
	}
	part, err := w.CreateFormFile("file", "фото.png")
	if err != nil {
		return "", err
	}
	if _, err := part.Write(picture(shade)); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	var kept struct {
		ID string `json:"id"`
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return kept.ID, d.send(ctx, http.MethodPost, "/api/files", w.FormDataContentType(), &form, &kept)
}

// picture is a sky above a street, told apart by its shade.
func picture(shade uint8) []byte {
	const width, height, horizon = 480, 320, 190
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		c := color.RGBA{shade / 2, 90 + shade/4, 160 + uint8(y/4), 255}
		if y > horizon {
			c = color.RGBA{90 + shade/8, 88 + shade/8, 84, 255}
		}
		for x := range width {
			img.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // memory takes everything
	return b.Bytes()
}
