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
	if forbiddenSender(p, a.Email) || a.ReplyChannel == ReplyByEmail && forbiddenSender(p, a.ReplyAddress) {
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

func forbiddenSender(p *regulation.Profile, email string) bool {
	_, domain, ok := strings.Cut(strings.ToLower(email), "@")
	if !ok {
		return false
	}
	for _, d := range p.ForbiddenEmailDomains {
		if domain == d || strings.HasSuffix(domain, "."+d) {
			return true
		}
	}
	return false
}

// missing lists the fields that the profile's card wants and that are not there (MR-4.4.1). An anonymous card does
// without the personal ones (MR-4.4.2).
func missing(p *regulation.Profile, a *Applicant, substance, place string) []string {
	has := map[string]bool{
		"surname": a.Surname != "", "name": a.Name != "", "patronymic": a.Patronymic != "", "residence": a.Residence != "",
		"contact":   a.Phone != "" || a.Email != "" || a.ReplyChannel != NoReply,
		"substance": strings.TrimSpace(substance) != "", "address": place != "",
	}
	var list []string
	for _, f := range p.Card.Fields {
		if f.Required && !has[f.ID] && (!a.Anonymous || !f.Personal) {
			list = append(list, f.ID)
		}
	}
	return list
}

func checkCard(op string, p *regulation.Profile, a *Applicant, substance, place string) error {
	if m := missing(p, a, substance, place); len(m) > 0 {
		return fail(Invalid, op, "error.card_incomplete", "fields", strings.Join(m, ","))
	}
	return nil
}
