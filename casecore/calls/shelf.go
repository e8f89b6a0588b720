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
	list, err := pg.Collect(ctx, s.db, scanRecording, `SELECT `+recordingColumns+` FROM call_recordings WHERE id = $1`, id)
	if err == nil && len(list) == 0 {
		err = &casecore.Error{Code: casecore.NotFound, Op: "calls: recording", Key: "error.recording_unknown"}
	}
	if err != nil {
		return Recorded{}, failed("recording", err)
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
	list, err := pg.Collect(ctx, s.db, func(row pgx.CollectableRow) (p Play, err error) {
		err = row.Scan(&p.Recording, (*uuid.UUID)(&p.Staff), &p.At)
		return p, err
	}, `
		SELECT p.recording_id, p.staff_id, p.at FROM recording_plays p JOIN call_recordings r ON r.id = p.recording_id
		WHERE r.call_id = $1 ORDER BY p.at DESC, p.id DESC`, call.UUID())
	return list, failed("plays", err)
}
