package dashboard

import (
	"errors"
	"io"
	"net/http"
	"time"

	"hotline/internal/site"
)

// busyData is what was sent by somebody who has to wait, to be sent again as it was.
type busyData struct {
	Action    string
	Multipart bool
	Fields    []sentField
	Files     bool // they sent files, which a page cannot carry
	Cut       bool // it was more than a page carries: nothing is offered to be sent
}

type sentField struct{ Name, Value string }

// visit bounds how often an address opens public pages. Many share one, behind a carrier's or a household's: whoever meets
// the bound sends again what they typed with one press.
func (s *Server) visit(h http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wait, ok := s.visitors.allow(site.CallerOf(r.Context()).Address); !ok {
			s.busy(w, r, wait)
			return
		}
		h(w, r)
	})
}

// busy asks to wait. What was posted comes back with the page.
func (s *Server) busy(w http.ResponseWriter, r *http.Request, wait time.Duration) {
	w.Header().Set("Retry-After", retryAfter(wait))
	var data *busyData
	if r.Method == http.MethodPost {
		data = readSent(w, r)
	}
	s.render(w, r, http.StatusTooManyRequests, "busy", "page.busy.title", data)
}

const (
	// maxSent bounds what a page carries, bytes; maxBusyBody is how much is looked through for it, photos and all.
	maxSent     = 256 << 10
	maxBusyBody = 32 << 20
	// filesLost is the field that says that there were files.
	filesLost = "files_lost"
)

// readSent reads the fields of a form and leaves its files out. Of one that is broken or too large it has what could be read.
func readSent(w http.ResponseWriter, r *http.Request) *busyData {
	r.Body = http.MaxBytesReader(w, r.Body, maxBusyBody)
	d := &busyData{Action: r.URL.RequestURI()}
	parts, err := r.MultipartReader()
	if err != nil {
		r.Body = http.MaxBytesReader(w, r.Body, maxSent)
		d.Cut = r.ParseForm() != nil
		for name, values := range r.PostForm {
			for _, value := range values {
				d.Fields = append(d.Fields, sentField{name, value})
			}
		}
		return d
	}
	d.Multipart = true
	for room := maxSent; ; {
		part, err := parts.NextPart()
		if err != nil {
			d.Cut = !errors.Is(err, io.EOF)
			break
		}
		if part.FileName() != "" {
			d.Files = true
			continue
		}
		if part.FormName() == "photo" {
			continue // an empty choice of files
		}
		value, err := io.ReadAll(io.LimitReader(part, int64(room)+1))
		if err != nil || len(value) > room || len(d.Fields) == maxFields {
			d.Cut = true
			break
		}
		room -= len(value)
		d.Fields = append(d.Fields, sentField{part.FormName(), string(value)})
	}
	if d.Files {
		d.Fields = append(d.Fields, sentField{filesLost, "1"})
	}
	return d
}
