package dashboard

import (
	"context"
	"net/http"

	lru "github.com/hashicorp/golang-lru/v2"

	"hotline/casecore"
	"hotline/internal/photo"
	"hotline/internal/secret"
	"hotline/internal/site"
)

// keptThumbnails is how many thumbnails stay at hand, some twenty kilobytes each.
const keptThumbnails = 500

// thumbnails makes small pictures of large ones, and keeps the latest: a file's picture never changes.
type thumbnails struct {
	cleaner *photo.Cleaner
	blobs   Blobs
	kept    *lru.Cache[casecore.FileID, photo.Picture]
}

func newThumbnails(blobs Blobs) *thumbnails {
	kept, err := lru.New[casecore.FileID, photo.Picture](keptThumbnails)
	if err != nil {
		panic(err) // its size is a constant
	}
	return &thumbnails{photo.NewCleaner(1), blobs, kept}
}

// of returns a file's thumbnail. It fails with NotFound when the bytes are gone, with Invalid when they are no picture.
func (t *thumbnails) of(ctx context.Context, f *casecore.File) (photo.Picture, error) {
	if small, ok := t.kept.Get(f.ID); ok {
		return small, nil
	}
	content, err := t.blobs.Read(ctx, f.Key)
	if err != nil {
		return photo.Picture{}, err
	}
	defer content.Close()
	small, err := t.cleaner.Thumbnail(ctx, content)
	if err == nil {
		t.kept.Add(f.ID, small)
	}
	return small, err
}

// photo sends a picture that a token opens: small, or with ?full as it is kept.
func (s *Server) photo(w http.ResponseWriter, r *http.Request) {
	id, ok := s.cfg.Secrets.Open(secret.Photo, r.PathValue("token"))
	if !ok {
		s.missing(w, r)
		return
	}
	file, err := s.cfg.FileRows.File(r.Context(), casecore.FileID(id))
	if err == nil {
		err = s.sendPhoto(w, r, &file)
	}
	switch {
	case err == nil:
	case casecore.CodeOf(err) == casecore.Invalid: // the bytes are no picture
		s.missing(w, r)
	default:
		s.unavailable(w, r, err)
	}
}

func (s *Server) sendPhoto(w http.ResponseWriter, r *http.Request, file *casecore.File) error {
	h := w.Header()
	if r.URL.Query().Has("full") {
		content, err := s.cfg.Blobs.Read(r.Context(), file.Key)
		if err != nil {
			return err
		}
		defer content.Close()
		photoHeaders(h, file.ContentType)
		http.ServeContent(w, r, "", file.AddedAt, content)
		return nil
	}
	small, err := s.thumbnails.of(r.Context(), file)
	if err != nil {
		return err
	}
	photoHeaders(h, small.ContentType)
	_, _ = w.Write(small.Bytes)
	return nil
}

func photoHeaders(h http.Header, contentType string) {
	h.Set("Content-Security-Policy", site.FileCSP)
	h.Set("Cache-Control", "private, max-age=3600, immutable")
	h.Set("Content-Type", contentType)
}
