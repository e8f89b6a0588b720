package callout

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// Duty is an officer's time on duty (MR-4.9.1).
type Duty struct {
	ID    uuid.UUID `json:"id"`
	Name  string    `json:"name"`
	Phone string    `json:"phone" doc:"A number, or the name of a telephone that Asterisk knows"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// officer is somebody to ring.
type officer struct{ Name, Phone string }

// listed parts the numbers of an organisation.
const listed = "|"

// officers are those on duty at a moment, in their order, and at last the organisation's own telephone.
func (b *Book) officers(ctx context.Context, org casecore.OrgID, now time.Time) ([]officer, error) {
	rows, err := b.db.Query(ctx, `SELECT name, phone FROM org_duty WHERE org_id = $1 AND starts_at <= $2 AND ends_at > $2 ORDER BY sort, starts_at, id`,
		org.UUID(), now)
	if err != nil {
		return nil, failed("officers", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[officer])
	if err != nil {
		return nil, failed("officers", err)
	}
	if o, ok := b.catalogue.Org(org); ok {
		phone, _, _ := strings.Cut(o.Phone, listed)
		if phone != "" && !slices.ContainsFunc(list, func(o officer) bool { return o.Phone == phone }) {
			list = append(list, officer{o.Names.In("uk"), phone})
		}
	}
	return list, nil
}

// Rota lists an organisation's times of duty that are not over, in the order in which they are rung.
func (b *Book) Rota(ctx context.Context, org casecore.OrgID) ([]Duty, error) {
	rows, err := b.db.Query(ctx, `SELECT id, name, phone, starts_at, ends_at FROM org_duty WHERE org_id = $1 AND ends_at > $2
		ORDER BY sort, starts_at, id`, org.UUID(), b.now())
	if err != nil {
		return nil, failed("rota", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Duty])
	return list, failed("rota", err)
}

// mostDuties bounds an organisation's rota: two a day for a year.
const mostDuties = 750

// SetRota replaces what is not over of an organisation's rota by the list, in its order.
func (b *Book) SetRota(ctx context.Context, org casecore.OrgID, list []Duty) error {
	const op = "set rota"
	if _, ok := b.catalogue.Org(org); !ok {
		return fail(casecore.NotFound, op, "error.org_unknown")
	}
	if len(list) > mostDuties {
		return fail(casecore.Invalid, op, "error.form")
	}
	for i := range list {
		d := &list[i]
		d.Name, d.Phone = strings.TrimSpace(d.Name), strings.TrimSpace(d.Phone)
		switch {
		case d.Name == "":
			return fail(casecore.Invalid, op, "error.name_missing")
		case !Callable(d.Phone):
			return fail(casecore.Invalid, op, "error.phone")
		case !d.From.Before(d.Until):
			return fail(casecore.Invalid, op, "error.duty_times")
		}
	}
	return b.db.InTx(ctx, func(ctx context.Context) error {
		if err := b.exec(ctx, op, `DELETE FROM org_duty WHERE org_id = $1 AND ends_at > $2`, org.UUID(), b.now()); err != nil {
			return err
		}
		for i, d := range list {
			err := b.exec(ctx, op, `INSERT INTO org_duty (id, org_id, name, phone, starts_at, ends_at, sort) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
				uuid.Must(uuid.NewV7()), org.UUID(), d.Name, d.Phone, d.From, d.Until, i)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Callable tells whether something can be rung: a number of three digits or more, or the name of a telephone.
func Callable(phone string) bool {
	if phone == "" || len(phone) > 64 {
		return false
	}
	digits := 0
	for _, r := range phone {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case strings.ContainsRune("+-() ", r):
		case r >= 'a' && r <= 'z':
			return strings.Trim(phone, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
		default:
			return false
		}
	}
	return digits >= 3
}
