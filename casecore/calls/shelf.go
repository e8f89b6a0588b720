package calls

import (
	"context"
	"errors"
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

// OfReport tells of which call a report came; false when it came in another way.
func (s *Shelf) OfReport(ctx context.Context, id casecore.ReportID) (CallID, bool, error) {
	var call uuid.UUID
	err := s.db.QueryRow(ctx, `SELECT call_id FROM call_reports WHERE report_id = $1 ORDER BY ordinal LIMIT 1`, id.UUID()).Scan(&call)
	if errors.Is(err, pgx.ErrNoRows) {
		return CallID{}, false, nil
	}
	return CallID(call), err == nil, failed("of report", err)
}
