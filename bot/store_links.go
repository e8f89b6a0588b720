package bot

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/staff"
)

// linked is whom a chat belongs to: a member of staff or an organisation.
type linked struct {
	staff casecore.StaffID
	org   casecore.OrgID
}

// useLinkCode spends a one-time code and links the chat to whom it was made for. It reports false when the code is wrong,
// spent or too old. A code made by a person for an organisation links the organisation.
func (s *store) useLinkCode(ctx context.Context, code string, chat int64, now time.Time) (linked, bool, error) {
	var person, org *uuid.UUID
	err := s.db.QueryRow(ctx, `
		UPDATE link_codes SET used_at = $2 WHERE code_hash = $1 AND used_at IS NULL AND expires_at > $2
		RETURNING staff_id, org_id`, staff.LinkCodeHash(code), now).Scan(&person, &org)
	if errors.Is(err, pgx.ErrNoRows) {
		return linked{}, false, nil
	}
	if err != nil {
		return linked{}, false, err
	}
	var l linked
	if org != nil {
		l.org, person = casecore.OrgID(*org), nil
	} else {
		l.staff = casecore.StaffID(*person)
	}
	err = s.db.Queue(ctx, nil, `
		INSERT INTO contact_points (id, staff_id, org_id, channel, address, created_at)
		VALUES ($1, $2, $3, 'telegram', $4, $5)
		ON CONFLICT (staff_id, org_id, channel, address) DO UPDATE SET unreachable_at = NULL`,
		uuid.Must(uuid.NewV7()), person, org, address(chat), now)
	return l, true, err
}

// unlink ends every link of a chat and returns how many there were.
func (s *store) unlink(ctx context.Context, chat int64) (int64, error) {
	tag, err := s.db.Exec(ctx, `DELETE FROM contact_points WHERE channel = 'telegram' AND address = $1`, address(chat))
	return tag.RowsAffected(), err
}

// links returns whom the chats belong to: people's private chats and organisations' chats.
func (s *store) links(ctx context.Context, chats ...int64) ([]linked, error) {
	addresses := make([]string, len(chats))
	for i, c := range chats {
		addresses[i] = address(c)
	}
	rows, err := s.db.Query(ctx, `
		SELECT staff_id, org_id FROM contact_points WHERE channel = 'telegram' AND address = ANY($1)
		ORDER BY staff_id NULLS LAST, org_id`, addresses)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (l linked, err error) {
		var person, org *uuid.UUID
		if err := row.Scan(&person, &org); err != nil {
			return l, err
		}
		if person != nil {
			l.staff = casecore.StaffID(*person)
		}
		if org != nil {
			l.org = casecore.OrgID(*org)
		}
		return l, nil
	})
}
