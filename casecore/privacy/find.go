package privacy

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// Contact is how a person is looked for: whatever is given has to fit.
type Contact struct {
	Phone    casecore.Phone
	Email    string
	Telegram string          // the chat's id
	Number   casecore.Number // of a case
}

// Found is a report of somebody with that contact. A telephone may be a family's: who looks decides which are the person's.
type Found struct {
	Report     casecore.ReportID
	Name       string // as on the card
	ReceivedAt time.Time
	Status     casecore.ReportStatus
	Number     string // of its case
	Ended      bool
	Held       bool
}

// foundLimit bounds what one search shows.
const foundLimit = 200

const findSQL = `
	SELECT r.id, concat_ws(' ', a.surname, a.name, a.patronymic), r.received_at, r.status, coalesce(c.year, 0), coalesce(c.seq, 0),
		r.closed_at IS NOT NULL AND (c.id IS NULL OR c.ended_at IS NOT NULL), h.report_id IS NOT NULL
	FROM applicants a JOIN reports r ON r.applicant_id = a.id
		LEFT JOIN cases c ON c.id = r.case_id
		LEFT JOIN legal_holds h ON h.report_id = r.id
	WHERE a.erased_at IS NULL
		AND ($1 = '' OR a.phone = $1 OR a.reply_channel = 'phone' AND a.reply_address = $1)
		AND ($2 = '' OR lower(a.email) = lower($2) OR a.reply_channel = 'email' AND lower(a.reply_address) = lower($2))
		AND ($3 = '' OR a.reply_channel = 'telegram' AND a.reply_address = $3)
		AND ($4 = 0 OR c.year = $4 AND c.seq = $5)
	ORDER BY r.received_at DESC LIMIT $6`

// Find lists the reports that were made with the contact, newest first.
func (o *Office) Find(ctx context.Context, by Contact) ([]Found, error) {
	by.Email, by.Telegram = strings.TrimSpace(by.Email), strings.TrimSpace(by.Telegram)
	if by == (Contact{}) {
		return nil, fail(casecore.Invalid, "find", "error.privacy_contact")
	}
	rows, err := o.db.Query(ctx, findSQL, by.Phone, by.Email, by.Telegram, by.Number.Year, by.Number.Seq, foundLimit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (f Found, err error) {
		var id uuid.UUID
		var n casecore.Number
		err = row.Scan(&id, &f.Name, &f.ReceivedAt, &f.Status, &n.Year, &n.Seq, &f.Ended, &f.Held)
		f.Report = casecore.ReportID(id)
		if n.Year != 0 {
			f.Number = n.String()
		}
		return f, err
	})
}
