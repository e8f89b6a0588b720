// Package phone reads telephone numbers. It has no state and is safe for concurrent use.
package phone

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

const (
	home    = "UA" // where a number without a country's code belongs
	longest = 40   // characters of a number as somebody writes it
)

// Number is a telephone number.
type Number struct {
	E164   string
	Abroad bool // of another country than ours
}

// Parse reads a number as people type it, or as trunks and messengers send it, some of which leave the plus away. It returns false
// when there is no such number.
func Parse(s string) (Number, bool) {
	s = strings.TrimSpace(s)
	if len(s) > longest {
		return Number{}, false
	}
	for _, candidate := range []string{s, "+" + s} {
		n, err := phonenumbers.Parse(candidate, home)
		if err == nil && phonenumbers.IsValidNumber(n) {
			return Number{
				E164: phonenumbers.Format(n, phonenumbers.E164), Abroad: phonenumbers.GetRegionCodeForNumber(n) != home,
			}, true
		}
	}
	return Number{}, false
}
