package telephony

import (
	"context"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"hotline/casecore"
	"hotline/casecore/calls"
)

const (
	homeRegion = "UA" // where a number without a country's code belongs
	usualLang  = "uk" // of a line that has none of its own
)

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

// recognise grades the caller by what the city knows of their number (MR-4.4.1), and lets them be greeted in the language
// that they were spoken to in before. Who dialled a line of another language has chosen that one.
func (c *call) recognise(ctx context.Context) error {
	if c.row.Caller == "" {
		return nil
	}
	grade, lang, err := c.b.Calls.Caller(ctx, c.row.Caller)
	if err != nil {
		return err
	}
	if grade != calls.New { // a number from abroad stays foreign until somebody is known by it
		c.row.Grade = grade
	}
	if lang != "" && c.row.Lang == usualLang {
		c.row.Lang = lang
	}
	return nil
}
