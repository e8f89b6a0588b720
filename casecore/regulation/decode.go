package regulation

import (
	"encoding"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// decoder fills Go values from YAML nodes. Unlike the reader's own decoding it goes on after a fault,
// refuses what the type does not know, and remembers where every path stands, so that the checks that
// follow can point at a line.
type decoder struct {
	faults []Fault
	places map[string]place
	texts  []located[Text]
}

type place struct{ line, column int }

type located[T any] struct {
	path  string
	value T
}

// chosen is a text type of which only some values mean anything.
type chosen interface{ choices() []string }

// faulty is a value that can tell what is wrong with itself.
type faulty interface{ fault() string }

// load reads the one document of data into root, and reports whether there was one.
func (d *decoder) load(data []byte, root any) bool {
	d.places = make(map[string]place)
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		d.faults = append(d.faults, syntaxFault(err))
		return false
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		d.faults = append(d.faults, Fault{Line: 1, Column: 1, Message: "expected a mapping with the fields of a profile"})
		return false
	}
	d.value(doc.Content[0], reflect.ValueOf(root).Elem(), "")
	return true
}

func syntaxFault(err error) Fault {
	var load *yaml.LoadError
	if errors.As(err, &load) {
		return Fault{Line: load.Mark.Line, Column: load.Mark.Column, Message: "not YAML: " + load.Message}
	}
	return Fault{Message: "not YAML: " + err.Error()}
}

// fail records a fault at a path, or at the nearest place above it that the document has.
func (d *decoder) fail(path, format string, args ...any) {
	where := d.places[""]
	for p := path; p != ""; p = parentPath(p) {
		if at, ok := d.places[p]; ok {
			where = at
			break
		}
	}
	d.faults = append(d.faults, Fault{where.line, where.column, path, fmt.Sprintf(format, args...)})
}

func parentPath(path string) string {
	return path[:max(0, strings.LastIndexAny(path, ".["))]
}

func childPath(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func (d *decoder) value(n *yaml.Node, into reflect.Value, path string) {
	d.places[path] = place{n.Line, n.Column}
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		d.fail(path, "anchors and aliases are not used here: write the value out")
		return
	}
	if into.Kind() == reflect.Pointer {
		into.Set(reflect.New(into.Type().Elem()))
		into = into.Elem()
	}
	if text, ok := into.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if d.is(n, yaml.ScalarNode, "a value", path) {
			if err := text.UnmarshalText([]byte(n.Value)); err != nil {
				d.fail(path, "%s", err)
			}
		}
		return
	}
	before := len(d.faults)
	switch into.Kind() {
	case reflect.Struct:
		d.structure(n, into, path)
	case reflect.Map:
		d.mapping(n, into, path)
	case reflect.Slice:
		d.sequence(n, into, path)
	default:
		d.scalar(n, into, path)
	}
	if len(d.faults) == before {
		d.judge(into, path)
	}
}

// judge runs the checks that a value of this type carries with it.
func (d *decoder) judge(into reflect.Value, path string) {
	switch v := into.Interface().(type) {
	case Text:
		d.texts = append(d.texts, located[Text]{path, v})
	case chosen:
		if s := into.String(); !slices.Contains(v.choices(), s) {
			d.fail(path, "%q is not known here; known are %s", s, strings.Join(v.choices(), ", "))
		}
	case faulty:
		if msg := v.fault(); msg != "" {
			d.fail(path, "%s", msg)
		}
	}
}

func (d *decoder) is(n *yaml.Node, kind yaml.Kind, want, path string) bool {
	if n.Kind == kind && n.Tag != "!!null" {
		return true
	}
	d.fail(path, "expected %s, found %s", want, describe(n))
	return false
}

func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	default:
		if n.Tag == "!!null" {
			return "nothing"
		}
		return strconv.Quote(n.Value)
	}
}

func (d *decoder) scalar(n *yaml.Node, into reflect.Value, path string) {
	wants := map[reflect.Kind]struct{ tag, name string }{
		reflect.String: {"!!str", "a text"}, reflect.Bool: {"!!bool", "true or false"}, reflect.Int: {"!!int", "a whole number"},
		reflect.Float64: {"!!float", "a number"},
	}
	want := wants[into.Kind()]
	if !d.is(n, yaml.ScalarNode, want.name, path) {
		return
	}
	if n.Tag != want.tag && !(n.Tag == "!!int" && into.Kind() == reflect.Float64) {
		d.fail(path, "expected %s, found %s", want.name, describe(n))
		return
	}
	switch into.Kind() {
	case reflect.String:
		into.SetString(n.Value)
	case reflect.Bool:
		into.SetBool(strings.EqualFold(n.Value, "true"))
	case reflect.Int:
		i, err := strconv.ParseInt(n.Value, 10, 32)
		if err != nil {
			d.fail(path, "expected %s, found %s", want.name, describe(n))
			return
		}
		into.SetInt(i)
	case reflect.Float64:
		f, err := strconv.ParseFloat(n.Value, 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			d.fail(path, "expected %s, found %s", want.name, describe(n))
			return
		}
		into.SetFloat(f)
	}
}

func (d *decoder) sequence(n *yaml.Node, into reflect.Value, path string) {
	if !d.is(n, yaml.SequenceNode, "a list", path) {
		return
	}
	list := reflect.MakeSlice(into.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		d.value(item, list.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
	into.Set(list)
}

func (d *decoder) mapping(n *yaml.Node, into reflect.Value, path string) {
	if !d.is(n, yaml.MappingNode, "a mapping", path) {
		return
	}
	into.Set(reflect.MakeMap(into.Type()))
	d.entries(n, path, func(key, value *yaml.Node, at string) {
		k := reflect.New(into.Type().Key()).Elem()
		v := reflect.New(into.Type().Elem()).Elem()
		d.value(key, k, at)
		d.value(value, v, at)
		into.SetMapIndex(k, v)
	})
}

func (d *decoder) structure(n *yaml.Node, into reflect.Value, path string) {
	if !d.is(n, yaml.MappingNode, "a mapping", path) {
		return
	}
	fields, required := fieldsOf(into.Type())
	seen := make(map[string]bool, len(fields))
	d.entries(n, path, func(key, value *yaml.Node, at string) {
		i, ok := fields[key.Value]
		if !ok {
			d.places[at] = place{key.Line, key.Column}
			d.fail(at, "unknown field %q", key.Value)
			return
		}
		seen[key.Value] = true
		d.value(value, into.Field(i), at)
	})
	for _, name := range required {
		if !seen[name] {
			d.fail(path, "field %q is missing", name)
		}
	}
}

// entries visits the pairs of a mapping, each key once.
func (d *decoder) entries(n *yaml.Node, path string, visit func(key, value *yaml.Node, at string)) {
	seen := make(map[string]bool, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		at := childPath(path, key.Value)
		switch {
		case key.Kind != yaml.ScalarNode:
			d.fail(path, "a key has to be a plain text")
		case seen[key.Value]:
			d.places[at] = place{key.Line, key.Column}
			d.fail(at, "%q stands here twice", key.Value)
		default:
			seen[key.Value] = true
			visit(key, n.Content[i+1], at)
		}
	}
}

// fieldsOf maps the names in the yaml tags of a struct to its fields, and lists the required ones.
func fieldsOf(t reflect.Type) (fields map[string]int, required []string) {
	fields = make(map[string]int, t.NumField())
	for i := range t.NumField() {
		name, option, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if name == "" {
			continue
		}
		fields[name] = i
		if option == "required" {
			required = append(required, name)
		}
	}
	return fields, required
}
