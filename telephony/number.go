package telephony

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"hotline/casecore"
	"hotline/casecore/calls"
)

// homeRegion is where a number without a country's code belongs.
const homeRegion = "UA"

// callerOf reads a number as a trunk sends it. What is no number counts as withheld.
func callerOf(sent string) (casecore.Phone, calls.Grade) {
	sent = strings.TrimSpace(sent)
	if len(sent) > 32 {
		return "", calls.Withheld
	}
	for _, candidate := range []string{sent, "+" + sent} { // some trunks leave the plus away
		n, err := phonenumbers.Parse(candidate, homeRegion)
		if err != nil || !phonenumbers.IsValidNumber(n) {
			continue
		}
		grade := calls.New
		if phonenumbers.GetRegionCodeForNumber(n) != homeRegion {
			grade = calls.Foreign
		}
		return casecore.Phone(phonenumbers.Format(n, phonenumbers.E164)), grade
	}
	return "", calls.Withheld
}
