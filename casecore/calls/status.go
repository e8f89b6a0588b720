package calls

import (
	"context"
	"errors"
	"strconv"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// CaseOf finds the case that somebody means by the digits of its number and who calls from the telephone of one of its
// applicants; false when there is none: whether a number exists is nobody else's business.
func (b *Book) CaseOf(ctx context.Context, digits string, caller casecore.Phone, year int) (casecore.CaseID, bool, error) {
	if caller == "" {
		return casecore.CaseID{}, false, nil
	}
	for _, n := range numbersOf(digits, year) {
		var id uuid.UUID
		err := b.db.QueryRow(ctx, `
			SELECT c.id FROM cases c WHERE c.year = $1 AND c.seq = $2 AND EXISTS (
				SELECT 1 FROM reports r JOIN applicants a ON a.id = r.applicant_id WHERE r.case_id = c.id AND a.phone = $3)`,
			n.Year, n.Seq, string(caller)).Scan(&id)
		if err == nil {
			return casecore.CaseID(id), true, nil
		}
		if !errors.Is(err, pgx.ErrNoRows) {
			return casecore.CaseID{}, false, failed("case of", err)
		}
	}
	return casecore.CaseID{}, false, nil
}

// numbersOf are the numbers that keyed digits may mean: with the year before them, or of this year or the last one.
func numbersOf(digits string, year int) []casecore.Number {
	const yearDigits, seqDigits = 4, 6
	var list []casecore.Number
	if len(digits) > yearDigits {
		y, _ := strconv.Atoi(digits[:yearDigits])
		seq, err := strconv.Atoi(digits[yearDigits:])
		if err == nil && y >= year-20 && y <= year && len(digits) <= yearDigits+seqDigits {
			list = append(list, casecore.Number{Year: y, Seq: seq})
		}
	}
	if seq, err := strconv.Atoi(digits); err == nil && len(digits) <= seqDigits {
		list = append(list, casecore.Number{Year: year, Seq: seq}, casecore.Number{Year: year - 1, Seq: seq})
	}
	return list
}

// Caller tells who is at a number, as far as it tells: Known when somebody with that number agreed to a wording on a call
// from it, Maybe when somebody once gave it. lang is what they speak, "" when that is not known.
func (b *Book) Caller(ctx context.Context, number casecore.Phone) (grade Grade, lang string, err error) {
	if number == "" {
		return Withheld, "", nil
	}
	var known bool
	err = b.db.QueryRow(ctx, `
		SELECT a.lang, EXISTS (SELECT 1 FROM calls c JOIN call_reports g ON g.call_id = c.id JOIN reports r ON r.id = g.report_id
			WHERE c.caller = $1 AND c.caller <> '' AND r.case_id IS NOT NULL)
		FROM applicants a WHERE a.phone = $1 AND a.phone <> '' ORDER BY a.id DESC LIMIT 1`, string(number)).Scan(&lang, &known)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return New, "", nil
	case err != nil:
		return New, "", failed("caller", err)
	case known:
		return Known, lang, nil
	}
	return Maybe, lang, nil
}
