package streets

import (
	"regexp"
	"strings"
	"unicode"
)

// Query is an address as somebody typed it, taken apart. Only Name is always there.
type Query struct {
	Type  TypeID // "" when none was written
	Name  string // folded
	House string // as it was written, without "буд."
	Flat  string
}

var (
	flatForm = regexp.MustCompile(
		`(?i)[\s,]+(?:кв|квартира|кв-ра|flat|apt|m)\.?\s*(\d[\d\pL/-]*)\s*$`)
	houseForm = regexp.MustCompile(
		`(?i)^(.*?\pL.*?)[\s,]+(?:(?:буд|будинок|будинку|дом|д|б|house|dom)\.?\s*)?№?\s*` +
			`(\d+(?:\s*[-/]?\s*\pL)?(?:\s*[/\\]\s*\d+\s*\pL?)?(?:\s*,?\s*(?:корпус|корп|к)\.?\s*\d+)?)\s*$`)
	gluedHouse = regexp.MustCompile(`(?i)^(.*\pL{3,})(\d+\s*\pL?)\s*$`)
)

// plainType is what a street is when nothing else is said.
const plainType TypeID = "street"

// Parse takes an address apart. What it cannot place stays in the name.
func Parse(s string) Query {
	var q Query
	s = strings.Trim(strings.Join(strings.Fields(s), " "), " ,.;")
	if m := flatForm.FindStringSubmatchIndex(s); m != nil {
		s, q.Flat = s[:m[0]], s[m[2]:m[3]]
	}
	if m := houseForm.FindStringSubmatch(s); m != nil && named(m[1]) {
		s, q.House = m[1], strings.TrimSpace(m[2])
	} else if m := gluedHouse.FindStringSubmatch(s); m != nil {
		s, q.House = m[1], strings.TrimSpace(m[2])
	}
	q.Type, q.Name = splitType(s)
	return q
}

// named tells whether what is left of a house's number can be a name: in «вул. 8 Березня», half typed, the 8 is no house.
func named(rest string) bool {
	_, onlyType := known.forms[Fold(rest)]
	return !onlyType && strings.IndexFunc(rest, unicode.IsLetter) >= 0
}

// splitType takes the type off a street's name, where something else is left: «Набережна» is a name by itself, and in
// «Набережна вулиця» too.
func splitType(s string) (TypeID, string) {
	words := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '.' || r == ';' })
	if len(words) < 2 {
		return "", Fold(s)
	}
	last := len(words) - 1
	for _, split := range [][2]string{
		{words[0], strings.Join(words[1:], " ")}, {words[last], strings.Join(words[:last], " ")},
	} {
		t, ok := known.forms[Fold(split[0])]
		name := Fold(split[1])
		if _, alsoType := known.forms[name]; ok && name != "" && (!alsoType || t == plainType) {
			return t, name
		}
	}
	return "", Fold(s)
}

// SamePlace is [Query.Same] of two addresses as they were written.
func SamePlace(a, b string) (samePlace, sameStreet bool) { return Parse(a).Same(Parse(b)) }

// Same tells whether two addresses are of one house; sameStreet, of one street, when one of them names no house. Neither is
// true of an empty address.
func (q Query) Same(other Query) (samePlace, sameStreet bool) {
	if q.Name == "" || q.Name != other.Name || q.Type != "" && other.Type != "" && q.Type != other.Type {
		return false, false
	}
	if q.House == "" || other.House == "" {
		return false, true
	}
	return FoldHouse(q.House) == FoldHouse(other.House), false
}
