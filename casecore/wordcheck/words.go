package wordcheck

import (
	_ "embed"
	"fmt"

	"go.yaml.in/yaml/v4"
)

//go:embed words.yaml
var wordsFile []byte

// lists are the words that ship with the program.
var lists = mustLists(wordsFile)

type words struct {
	least, most             int
	unclear                 map[string]bool
	when, where             []string
	obscene, innocent, rude []string
	alone                   []string // obscene when nothing follows
}

// mustLists reads what ships with the program; a test would not let a broken file pass.
func mustLists(b []byte) words {
	var file struct {
		Least, Most                                   int
		Unclear, When, Where, Obscene, Innocent, Rude []string
		Alone                                         []string `yaml:"obscene_alone"`
	}
	if err := yaml.Unmarshal(b, &file); err != nil {
		panic(fmt.Sprintf("wordcheck: words.yaml: %v", err))
	}
	w := words{
		least: file.Least, most: file.Most, unclear: make(map[string]bool, len(file.Unclear)),
		when: plainAll(file.When), where: plainAll(file.Where), obscene: plainAll(file.Obscene),
		innocent: plainAll(file.Innocent), alone: plainAll(file.Alone), rude: plainAll(file.Rude),
	}
	for _, u := range plainAll(file.Unclear) {
		w.unclear[u] = true
	}
	return w
}

func plainAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = plain(s)
	}
	return out
}
