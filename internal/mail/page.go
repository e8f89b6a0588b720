package mail

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"hotline/internal/letter"
)

// Texts gives what stands around every letter.
type Texts interface {
	T(lang, key string, args map[string]any) string
}

//go:embed letter.html
var letterHTML string

var letterTemplate = template.Must(template.New("letter").Parse(letterHTML))

// page is a letter with what stands around it.
type page struct {
	Lang     string
	Subject  string
	Greeting string
	Blocks   [][]string // paragraphs of lines
	Action   letter.Action
	Footer   string
}

// page greets citizens; staff get the matter at once.
func (s *Sender) page(lang, template string, l letter.Letter) page {
	p := page{Lang: lang, Subject: l.Subject, Action: l.Action, Footer: s.texts.T(lang, "delivery.footer", nil)}
	if strings.HasPrefix(template, "citizen.") {
		p.Greeting = s.texts.T(lang, "delivery.greeting", nil)
	}
	for block := range strings.SplitSeq(l.Body, "\n\n") {
		p.Blocks = append(p.Blocks, strings.Split(block, "\n"))
	}
	return p
}

func (p page) plain() string {
	var parts []string
	if p.Greeting != "" {
		parts = append(parts, p.Greeting)
	}
	for _, lines := range p.Blocks {
		parts = append(parts, strings.Join(lines, "\n"))
	}
	if p.Action.URL != "" {
		parts = append(parts, p.Action.Label+": "+p.Action.URL)
	}
	return strings.Join(append(parts, "-- \n"+p.Footer), "\n\n") + "\n"
}

func (p page) html() (string, error) {
	var b strings.Builder
	if err := letterTemplate.Execute(&b, p); err != nil {
		return "", fmt.Errorf("mail: %w", err)
	}
	return b.String(), nil
}
