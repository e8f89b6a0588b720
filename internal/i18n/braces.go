package i18n

import (
	"fmt"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// braces puts arguments in the place of {name}: the same in Go and in a browser, and nothing a translator writes can run.
type braces struct{}

// Cacheable implements template.Parser.
func (braces) Cacheable() bool { return true }

// Parse implements template.Parser. The delimiters that go-i18n would allow in a file are ignored.
func (braces) Parse(src, _, _ string) (template.ParsedTemplate, error) { return cut(src), nil }

// pieces is a text cut at its placeholders: literal, name, literal, name, …, literal.
type pieces []string

func cut(src string) pieces {
	var p pieces
	for {
		before, rest, ok := strings.Cut(src, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			return append(p, src)
		}
		p = append(p, before, name)
		src = after
	}
}

// Execute implements template.ParsedTemplate. A placeholder without an argument stays as it is written.
func (p pieces) Execute(data any) (string, error) {
	if len(p) == 1 {
		return p[0], nil
	}
	args, _ := data.(map[string]any)
	var b strings.Builder
	for i, s := range p {
		if i%2 == 0 {
			b.WriteString(s)
			continue
		}
		if v, ok := args[s]; ok {
			fmt.Fprint(&b, v)
		} else {
			b.WriteString("{" + s + "}")
		}
	}
	return b.String(), nil
}

// names returns the placeholders in order.
func (p pieces) names() []string {
	var list []string
	for i := 1; i < len(p); i += 2 {
		list = append(list, p[i])
	}
	return list
}
