package calls

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// Answered keeps where in a recording an applicant answered about a wording, by which key (MR-4.4): milliseconds of what was
// recorded, pauses left out. A later answer replaces an earlier one.
func (b *Book) Answered(ctx context.Context, wording casecore.WordingID, call CallID, recording, key string, at time.Time) error {
	_, err := b.db.Exec(ctx, `
		INSERT INTO call_answers (wording_id, call_id, recording, millis, key, at)
		SELECT $1, $2, $3, coalesce((SELECT `+placeOf("$5")+` FROM call_recordings r WHERE r.call_id = $2 AND r.name = $3), 0), $4, $5
		ON CONFLICT (wording_id) DO UPDATE SET call_id = $2, recording = $3, millis = excluded.millis, key = $4, at = $5`,
		wording.UUID(), call.UUID(), recording, key, at)
	return failed("answered", err)
}

// byAgent is the key of an answer that an agent heard, in the place of one that was pressed.
const byAgent = "agent"

// Mark notes where in the recording of an agent's present talk an applicant agreed aloud to a wording (MR-4.4). Without a talk, or
// without its recording, there is nothing to note.
func (s *Shelf) Mark(ctx context.Context, wording casecore.WordingID, agent casecore.StaffID) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO call_answers (wording_id, call_id, recording, millis, key, at)
		SELECT $1, r.call_id, r.name, `+placeOf("$3")+`, $4, $3
		FROM desk_seats s JOIN call_recordings r ON r.call_id = s.call_id
		WHERE s.staff_id = $2 AND s.state = 'talking' AND r.kind = 'talk' AND r.state = 'recording'
		ORDER BY r.started_at DESC LIMIT 1 ON CONFLICT DO NOTHING`, wording.UUID(), agent.UUID(), s.now(), byAgent)
	return failed("mark", err)
}

// Heard is where in a recording an applicant answered.
type Heard struct {
	Recording string // its name
	After     time.Duration
	Key       string // that was pressed, or "agent"
}

// answers reads those of calls.
func (s *Shelf) answers(ctx context.Context, ids []uuid.UUID) (map[string][]Heard, error) {
	list, err := pg.Collect(ctx, s.db, func(row pgx.CollectableRow) (a Heard, err error) {
		var millis int64
		err = row.Scan(&a.Recording, &millis, &a.Key)
		a.After = time.Duration(millis) * time.Millisecond
		return a, err
	}, `SELECT recording, millis, key FROM call_answers WHERE call_id = ANY($1) ORDER BY millis`, ids)
	byName := make(map[string][]Heard, len(list))
	for _, a := range list {
		byName[a.Recording] = append(byName[a.Recording], a)
	}
	return byName, failed("answers", err)
}
