package look

import (
	"bytes"
	_ "embed"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
)

//go:embed frame.html
var frame string

// Texts puts sentences into a reader's language.
type Texts interface {
	T(lang, key string, args map[string]any) string
}

// Config is what an edge's pages have in common.
type Config struct {
	Texts Texts
	City  func(lang string) string // what pages are headed with
	Style string                   // the address of the style sheet
	Foot  Foot
}

// Foot is what stands below every page. Its texts are keys of the catalogue.
type Foot struct {
	Links []Link
	Note  string // "" for none
}

// Link leads to another page.
type Link struct{ Path, Text string }

// Frame renders the public pages of an edge: its templates, between one head and one foot.
type Frame struct {
	cfg       Config
	templates *template.Template
}

// NewFrame returns the frame of templates, which are called "head" and "foot" by those of the pages. It panics on templates that are
// broken, for they are embedded.
func NewFrame(cfg Config, templates fs.FS, patterns ...string) *Frame {
	all := template.Must(template.New("").Parse(frame))
	return &Frame{cfg, template.Must(all.ParseFS(templates, patterns...))}
}

// Page returns a page in a language, under a title, with what its template shows. at is its address, with whatever was chosen on it.
func (f *Frame) Page(lang string, at *url.URL, title string, data any) *Page {
	return &Page{
		Lang: lang, Title: title, City: f.cfg.City(lang), Style: f.cfg.Style, Data: data, Languages: inEach(at, lang), Foot: f.cfg.Foot,
		texts: f.cfg.Texts,
	}
}

// Render returns a page by its template, or a part of one.
func (f *Frame) Render(name string, p *Page) ([]byte, error) {
	var b bytes.Buffer
	err := f.templates.ExecuteTemplate(&b, name, p)
	return b.Bytes(), err
}

// Send writes a page by its template, under a content security policy. Nothing was sent when it fails.
func (f *Frame) Send(w http.ResponseWriter, status int, name, policy string, p *Page) error {
	page, err := f.Render(name, p)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", p.Lang)
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Robots-Tag", "noindex, nofollow")
	w.WriteHeader(status)
	_, _ = w.Write(page) // a client that has gone cannot be told
	return nil
}
