package pages

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"hotline/internal/qr"
	"hotline/internal/site"
)

// opened returns what the request's token opens. When there is no such thing, it has answered.
func opened[ID, T any](p *Pages, w http.ResponseWriter, r *http.Request,
	open func(token string) (ID, bool), find func(context.Context, ID) (T, error),
) (thing T, ok bool) {
	id, ok := open(r.PathValue("token"))
	if !ok {
		p.missing(w, r)
		return thing, false
	}
	thing, err := find(r.Context(), id)
	if err != nil {
		p.failed(w, r, err)
		return thing, false
	}
	return thing, true
}

// code answers with the QR code of the page that a token opens: on a kiosk's screen, and for a telephone.
func code[ID any](p *Pages, open func(token string) (ID, bool), link func(ID) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id, ok := open(r.PathValue("token"))
		if !ok {
			p.missing(w, r)
			return
		}
		picture, err := qr.New(link(id))
		if err != nil {
			p.failed(w, r, err)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "image/svg+xml")
		h.Set("Cache-Control", "private, max-age=86400")
		h.Set("Content-Security-Policy", site.FileCSP)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(picture.SVG()))
	}
}
