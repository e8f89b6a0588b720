package callout

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// NotToCall is a number that is not called about what can wait, or was not until it was withdrawn.
type NotToCall struct {
	Phone       casecore.Phone
	Reason      string
	AddedBy     casecore.StaffID
	AddedAt     time.Time
	WithdrawnBy casecore.StaffID
	WithdrawnAt time.Time // zero while it stands
}

// SetNotToCall puts a number on the list, or takes it off.
type SetNotToCall struct {
	casecore.Command `json:"-"`
	Phone            casecore.Phone
	Reason           string
	Off              bool
}

// Refused tells whether a number is not to be called.
func (b *Book) Refused(ctx context.Context, phone casecore.Phone) (bool, error) {
	var refused bool
	err := b.db.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM do_not_call WHERE phone = $1 AND withdrawn_at IS NULL)`, string(phone)).Scan(&refused)
	return refused, failed("refused", err)
}

// NotCalled lists the numbers: those that stand first, the newest first.
func (b *Book) NotCalled(ctx context.Context) ([]NotToCall, error) {
	list, err := pg.Collect(ctx, b.db, func(row pgx.CollectableRow) (NotToCall, error) {
		var n NotToCall
		var by uuid.UUID
		var off *uuid.UUID
		var at *time.Time
		err := row.Scan(&n.Phone, &n.Reason, &by, &n.AddedAt, &off, &at)
		n.AddedBy, n.WithdrawnBy = casecore.StaffID(by), pg.ID[casecore.StaffID](off)
		n.WithdrawnAt = pg.Time(at)
		return n, err
	}, `SELECT phone, reason, added_by, added_at, withdrawn_by, withdrawn_at FROM do_not_call
		ORDER BY withdrawn_at DESC NULLS FIRST, added_at DESC, phone LIMIT 2000`)
	return list, failed("not called", err)
}

// SetNotCalled puts a number on the list or takes it off, once for its key. One that stands already gets the new reason, and who gave
// it. It fails with NotFound when a number that is not on the list is taken off.
func (b *Book) SetNotCalled(ctx context.Context, cmd SetNotToCall) error {
	const op = "set not called"
	now := b.now()
	claim, err := cmd.Claim(cmd, uuid.Must(uuid.NewV7()), "do_not_call", now, keyLife)
	if err != nil {
		return err
	}
	return b.db.InTx(ctx, func(ctx context.Context) error {
		claimed := b.store.Claim(ctx, claim)
		stands, err := b.Refused(ctx, cmd.Phone)
		if _, repeated, claimErr := claimed.Repeat(ctx); claimErr != nil || repeated {
			return claimErr
		}
		switch {
		case err != nil:
			return err
		case !cmd.Off:
			return b.exec(ctx, op, `INSERT INTO do_not_call (phone, reason, added_by, added_at) VALUES ($1, $2, $3, $4)
				ON CONFLICT (phone) DO UPDATE SET reason = $2, added_by = $3, added_at = $4, withdrawn_by = NULL, withdrawn_at = NULL`,
				string(cmd.Phone), strings.TrimSpace(cmd.Reason), cmd.Actor.Staff.UUID(), now)
		case !stands:
			return fail(casecore.NotFound, op, "error.not_on_list")
		}
		return b.exec(ctx, op, `UPDATE do_not_call SET withdrawn_by = $2, withdrawn_at = $3 WHERE phone = $1`,
			string(cmd.Phone), cmd.Actor.Staff.UUID(), now)
	})
}
