package queuehall

import (
	"context"

	"hotline/casecore"
)

// Who worked for which participant is kept in terms, so that a visit stays with the one for whom its operator worked then (VN-4.7). One
// person has one term at a time in a branch, even where a clock went back.
const (
	// endTermSQL ends the term of $1 in the branch $2 at the moment $4, if it is with the participant $3, or with any other unless $5.
	endTermSQL = `
		WITH ended AS (
			DELETE FROM hall_operators WHERE staff_id = $1 AND branch_id = $2 AND ($3::uuid IS NULL OR (participant_id = $3) = $5)
			RETURNING staff_id, branch_id, participant_id, since
		)
		INSERT INTO hall_operators_past (staff_id, branch_id, participant_id, since, until)
		SELECT staff_id, branch_id, participant_id, since, $4 FROM ended WHERE since < $4`
	// beginTermSQL begins one, unless there is one.
	beginTermSQL = `
		INSERT INTO hall_operators (staff_id, branch_id, participant_id, since)
		SELECT $1, $2, $3, greatest($4, max(until)) FROM hall_operators_past WHERE staff_id = $1 AND branch_id = $2
		ON CONFLICT DO NOTHING`
)

// setTerm begins or ends a term with a participant, or ends whichever there is. The person is held, so that two who do so at once do it
// one after the other. Conflict for one who is at a counter and would have no term.
func (h *Hall) setTerm(ctx context.Context, op string, cmd *SetPost) error {
	staff, branch, participant, now := cmd.Staff.UUID(), cmd.Post.Branch.UUID(), cmd.Post.Participant, h.now()
	if err := h.db.Queue(ctx, nil, `SELECT FROM staff WHERE id = $1 FOR NO KEY UPDATE`, staff); err != nil {
		return err
	}
	if cmd.Off {
		var busy bool
		err := h.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM hall_signons s JOIN hall_counters c ON c.id = s.counter_id
			WHERE s.staff_id = $1 AND s.ended_at IS NULL AND c.branch_id = $2)`, staff, branch).Scan(&busy)
		if err != nil {
			return err
		}
		if busy {
			return fail(casecore.Conflict, op, "error.hall_operator_seated")
		}
	}
	if err := h.db.Queue(ctx, nil, endTermSQL, staff, branch, participant, now, cmd.Off); err != nil || cmd.Off {
		return err
	}
	return h.db.Queue(ctx, nil, beginTermSQL, staff, branch, participant, now)
}
