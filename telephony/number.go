package telephony

import (
	"context"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/internal/phone"
)

// usualLang is that of a line that has none of its own.
const usualLang = "uk"

// callerOf reads a number as a trunk sends it. What is no number counts as withheld.
func callerOf(sent string) (casecore.Phone, calls.Grade) {
	n, ok := phone.Parse(sent)
	switch {
	case !ok:
		return "", calls.Withheld
	case n.Abroad:
		return casecore.Phone(n.E164), calls.Foreign
	}
	return casecore.Phone(n.E164), calls.New
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
