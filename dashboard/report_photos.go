package dashboard

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/internal/photo"
	"hotline/internal/secret"
	"hotline/internal/site"
)

const (
	// maxReportBody bounds a form with all its photos, bytes.
	maxReportBody = maxPhotos*photo.MaxBytes + 1<<20
	// maxFields and maxField bound what else a form holds: how many parts, and bytes of one.
	maxFields = 60
	maxField  = 40 << 10
	// formTimeout is how long a form may take to arrive: photos from a telephone in the outskirts.
	formTimeout = 10 * time.Minute
)

// formPhoto is a picture that was sent with a form and waits for it to be taken in.
type formPhoto struct {
	id    casecore.FileID
	Token string
	Name  string
}

// URL is where its thumbnail is.
func (p formPhoto) URL() string { return "/photo/" + p.Token }

func (s *Server) formPhoto(f *casecore.File) formPhoto {
	return formPhoto{id: f.ID, Token: s.cfg.Secrets.Token(secret.Photo, f.ID.UUID()), Name: f.Name}
}

var errForm = &casecore.Error{Code: casecore.Invalid, Op: "read form", Key: "error.form"}

// readForm reads a form part by part: fields into memory, each photo into the file store as it comes. The signed key
// comes before the photos. What is wrong with a photo is noted; what is wrong with the form itself is an error.
func (s *Server) readForm(w http.ResponseWriter, r *http.Request, lang string) (*reportForm, error) {
	patience := http.NewResponseController(w)
	deadline := time.Now().Add(formTimeout)
	_ = patience.SetReadDeadline(deadline) // a test's recorder has none
	_ = patience.SetWriteDeadline(deadline)
	r.Body = http.MaxBytesReader(w, r.Body, maxReportBody)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, errForm
	}
	f := &reportForm{}
	values := url.Values{}
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || n > maxFields {
			return nil, errForm
		}
		if part.FormName() == "photo" && part.FileName() != "" {
			if f.id == uuid.Nil {
				return nil, errForm
			}
			s.takePhoto(r.Context(), f, part, lang)
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, maxField+1))
		if err != nil || len(value) > maxField {
			return nil, errForm
		}
		s.takeField(r.Context(), f, values, part.FormName(), string(value))
	}
	if f.id == uuid.Nil {
		return nil, errForm
	}
	f.fill(values)
	if values.Has(filesLost) {
		f.wrong("photos", s.cfg.Texts.T(lang, "page.report.wrong.files", nil))
	}
	drop := values["drop"]
	f.Photos = slices.DeleteFunc(f.Photos, func(p formPhoto) bool { return slices.Contains(drop, p.Token) })
	return f, nil
}

// takeField keeps a field's value; the key and the photos that were sent before prove themselves by their signatures.
func (s *Server) takeField(ctx context.Context, f *reportForm, values url.Values, name, value string) {
	switch name {
	case "key":
		if id, ok := s.cfg.Secrets.Open(secret.Form, value); ok {
			f.id, f.Key = id, value
		}
	case "kept":
		id, ok := s.cfg.Secrets.Open(secret.Photo, value)
		if !ok {
			return
		}
		file, err := s.cfg.FileRows.File(ctx, casecore.FileID(id))
		if err == nil && file.Subject.Type == "" { // it is still loose: nobody's
			f.addPhoto(s.formPhoto(&file))
		}
	default:
		values.Add(name, value)
	}
}

func (f *reportForm) addPhoto(p formPhoto) {
	if !slices.ContainsFunc(f.Photos, func(known formPhoto) bool { return known.id == p.id }) {
		f.Photos = append(f.Photos, p)
	}
}

// takePhoto cleans and keeps a photo; of a form that is sent twice, each photo is kept once.
func (s *Server) takePhoto(ctx context.Context, f *reportForm, part *multipart.Part, lang string) {
	if f.Room() <= 0 {
		f.wrong("photos", s.cfg.Texts.T(lang, "page.report.wrong.photos", map[string]any{"limit": maxPhotos}))
		return
	}
	file, err := s.savePhoto(ctx, f.id, part)
	if err != nil {
		s.logFailure(ctx, err)
		f.wrong("photos", s.cfg.Texts.T(lang, "page.report.wrong.photo", map[string]any{
			"name": part.FileName(), "reason": s.cfg.Texts.Explain(lang, err),
		}))
		return
	}
	f.addPhoto(s.formPhoto(&file))
}

// headLen tells a picture from other files.
const headLen = 12

func (s *Server) savePhoto(ctx context.Context, form uuid.UUID, part *multipart.Part) (casecore.File, error) {
	head := make([]byte, headLen)
	n, _ := io.ReadFull(part, head)
	if !photo.Known(head[:n]) {
		return casecore.File{}, invalidUpload("error.photo_type", nil)
	}
	file, err := s.cfg.Blobs.Save(ctx, part.FileName(), part.Header.Get("Content-Type"),
		io.MultiReader(bytes.NewReader(head[:n]), part), casecore.Citizen.String(), "photo")
	if err != nil {
		return casecore.File{}, err
	}
	cmd := casecore.Command{Scope: "form:" + form.String(), Key: uuid.NewSHA1(form, file.SHA256).String(), Actor: casecore.Citizen}
	return s.uploadOnce(ctx, cmd, file)
}

// sentAhead answers the form's script about one photo: how to name it in the form, or what is wrong with it.
type sentAhead struct {
	Token   string `json:"token,omitempty"`
	URL     string `json:"url,omitempty"`
	Name    string `json:"name,omitempty"`
	Problem string `json:"problem,omitempty"`
}

// photoAhead takes the photos that the script sends while the rest is being typed.
func (s *Server) photoAhead(w http.ResponseWriter, r *http.Request) {
	lang := site.CallerOf(r.Context()).Lang
	if wait, ok := s.visitors.allow(site.CallerOf(r.Context()).Address); !ok {
		w.Header().Set("Retry-After", retryAfter(wait))
		answerAhead(w, http.StatusTooManyRequests, sentAhead{Problem: s.cfg.Texts.T(lang, "page.busy.text", nil)})
		return
	}
	f, err := s.readForm(w, r, lang)
	var answer sentAhead
	status := http.StatusOK
	switch {
	case err != nil:
		answer.Problem, status = s.cfg.Texts.Explain(lang, err), http.StatusUnprocessableEntity
	case len(f.Photos) == 1:
		p := f.Photos[0]
		answer = sentAhead{Token: p.Token, URL: p.URL(), Name: p.Name}
	default:
		answer.Problem, status = f.Wrong("photos"), http.StatusUnprocessableEntity
	}
	answerAhead(w, status, answer)
}

func answerAhead(w http.ResponseWriter, status int, answer sentAhead) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer) // whoever asked has gone
}
