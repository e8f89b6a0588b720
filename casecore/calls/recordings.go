package calls

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// AddRecording writes a recording before it begins, or one that was found. One of that name stays as it is.
func (b *Book) AddRecording(ctx context.Context, r Recorded) error {
	_, err := b.db.Exec(ctx, `
		INSERT INTO call_recordings (id, call_id, pbx, name, kind, state, started_at, ended_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (pbx, name) DO NOTHING`,
		r.ID, pg.NullID(r.Call), r.PBX, r.Name, r.Kind, string(r.State), r.Started, pg.NullTime(r.Ended))
	return failed("add recording", err)
}

// EndRecording says that Asterisk writes no more of it.
func (b *Book) EndRecording(ctx context.Context, pbx, name string, at time.Time) error {
	_, err := b.db.Exec(ctx, `UPDATE call_recordings SET state = 'stored', ended_at = $3
		WHERE pbx = $1 AND name = $2 AND state = 'recording'`, pbx, name, at)
	return failed("end recording", err)
}

// LoseRecording says that a recording which was announced was never made.
func (b *Book) LoseRecording(ctx context.Context, pbx, name string, at time.Time) error {
	_, err := b.db.Exec(ctx, `UPDATE call_recordings SET state = 'lost', ended_at = $3
		WHERE pbx = $1 AND name = $2 AND state = 'recording'`, pbx, name, at)
	return failed("lose recording", err)
}

// FindRecording says that one lies on Asterisk's disk after all that was taken for lost.
func (b *Book) FindRecording(ctx context.Context, pbx, name string) error {
	_, err := b.db.Exec(ctx, `UPDATE call_recordings SET state = 'stored' WHERE pbx = $1 AND name = $2 AND state = 'lost'`, pbx, name)
	return failed("find recording", err)
}

// PauseRecording notes that from now on nothing is recorded, by milliseconds from the beginning. A pause that lasts stays as it is.
func (b *Book) PauseRecording(ctx context.Context, pbx, name string, at time.Time) error {
	_, err := b.db.Exec(ctx, `UPDATE call_recordings
		SET pauses = pauses || jsonb_build_array(jsonb_build_object('from', (extract(epoch FROM $3 - started_at) * 1000)::int))
		WHERE pbx = $1 AND name = $2 AND (pauses = '[]' OR pauses -> -1 ? 'to')`, pbx, name, at)
	return failed("pause recording", err)
}

// ResumeRecording notes that it is recorded again.
func (b *Book) ResumeRecording(ctx context.Context, pbx, name string, at time.Time) error {
	_, err := b.db.Exec(ctx, `UPDATE call_recordings
		SET pauses = jsonb_set(pauses, '{-1,to}', to_jsonb((extract(epoch FROM $3 - started_at) * 1000)::int))
		WHERE pbx = $1 AND name = $2 AND pauses <> '[]' AND NOT pauses -> -1 ? 'to'`, pbx, name, at)
	return failed("resume recording", err)
}

// Going returns the recordings of an Asterisk that were begun and are not known to have ended.
func (b *Book) Going(ctx context.Context, pbx string) ([]Recorded, error) {
	list, err := pg.Collect(ctx, b.db, scanRecording, `SELECT `+recordingColumns+` FROM call_recordings
		WHERE pbx = $1 AND state = 'recording' ORDER BY id`, pbx)
	return list, failed("going", err)
}

// NextStored returns up to limit recordings that lie on an Asterisk's disk and may be tried at that moment, oldest first.
func (b *Book) NextStored(ctx context.Context, pbx string, at time.Time, limit int) ([]Recorded, error) {
	list, err := pg.Collect(ctx, b.db, scanRecording, `SELECT `+recordingColumns+` FROM call_recordings
		WHERE pbx = $1 AND state = 'stored' AND (retry_at IS NULL OR retry_at <= $2) ORDER BY id LIMIT $3`, pbx, at, limit)
	return list, failed("next stored", err)
}

// Settle ends the work on a recording: kept with its file, empty or lost.
func (b *Book) Settle(ctx context.Context, r Recorded) error {
	_, err := b.db.Exec(ctx, `UPDATE call_recordings SET state = $2, file_id = $3, millis = $4, call_id = coalesce(call_id, $5)
		WHERE id = $1`, r.ID, string(r.State), pg.NullID(r.File), r.Length.Milliseconds(), pg.NullID(r.Call))
	return failed("settle", err)
}

// Postpone notes a failed try.
func (b *Book) Postpone(ctx context.Context, id uuid.UUID, until time.Time) error {
	_, err := b.db.Exec(ctx, `UPDATE call_recordings SET tries = tries + 1, retry_at = $2 WHERE id = $1`, id, until)
	return failed("postpone", err)
}

const recordingColumns = `id, call_id, pbx, name, kind, state, file_id, millis, tries, started_at, ended_at, pauses`

func scanRecording(row pgx.CollectableRow) (Recorded, error) {
	var (
		r          Recorded
		call, file *uuid.UUID
		millis     int64
		ended      *time.Time
		pauses     []keptPause
	)
	err := row.Scan(&r.ID, &call, &r.PBX, &r.Name, &r.Kind, &r.State, &file, &millis, &r.Tries, &r.Started, &ended, &pauses)
	r.Call, r.File = pg.ID[CallID](call), pg.ID[casecore.FileID](file)
	r.Length, r.Ended = time.Duration(millis)*time.Millisecond, pg.Time(ended)
	if !r.Ended.IsZero() {
		r.Pauses = pausesOf(pauses, r.Ended.Sub(r.Started))
	}
	return r, err
}

// KeepFile makes a file the call's, so that nothing sweeps it away.
func (b *Book) KeepFile(ctx context.Context, call CallID, file casecore.FileID) error {
	_, err := b.db.Exec(ctx, `UPDATE files SET subject_type = 'call', subject_id = $2 WHERE id = $1`, file.UUID(), call.UUID())
	return failed("keep file", err)
}

// RecordingsOf returns the states of those of the named recordings that are written down.
func (b *Book) RecordingsOf(ctx context.Context, pbx string, names []string) (map[string]RecordingState, error) {
	rows, err := b.db.Query(ctx, `SELECT name, state FROM call_recordings WHERE pbx = $1 AND name = ANY ($2)`, pbx, names)
	if err != nil {
		return nil, failed("recordings of", err)
	}
	states := map[string]RecordingState{}
	var name, state string
	_, err = pgx.ForEachRow(rows, []any{&name, &state}, func() error {
		states[name] = RecordingState(state)
		return nil
	})
	return states, failed("recordings of", err)
}
