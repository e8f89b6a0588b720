package calls

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// oneListening is how long the requests that a player makes of one recording are one listening.
const oneListening = 10 * time.Minute

// Shelf reads what calls were and what was recorded of them, and remembers who listened. It is safe for concurrent use.
type Shelf struct {
	db  *pg.DB
	now func() time.Time
}

// NewShelf returns a Shelf.
func NewShelf(db *pg.DB, now func() time.Time) *Shelf { return &Shelf{db, now} }

// Play is somebody's listening to a recording.
type Play struct {
	Recording uuid.UUID
	Staff     casecore.StaffID
	At        time.Time
}

// Recording returns one of that id; NotFound when there is none.
func (s *Shelf) Recording(ctx context.Context, id uuid.UUID) (Recorded, error) {
	rows, err := s.db.Query(ctx, `SELECT `+recordingColumns+` FROM call_recordings WHERE id = $1`, id)
	list, err := collect("recording", rows, err, scanRecording)
	if err == nil && len(list) == 0 {
		err = &casecore.Error{Code: casecore.NotFound, Op: "calls: recording", Key: "error.recording_unknown"}
	}
	if err != nil {
		return Recorded{}, err
	}
	return list[0], nil
}

// Played remembers that somebody listens, before they get a byte. The requests of one listening are one line.
func (s *Shelf) Played(ctx context.Context, recording uuid.UUID, who casecore.StaffID) error {
	at := s.now()
	_, err := s.db.Exec(ctx, `
		INSERT INTO recording_plays (id, recording_id, staff_id, at)
		SELECT $1, $2, $3, $4 WHERE NOT EXISTS (
			SELECT FROM recording_plays WHERE recording_id = $2 AND staff_id = $3 AND at > $5)`,
		uuid.Must(uuid.NewV7()), recording, who.UUID(), at, at.Add(-oneListening))
	return failed("played", err)
}

// Plays lists who listened to the recordings of a call, the latest first.
func (s *Shelf) Plays(ctx context.Context, call CallID) ([]Play, error) {
	rows, err := s.db.Query(ctx, `
		SELECT p.recording_id, p.staff_id, p.at FROM recording_plays p JOIN call_recordings r ON r.id = p.recording_id
		WHERE r.call_id = $1 ORDER BY p.at DESC, p.id DESC`, call.UUID())
	return collect("plays", rows, err, func(row pgx.CollectableRow) (p Play, err error) {
		var staff uuid.UUID
		err = row.Scan(&p.Recording, &staff, &p.At)
		p.Staff = casecore.StaffID(staff)
		return p, err
	})
}

// Give notes that a call gave a report that somebody typed in; a repeat changes nothing. It locks the call's row.
func (s *Shelf) Give(ctx context.Context, call CallID, report casecore.ReportID) error {
	return failed("give", s.db.InTx(ctx, func(ctx context.Context) error {
		tag, err := s.db.Exec(ctx, `SELECT FROM calls WHERE id = $1 FOR UPDATE`, call.UUID())
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return &casecore.Error{Code: casecore.NotFound, Op: "calls: give", Key: "error.call_unknown"}
		}
		_, err = s.db.Exec(ctx, `
			INSERT INTO call_reports (call_id, ordinal, report_id)
			SELECT $1, 1 + (SELECT count(*) FROM call_reports WHERE call_id = $1), $2
			WHERE NOT EXISTS (SELECT FROM call_reports WHERE call_id = $1 AND report_id = $2)`, call.UUID(), report.UUID())
		return err
	}))
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
	rows, err := s.db.Query(ctx, `SELECT recording, millis, key FROM call_answers WHERE call_id = ANY($1) ORDER BY millis`, ids)
	list, err := collect("answers", rows, err, func(row pgx.CollectableRow) (a Heard, err error) {
		var millis int64
		err = row.Scan(&a.Recording, &millis, &a.Key)
		a.After = time.Duration(millis) * time.Millisecond
		return a, err
	})
	byName := make(map[string][]Heard, len(list))
	for _, a := range list {
		byName[a.Recording] = append(byName[a.Recording], a)
	}
	return byName, err
}
