package suggest

import (
	"bufio"
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"hotline/casecore/regulation"
)

//go:embed corpus/*.tsv
var corpusFiles embed.FS

const corpusHeader = "topic\tnear\tlang\ttext"

// Example is a report of the set that ships, with the topic that is right for it.
type Example struct {
	Topic regulation.TopicCode
	// Near is a number within the topic; examples that share it say nearly the same.
	Near string
	// Lang is uk, ru or surzhyk.
	Lang string
	Text string
}

// Corpus returns the set that ships.
func Corpus() ([]Example, error) {
	names, err := fs.Glob(corpusFiles, "corpus/*.tsv")
	if err != nil {
		return nil, err
	}
	var all []Example
	for _, name := range names {
		b, err := corpusFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if all, err = appendExamples(all, name, b); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func appendExamples(all []Example, name string, b []byte) ([]Example, error) {
	lines := bufio.NewScanner(bytes.NewReader(b))
	for n := 1; lines.Scan(); n++ {
		cells := strings.Split(lines.Text(), "\t")
		switch {
		case n == 1 && lines.Text() == corpusHeader:
		case n == 1 || len(cells) != 4:
			return nil, fmt.Errorf("suggest: %s:%d: want %q", name, n, corpusHeader)
		default:
			all = append(all, Example{Topic: regulation.TopicCode(cells[0]), Near: cells[1], Lang: cells[2], Text: cells[3]})
		}
	}
	return all, lines.Err()
}
