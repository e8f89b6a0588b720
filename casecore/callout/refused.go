package callout

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// NotToCall is a number that is not called about what can wait.
type NotToCall struct {
	Phone   casecore.Phone   `json:"phone"`
	Reason  string           `json:"reason"`
	AddedBy casecore.StaffID `json:"added_by"`
	AddedAt time.Time        `json:"added_at"`
}

// Refused tells whether a number is not to be called.
func (b *Book) Refused(ctx context.Context, phone casecore.Phone) (bool, error) {
	var refused bool
	err := b.db.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM do_not_call WHERE phone = $1)`, string(phone)).Scan(&refused)
	return refused, failed("refused", err)
}

// NotCalled lists the numbers, the newest first.
func (b *Book) NotCalled(ctx context.Context) ([]NotToCall, error) {
	rows, err := b.db.Query(ctx, `SELECT phone, reason, added_by, added_at FROM do_not_call ORDER BY added_at DESC, phone`)
	if err != nil {
		return nil, failed("not called", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (NotToCall, error) {
		var n NotToCall
		var by [16]byte
		err := row.Scan(&n.Phone, &n.Reason, &by, &n.AddedAt)
		n.AddedBy = casecore.StaffID(by)
		return n, err
	})
	return list, failed("not called", err)
}

// DoNotCall adds a number.
func (b *Book) DoNotCall(ctx context.Context, n NotToCall) error {
	return b.exec(ctx, "do not call", `INSERT INTO do_not_call (phone, reason, added_by, added_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		string(n.Phone), n.Reason, n.AddedBy.UUID(), b.now())
}

// CallAgain takes a number off the list.
func (b *Book) CallAgain(ctx context.Context, phone casecore.Phone) error {
	return b.exec(ctx, "call again", `DELETE FROM do_not_call WHERE phone = $1`, string(phone))
}
