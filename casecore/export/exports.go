package export

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/stats"
	"hotline/internal/pg"
)

// Subject is what the history of an export is about.
const Subject casecore.SubjectType = "export"

// keptFor is how long a file can be fetched.
const keptFor = 24 * time.Hour

// Format is a kind of file.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// State is how far an export is.
type State string

// The states. A failed one is not tried again.
const (
	Queued  State = "queued"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
)

// Job is an export.
type Job struct {
	ID         uuid.UUID
	Owner      casecore.StaffID
	Format     Format
	Lang       string
	Filter     stats.CaseFilter
	State      State
	Total      int // cases, once counted
	Rows       int // written so far
	Size       int64
	Key        string // of its bytes, once done
	CreatedAt  time.Time
	FinishedAt *time.Time
	Attempts   int
}

// Recorder remembers the keys of commands and writes history.
type Recorder interface {
	Claim(ctx context.Context, c casecore.Claim) casecore.Claimed
	Apply(ctx context.Context, changes ...casecore.Change) error
}

// Exports keeps the jobs.
type Exports struct {
	db      *pg.DB
	history Recorder
	now     func() time.Time
}

// New returns the exports on a database.
func New(db *pg.DB, history Recorder, now func() time.Time) *Exports {
	return &Exports{db, history, now}
}

// Ask begins an export of what the actor may see. The command's key makes a repeat return the first job; with another filter or
// format it is Invalid.
func (e *Exports) Ask(ctx context.Context, cmd casecore.Command, format Format, lang string, f stats.CaseFilter) (Job, error) {
	filter, err := json.Marshal(f)
	if err != nil {
		return Job{}, failed("ask", err)
	}
	id, now := uuid.Must(uuid.NewV7()), e.now()
	claim, err := cmd.Claim([]any{"export", format, lang, f}, id, Subject, now, keptFor)
	if err != nil {
		return Job{}, err
	}
	err = e.db.InTx(ctx, func(ctx context.Context) error {
		first, repeated, err := e.history.Claim(ctx, claim).Repeat(ctx)
		if err != nil || repeated {
			id = first
			return err
		}
		_, err = e.db.Exec(ctx, `INSERT INTO exports (id, owner_id, format, lang, tags, filter, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			id, cmd.Actor.Staff.UUID(), string(format), lang, orEmpty(f.Tags), filter, now)
		if err != nil {
			return err
		}
		return e.record(ctx, id, cmd.Actor, format, filter, now)
	})
	if err != nil {
		return Job{}, failed("ask", err)
	}
	return e.Job(ctx, cmd.Actor.Staff, id)
}

// record writes who took what out of the house. The searched words may name somebody, so the event holds their digest.
func (e *Exports) record(ctx context.Context, id uuid.UUID, actor casecore.Actor, format Format, filter []byte, now time.Time) error {
	var said map[string]any
	if err := json.Unmarshal(filter, &said); err != nil {
		return err
	}
	if text, ok := said["text"].(string); ok {
		said["text"] = casecore.Digest(id[:], text)
	}
	data, err := casecore.Canonical(map[string]any{"format": format, "filter": said})
	if err != nil {
		return err
	}
	event := casecore.Event{
		Subject: casecore.Subject{Type: Subject, ID: id}, At: now, Type: "export.asked", Actor: actor.String(), Data: data,
	}
	if len(actor.Grants) > 0 {
		event.Role = string(actor.Grants[0].Role)
	}
	chain := casecore.Chain{}.Link(&event)
	return e.history.Apply(ctx, casecore.Change{
		Events: []casecore.Event{event},
		// Nobody's console is told; the position makes the sealer see the event.
		Notices: []casecore.Notice{{
			Stream: casecore.CasesStream, Type: event.Type, Subject: event.Subject, Version: 1, At: now, Audience: []string{},
			Lost: []string{}, Payload: json.RawMessage(`{}`), Chain: chain,
		}},
	})
}

const jobColumns = `id, owner_id, format, lang, tags, filter, state, total, rows, size, blob_key, created_at, finished_at, attempts`

func scanJob(row pgx.CollectableRow) (Job, error) {
	var (
		j      Job
		owner  uuid.UUID
		tags   []string
		filter []byte
	)
	if err := row.Scan(&j.ID, &owner, &j.Format, &j.Lang, &tags, &filter, &j.State, &j.Total, &j.Rows, &j.Size, &j.Key,
		&j.CreatedAt, &j.FinishedAt, &j.Attempts); err != nil {
		return j, err
	}
	err := json.Unmarshal(filter, &j.Filter)
	j.Owner, j.Filter.Tags = casecore.StaffID(owner), tags
	return j, err
}

// Job returns one of the person's own; any other is not found.
func (e *Exports) Job(ctx context.Context, owner casecore.StaffID, id uuid.UUID) (Job, error) {
	rows, err := e.db.Query(ctx, `SELECT `+jobColumns+` FROM exports WHERE id = $1 AND owner_id = $2`, id, owner.UUID())
	if err != nil {
		return Job{}, failed("read", err)
	}
	j, err := pgx.CollectExactlyOneRow(rows, scanJob)
	if errors.Is(err, pgx.ErrNoRows) {
		return Job{}, &casecore.Error{Code: casecore.NotFound, Op: "read export", Key: "error.export_unknown"}
	}
	if err != nil {
		return Job{}, failed("read", err)
	}
	return j, nil
}

// Jobs returns the person's own, the latest first.
func (e *Exports) Jobs(ctx context.Context, owner casecore.StaffID) ([]Job, error) {
	rows, err := e.db.Query(ctx, `SELECT `+jobColumns+` FROM exports WHERE owner_id = $1 ORDER BY created_at DESC LIMIT 20`,
		owner.UUID())
	if err != nil {
		return nil, failed("list", err)
	}
	list, err := pgx.CollectRows(rows, scanJob)
	if err != nil {
		return nil, failed("list", err)
	}
	return list, nil
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func failed(op string, err error) error {
	return casecore.Coded("export: "+op, err)
}
