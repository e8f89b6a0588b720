package streets

import (
	"slices"
	"strings"

	"hotline/casecore/regulation"
)

// Point is a place on the map, degrees of WGS 84.
type Point struct {
	Lat, Lon float64
}

// Street is a row of the register.
type Street struct {
	Code     string
	Type     TypeID
	Names    regulation.Text
	Former   []string // names that it had, in any language
	Also     []string // spellings that are only looked for
	District regulation.DistrictCode
	Point    *Point
	Demo     bool
	Houses   []House
}

// House is a building whose district or point is not its street's.
type House struct {
	Number   string
	District regulation.DistrictCode
	Point    *Point
}

// Name returns the street with its type in a language: «просп. Миру».
func (s *Street) Name(lang string) string {
	return strings.TrimSpace(s.Type.In(lang) + " " + s.Names.In(lang))
}

// Match is a street that was found, with the address that it makes.
type Match struct {
	Street   Street
	Former   string // the former name by which it was found
	House    string
	Flat     string
	District regulation.DistrictCode // of the house, where it is known
	Point    *Point
}

// Exact tells whether the query names the street by one of its present names, or a spelling of one, and by no other type of
// street: nothing but the way of writing differs.
func (m *Match) Exact(q Query) bool {
	if q.Type != "" && q.Type != m.Street.Type {
		return false
	}
	return slices.ContainsFunc(namesOf(&m.Street), func(s spelling) bool { return !s.former && Fold(s.text) == q.Name })
}

// Address writes the address as it goes onto the card, in Ukrainian: the executor reads it.
func (m *Match) Address() string { return m.In("uk") }

// In writes the address for a reader of a language.
func (m *Match) In(lang string) string {
	parts := []string{m.Street.Name(lang)}
	if m.House != "" {
		parts = append(parts, m.House)
	}
	if m.Flat != "" {
		parts = append(parts, "кв. "+m.Flat)
	}
	return strings.Join(parts, ", ")
}
