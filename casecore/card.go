package casecore

import (
	"strings"
	"unicode/utf8"

	"hotline/casecore/regulation"
)

// Limits of what people write, in runes: a story fits, a flood does not.
const (
	MaxTextRunes  = 8000
	MaxFieldRunes = 300
)

// checkText wants something said, within the limit.
func checkText(op, text string) error {
	switch n := utf8.RuneCountInString(strings.TrimSpace(text)); {
	case n == 0:
		return fail(Invalid, op, "error.text_empty")
	case n > MaxTextRunes:
		return fail(Invalid, op, "error.text_long")
	}
	return nil
}

// checkApplicant refuses what no profile could take: overlong fields, a sender forbidden by law (MR-4.4.4), anonymity
// where the profile knows none or the warning was not given (MR-4.4.2).
func checkApplicant(op string, p *regulation.Profile, a *Applicant) error {
	for _, f := range []string{a.Surname, a.Name, a.Patronymic, a.Residence, a.Email, string(a.Phone), a.ReplyAddress} {
		if utf8.RuneCountInString(f) > MaxFieldRunes {
			return fail(Invalid, op, "error.field_long")
		}
	}
	if p.ForbiddenEmail(a.Email) || a.ReplyChannel == ReplyByEmail && p.ForbiddenEmail(a.ReplyAddress) {
		return fail(Refused, op, "error.forbidden_sender")
	}
	if a.Anonymous {
		switch {
		case !p.Card.Anonymous.Allowed:
			return fail(Refused, op, "error.anonymous_not_allowed")
		case p.Card.Anonymous.Warn && a.WarnedAt.IsZero():
			return fail(Refused, op, "error.anonymous_not_warned")
		}
	}
	return nil
}

// checkCard wants the fields that the profile's card asks for (MR-4.4.1).
func checkCard(op string, p *regulation.Profile, a *Applicant, substance, place string) error {
	contact := string(a.Phone) + a.Email + string(a.ReplyChannel)
	missing := p.Card.Missing(map[string]string{
		"surname": a.Surname, "name": a.Name, "patronymic": a.Patronymic, "residence": a.Residence, "contact": contact,
		"substance": substance, "address": place,
	}, a.Anonymous)
	if len(missing) > 0 {
		return fail(Invalid, op, "error.card_incomplete", "fields", strings.Join(missing, ","))
	}
	return nil
}
