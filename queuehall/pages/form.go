package pages

import (
	"net/http"

	"github.com/google/uuid"
)

// maxForm is enough for any form of these pages, bytes.
const maxForm = 4 << 10

// key is that of one filling of a form.
func key() string { return uuid.NewString() }

// filled reads a form that was sent, and tells whether it is one of these pages': it carries the key that it was shown with.
func filled(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	return r.ParseForm() == nil && len(r.PostForm.Get("key")) == len(key())
}

// answer leads on to where what was done is seen. What was refused is shown where it can be mended, with why.
func (p *Pages) answer(w http.ResponseWriter, r *http.Request, to string, err error, refused func(why string)) {
	switch {
	case err == nil:
		http.Redirect(w, r, to+"?lang="+langOf(r), http.StatusSeeOther)
	case said(err):
		refused(p.cfg.Texts.Explain(langOf(r), err))
	default:
		p.failed(w, r, err)
	}
}
