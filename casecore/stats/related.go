package stats

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/streets"
)

// Grade tells how sure it is that two applicants are one person. A telephone number that somebody typed is anybody's.
type Grade string

// The grades.
const (
	Known Grade = "known" // they wrote from the same chat or mailbox
	Maybe Grade = "maybe" // the same number or e-mail was given, or the same name and address
)

// What an earlier contact is recognised by.
const (
	ByChat    = "chat"
	ByMailbox = "mailbox"
	ByPhone   = "phone"
	ByCall    = "call" // they called from it
	ByEmail   = "email"
	ByName    = "name"
)

// PreviousCase is a case of the same contact.
type PreviousCase struct {
	Case    casecore.CaseRow
	Grade   Grade
	Because []string
}

// maxPrevious is how many cases of a contact are looked at, those of a namesake last, and shownPrevious how many are shown: the
// newest.
const (
	maxPrevious   = 200
	shownPrevious = 10
)

// PreviousCases returns the earlier cases of whoever made the report, those of a known contact first, then the newest.
func (r *Reader) PreviousCases(ctx context.Context, report casecore.ReportID) ([]PreviousCase, error) {
	type match struct {
		id                    uuid.UUID
		by                    string
		residence, residence2 string
	}
	found, err := collect(ctx, r.db, "previous cases", func(row pgx.CollectableRow) (m match, err error) {
		err = row.Scan(&m.id, &m.by, &m.residence, &m.residence2)
		return m, err
	}, `
		WITH me AS (
			SELECT a.id, a.reply_channel, a.reply_address, a.email, a.phone, a.surname, a.name, a.patronymic, a.residence, r.source
			FROM reports r JOIN applicants a ON a.id = r.applicant_id WHERE r.id = $1
		), same AS (
			SELECT o.id, 'chat' AS by FROM me JOIN applicants o ON o.reply_channel = 'telegram' AND o.reply_address = me.reply_address
			WHERE me.reply_channel = 'telegram' AND me.reply_address <> '' AND o.reply_address <> ''
			UNION ALL
			SELECT o.id, CASE WHEN me.source = 'email' AND q.source = 'email' THEN 'mailbox' ELSE 'email' END
			FROM me JOIN applicants o ON lower(o.email) = lower(me.email) AND o.email <> '' JOIN reports q ON q.applicant_id = o.id
			WHERE me.email <> ''
			UNION ALL
			SELECT o.id, 'phone' FROM me JOIN applicants o ON o.phone = me.phone AND o.phone <> '' WHERE me.phone <> ''
			UNION ALL
			SELECT o.id, 'name' FROM me JOIN applicants o ON lower(o.surname) = lower(me.surname) AND lower(o.name) = lower(me.name)
				AND o.surname <> ''
			WHERE me.surname <> '' AND me.name <> ''
				AND (me.patronymic = '' OR o.patronymic = '' OR lower(me.patronymic) = lower(o.patronymic))
		)
		SELECT c.id, s.by, me.residence, o.residence
		FROM same s JOIN me ON s.id <> me.id JOIN applicants o ON o.id = s.id JOIN reports q ON q.applicant_id = s.id
			JOIN cases c ON c.id = q.case_id
		WHERE q.id <> $1
		GROUP BY c.id, s.by, me.residence, o.residence
		ORDER BY s.by = 'name', c.registered_at DESC, c.id LIMIT $2`, report.UUID(), maxPrevious)
	if err != nil {
		return nil, err
	}
	because := map[casecore.CaseID][]string{}
	var ids []uuid.UUID
	for _, m := range found {
		if id := casecore.CaseID(m.id); m.by != ByName || sameHome(m.residence, m.residence2) {
			if len(because[id]) == 0 {
				ids = append(ids, m.id)
			}
			because[id] = append(because[id], m.by)
		}
	}
	rows, err := r.caseRows(ctx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]PreviousCase, 0, len(rows))
	for _, c := range rows {
		p := PreviousCase{Case: c, Grade: Maybe, Because: because[c.ID]}
		slices.Sort(p.Because)
		if slices.Contains(p.Because, ByChat) || slices.Contains(p.Because, ByMailbox) {
			p.Grade = Known
		}
		list = append(list, p)
	}
	slices.SortStableFunc(list, func(a, b PreviousCase) int {
		return cmp.Or(strings.Compare(string(a.Grade), string(b.Grade)), b.Case.RegisteredAt.Compare(a.Case.RegisteredAt))
	})
	return list[:min(len(list), shownPrevious)], nil
}

