package i18n

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"hotline/casecore"
)

// Fallback is the language that every text has.
const Fallback = "uk"

//go:embed catalogues/*.json
var catalogues embed.FS

// Bundle holds the texts of all languages.
type Bundle struct {
	langs      []string // Fallback first
	matcher    language.Matcher
	localizers map[string]*goi18n.Localizer
}

// New reads the embedded catalogues. It fails when one of them is malformed.
func New() (*Bundle, error) { return load(catalogues) }

func load(files fs.FS) (*Bundle, error) {
	names, err := fs.Glob(files, "catalogues/*.json")
	if err != nil {
		return nil, fmt.Errorf("i18n: %w", err)
	}
	inner := goi18n.NewBundle(language.Make(Fallback))
	for _, name := range names {
		if _, err := inner.LoadMessageFileFS(files, name); err != nil {
			return nil, fmt.Errorf("i18n: %s: %w", name, err)
		}
	}
	b := &Bundle{localizers: make(map[string]*goi18n.Localizer)}
	tags := inner.LanguageTags()
	for _, tag := range tags {
		b.langs = append(b.langs, tag.String())
		b.localizers[tag.String()] = goi18n.NewLocalizer(inner, tag.String())
	}
	b.matcher = language.NewMatcher(tags)
	return b, nil
}

// Languages returns the codes of the languages, Ukrainian first.
func (b *Bundle) Languages() []string { return slices.Clone(b.langs) }

// Match returns the language that serves a reader best. Each preference is a language code or an Accept-Language header;
// the first that is known wins.
func (b *Bundle) Match(preferences ...string) string {
	for _, p := range preferences {
		if _, ok := b.localizers[p]; ok {
			return p
		}
		tags, _, err := language.ParseAcceptLanguage(p)
		if err != nil || len(tags) == 0 {
			continue
		}
		if _, i, sure := b.matcher.Match(tags...); sure != language.No {
			return b.langs[i]
		}
	}
	return Fallback
}

// T returns the text of key in lang with its arguments put in, in Ukrainian when lang lacks it. A key without any text
// comes back as it is, so that the lack is seen and nothing else breaks.
func (b *Bundle) T(lang, key string, args map[string]any) string {
	s, ok := b.lookup(lang, key, args)
	if !ok {
		return key
	}
	return s
}

// Has tells whether key has a text in any language that would be shown to a reader of lang.
func (b *Bundle) Has(lang, key string) bool {
	_, ok := b.lookup(lang, key, nil)
	return ok
}

// Explain returns what a person is told of err: the text of its key, or that something went wrong on our side when it
// carries none.
func (b *Bundle) Explain(lang string, err error) string {
	var e *casecore.Error
	if !errors.As(err, &e) || e.Key == "" {
		return b.T(lang, "error.internal", nil)
	}
	args := make(map[string]any, len(e.Args))
	for k, v := range e.Args {
		args[k] = v
	}
	if ids := e.Args["fields"]; ids != "" {
		args["fields"] = b.fields(lang, strings.Split(ids, ","))
	}
	if s, ok := b.lookup(lang, e.Key, args); ok {
		return s
	}
	return b.T(lang, "error.internal", nil)
}

// fields names the fields of a card.
func (b *Bundle) fields(lang string, ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id
		if name, ok := b.lookup(lang, "error.field."+id, nil); ok {
			names[i] = name
		}
	}
	return strings.Join(names, ", ")
}

func (b *Bundle) lookup(lang, key string, args map[string]any) (string, bool) {
	l, ok := b.localizers[lang]
	if !ok {
		l = b.localizers[b.Match(lang)]
	}
	// The error also reports a text that was found in the fallback or in another plural form; what counts is the text.
	s, _ := l.Localize(&goi18n.LocalizeConfig{
		MessageID:      key,
		TemplateData:   args,
		PluralCount:    count(args),
		TemplateParser: braces{},
	})
	return s, s != ""
}

// count returns the number that the plural form follows, nil when there is none.
func count(args map[string]any) any {
	for _, name := range []string{"count", "n"} {
		switch v := args[name].(type) {
		case int, int64, string:
			return v
		}
	}
	return nil
}
