package bot

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// homeRegion is where a number without a country's code belongs.
const homeRegion = "UA"

// parsePhone reads a number as people type it and returns it in E.164 form, false when there is no such number.
func parsePhone(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if len(s) > 40 {
		return "", false
	}
	for _, candidate := range []string{s, "+" + s} { // Telegram leaves the plus away
		n, err := phonenumbers.Parse(candidate, homeRegion)
		if err == nil && phonenumbers.IsValidNumber(n) {
			return phonenumbers.Format(n, phonenumbers.E164), true
		}
	}
	return "", false
}