// sameHome tells whether two residences are one, however they were written.
func sameHome(a, b string) bool {
	same, _ := streets.SamePlace(a, b)
	return same || a != "" && strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

// InConversation is a report of the same conversation, with the number of what became of it.
type InConversation struct {
	Report casecore.ReportRow
	Number string
}

// Conversation returns the other reports of the conversation that a report belongs to, the first one first.
func (r *Reader) Conversation(ctx context.Context, report casecore.ReportID) ([]InConversation, error) {
	rows, err := collect(ctx, r.db, "conversation", scanReport, `
		WITH root AS (SELECT coalesce((SELECT origin_id FROM report_origins WHERE report_id = $1), $1) AS id)
		SELECT `+reportColumns+` FROM reports r
		WHERE r.id <> $1 AND (r.id = (SELECT id FROM root)
			OR r.id IN (SELECT o.report_id FROM report_origins o JOIN root ON root.id = o.origin_id))
		ORDER BY r.received_at, r.id`, report.UUID())
	if err != nil {
		return nil, err
	}
	list := make([]InConversation, len(rows))
	var ids []uuid.UUID
	for i := range rows {
		list[i].Report = rows[i]
		if rows[i].CaseID != nil {
			ids = append(ids, rows[i].CaseID.UUID())
		}
	}
	cases, err := r.caseRows(ctx, ids)
	for _, c := range cases {
		for i := range list {
			if id := list[i].Report.CaseID; id != nil && *id == c.ID {
				list[i].Number = c.Number
			}
		}
	}
	return list, err
}

// SimilarCase is an open case that may be about the same.
type SimilarCase struct {
	Case       casecore.CaseRow
	SamePlace  bool // the address is of the same house
	SameStreet bool // one of the two addresses names no house
	Metres     *int // between the points, when both have one
	Applicants int  // who have reported it so far
}

// What may be the same: of one topic, not older, not farther.
const (
	similarFor    = 14 * 24 * time.Hour
	similarWithin = 250 // metres
	maxSimilar    = 5000
	shownSimilar  = 5
)

// SimilarCases returns the open cases of the topic that may be about what the report is about: registered within two weeks,
// at the same address or within 250 m, nearest first. What an agent found to be another matter is not among them.
func (r *Reader) SimilarCases(ctx context.Context, report *casecore.Report, topic, place string) ([]SimilarCase, error) {
	type near struct {
		id       uuid.UUID
		place    string
		lat, lon *float64
		at       time.Time
	}
	found, err := collect(ctx, r.db, "similar cases", func(row pgx.CollectableRow) (n near, err error) {
		err = row.Scan(&n.id, &n.place, &n.lat, &n.lon, &n.at)
		return n, err
	}, `SELECT c.id, c.place, c.lat, c.lon, c.registered_at FROM cases c
		WHERE c.topic = $1 AND c.ended_at IS NULL AND c.registered_at > $2 AND c.report_id <> $3
			AND NOT EXISTS (SELECT FROM report_not_same n WHERE n.report_id = $3 AND n.case_id = c.id)
		ORDER BY c.registered_at DESC LIMIT $4`, topic, r.now().Add(-similarFor), report.ID.UUID(), maxSimilar)
	if err != nil {
		return nil, err
	}
	here := streets.Parse(place)
	var list []SimilarCase
	for _, n := range found {
		var s SimilarCase
		s.Case.ID, s.Case.RegisteredAt = casecore.CaseID(n.id), n.at
		s.SamePlace, s.SameStreet = here.Same(streets.Parse(n.place))
		if report.Point != nil && n.lat != nil {
			m := int(metres(*report.Point, casecore.Point{Lat: *n.lat, Lon: *n.lon}))
			s.Metres = &m
		}
		if s.SamePlace || s.SameStreet || s.Metres != nil && *s.Metres <= similarWithin {
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, nearest)
	list = list[:min(len(list), shownSimilar)]
	return list, r.fillSimilar(ctx, list)
}

// nearest puts the same house first, then by distance, then the same street; the newest of equals first.
func nearest(a, b SimilarCase) int {
	rank := func(s SimilarCase) int {
		switch {
		case s.SamePlace:
			return -1
		case s.Metres != nil:
			return *s.Metres
		}
		return similarWithin + 1
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), b.Case.RegisteredAt.Compare(a.Case.RegisteredAt))
}

func (r *Reader) fillSimilar(ctx context.Context, list []SimilarCase) error {
	if len(list) == 0 {
		return nil
	}
	ids := make([]uuid.UUID, len(list))
	for i := range list {
		ids[i] = list[i].Case.ID.UUID()
	}
	rows, err := r.caseRows(ctx, ids)
	if err != nil {
		return err
	}
	type count struct {
		id uuid.UUID
		n  int
	}
	linked, err := collect(ctx, r.db, "linked", func(row pgx.CollectableRow) (c count, err error) {
		err = row.Scan(&c.id, &c.n)
		return c, err
	}, `SELECT case_id, count(*) FROM case_applicants WHERE case_id = ANY($1) GROUP BY case_id`, ids)
	for i := range list {
		list[i].Applicants = 1
		for _, c := range rows {
			if c.ID == list[i].Case.ID {
				list[i].Case = c
			}
		}
		for _, l := range linked {
			if l.id == list[i].Case.ID.UUID() {
				list[i].Applicants += l.n
			}
		}
	}
	return err
}
