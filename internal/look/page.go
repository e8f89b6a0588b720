package look

import (
	"fmt"
	"net/url"
)

// Languages are those of the public pages, by their own names.
var Languages = []struct{ Code, Name string }{{"uk", "Українська"}, {"en", "English"}, {"pl", "Polski"}}

// Page is what every template gets.
type Page struct {
	Lang    string
	Title   string
	City    string
	Style   string
	Scripts []string // addresses, none on pages that need none
	Spoken  bool     // the title, for it is on the page
	Refresh int      // seconds after which a browser without scripts asks again, 0 for never
	Data    any
	// Languages lead to the same page in each language.
	Languages []Language
	Foot      Foot
	texts     Texts
}

// Language is a language in which a page can be read.
type Language struct {
	Code, Name, URL string
	Current         bool
}

// inEach links to the same page in each language, with whatever was chosen on it.
func inEach(u *url.URL, current string) (list []Language) {
	for _, l := range Languages {
		q := u.Query()
		q.Set("lang", l.Code)
		list = append(list, Language{Code: l.Code, Name: l.Name, URL: "?" + q.Encode(), Current: l.Code == current})
	}
	return list
}

// T is a text in the page's language; pairs are the names and values of its arguments.
func (p *Page) T(key string, pairs ...any) string {
	args := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return p.texts.T(p.Lang, key, args)
}

// With is the page about a part of its data.
func (p *Page) With(data any) *Page {
	part := *p
	part.Data = data
	return &part
}
