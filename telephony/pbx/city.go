package pbx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"go.yaml.in/yaml/v4"
)

// City is what a city decides about its telephones, as its YAML file says it. deploy/asterisk/lines.example.yaml explains
// every field.
type City struct {
	// Language is spoken on a line that has none of its own, and to the trunk.
	Language string  `yaml:"language"`
	Lines    []Line  `yaml:"lines"`
	Trunk    *Trunk  `yaml:"trunk"`
	Phones   []Phone `yaml:"phones"`
}

// Defaults of a city's file.
const (
	defaultLanguage = "uk"
	defaultDTMF     = "auto"
)

// ReadCity reads and checks a city's file. Each fault names its field.
func ReadCity(path string) (City, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return City{}, fmt.Errorf("pbx: %w", err)
	}
	return ParseCity(content)
}

// ParseCity is [ReadCity] of what the file holds. The trunk's password is not in it and is not asked for.
func ParseCity(content []byte) (City, error) {
	var c City
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		return City{}, fmt.Errorf("pbx: %w", err)
	}
	c.complete()
	var f faults
	f.expect(languageTag.MatchString(c.Language), "language", "a code such as uk")
	f.expect(len(c.Lines) > 0, "lines", "at least one")
	validateLines(&f, c.Lines)
	validatePhones(&f, c.Phones)
	if c.Trunk != nil {
		c.Trunk.validate(&f)
	}
	if err := errors.Join(f...); err != nil {
		return City{}, err
	}
	return c, nil
}

// complete fills in what the file leaves out.
func (c *City) complete() {
	if c.Language == "" {
		c.Language = defaultLanguage
	}
	for i := range c.Lines {
		line := &c.Lines[i]
		if line.Language == "" {
			line.Language = c.Language
		}
		if len(line.Dialled) == 0 {
			line.Dialled = []string{line.Number}
		}
	}
	if t := c.Trunk; t != nil {
		if len(t.Codecs) == 0 {
			t.Codecs = []string{"alaw", "ulaw"}
		}
		if t.DTMF == "" {
			t.DTMF = defaultDTMF
		}
	}
}
