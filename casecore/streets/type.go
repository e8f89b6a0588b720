package streets

import (
	_ "embed"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"

	"hotline/casecore/regulation"
)

// TypeID names a type of street: "street", "avenue", "lane".
type TypeID string

// Type is a type of street, written before a name.
type Type struct {
	ID    TypeID          `yaml:"id"`
	Names regulation.Text `yaml:"names"`
	Forms []string        `yaml:"forms"`
}

//go:embed types.yaml
var typesFile []byte

// known are the types and the forms that people write them in, folded.
var known = mustTypes(typesFile)

type types struct {
	list  []Type
	forms map[string]TypeID
}

// mustTypes reads what ships with the program; a test would not let a broken one pass.
func mustTypes(b []byte) types {
	t := types{forms: map[string]TypeID{}}
	if err := yaml.Unmarshal(b, &t.list); err != nil {
		panic(fmt.Sprintf("streets: types.yaml: %v", err))
	}
	for i := range t.list {
		for _, form := range t.list[i].Forms {
			if _, taken := t.forms[Fold(form)]; !taken {
				t.forms[Fold(form)] = t.list[i].ID
			}
		}
	}
	return t
}

// Types lists the types in the order in which a list offers them.
func Types() []Type { return slices.Clone(known.list) }

// Known tells whether there is such a type.
func (id TypeID) Known() bool {
	return slices.ContainsFunc(known.list, func(t Type) bool { return t.ID == id })
}

// In returns how the type is written before a name in a language, Ukrainian where it has none.
func (id TypeID) In(lang string) string {
	for i := range known.list {
		if known.list[i].ID == id {
			return known.list[i].Names.In(lang)
		}
	}
	return ""
}
