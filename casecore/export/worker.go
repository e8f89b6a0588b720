package export

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"hotline/casecore"
	"hotline/casecore/stats"
)

const (
	lookEvery  = time.Second
	pruneEvery = 10 * time.Minute
	beatEvery  = 5 * time.Second
	// silentAfter is when a holder is taken for dead: several beats.
	silentAfter = 30 * time.Second
	maxAttempts = 3
	pageRows    = 500
	removeBatch = 100
)

// Cases reads what is exported.
type Cases interface {
	Cases(ctx context.Context, f stats.CaseFilter) ([]casecore.CaseRow, string, error)
	CountAll(ctx context.Context, f stats.CaseFilter) (int, error)
	Texts(ctx context.Context, ids []casecore.CaseID) (map[casecore.CaseID]string, error)
	Catalogue(ctx context.Context, lang string) (stats.Catalogue, error)
}

// Files keeps the bytes.
type Files interface {
	// Keep stores what write writes and returns its key and size; nothing is kept when write fails.
	Keep(ctx context.Context, folder, contentType string, write func(w io.Writer) error) (key string, size int64, err error)
	Delete(ctx context.Context, key string) error
}

// Texts names columns.
type Texts interface {
	T(lang, key string, args map[string]any) string
}

// Worker makes files.
type Worker struct {
	*Exports

	holder string
	cases  Cases
	rules  casecore.Rules
	files  Files
	texts  Texts
	log    *slog.Logger

	beatEvery time.Duration
}

// NewWorker returns a worker of the exports; holder is an identity unique to this process.
func NewWorker(e *Exports, holder string, cases Cases, rules casecore.Rules, files Files, texts Texts, log *slog.Logger) *Worker {
	return &Worker{e, holder, cases, rules, files, texts, log, beatEvery}
}

// Run makes files until ctx ends.
func (w *Worker) Run(ctx context.Context) error {
	look, prune := time.NewTicker(lookEvery), time.NewTicker(pruneEvery)
	defer look.Stop()
	defer prune.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-prune.C:
			if err := w.Prune(ctx); err != nil && ctx.Err() == nil {
				w.log.WarnContext(ctx, "exports not pruned", "err", err)
			}
		case <-look.C:
		}
		for {
			made, err := w.Make(ctx)
			if err != nil && ctx.Err() == nil {
				w.log.WarnContext(ctx, "export not made", "err", err)
			}
			if !made || err != nil {
				break
			}
		}
	}
}

// errTaken means that another worker has begun the job anew.
var errTaken = errors.New("export: taken over")

// Make makes one file, if one is wanted; made tells whether there was one to make.
func (w *Worker) Make(ctx context.Context) (made bool, err error) {
	j, err := w.take(ctx)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, failed("take", err)
	}
	if j.Attempts > maxAttempts {
		return true, w.settle(ctx, j, Failed, "", 0)
	}
	ctx, stop := w.beating(ctx, j)
	defer stop()
	if j.Total, err = w.cases.CountAll(ctx, j.Filter); err != nil {
		return true, err
	}
	if err := w.tell(ctx, &j, 0); err != nil {
		return true, err
	}
	key, size, err := w.files.Keep(ctx, "exports", j.Format.ContentType(), func(out io.Writer) error { return w.write(ctx, &j, out) })
	if err != nil {
		return true, err // the beat stops, and somebody tries again
	}
	if err := w.settle(ctx, j, Done, key, size); err != nil {
		return true, errors.Join(err, w.files.Delete(context.WithoutCancel(ctx), key))
	}
	w.log.InfoContext(ctx, "export made", "export", j.ID, "rows", j.Rows, "bytes", size)
	return true, nil
}

// take becomes the holder of the oldest job that nobody works on.
func (w *Worker) take(ctx context.Context) (Job, error) {
	now := w.now()
	rows, err := w.db.Query(ctx, `UPDATE exports SET state = 'running', holder = $1, beat_at = $2, attempts = attempts + 1, rows = 0
		WHERE id = (SELECT id FROM exports WHERE state = 'queued' OR state = 'running' AND beat_at < $3
			ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
		RETURNING `+jobColumns, w.holder, now, now.Add(-silentAfter))
	if err != nil {
		return Job{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanJob)
}

// beating beats until stop is called, however long a page or the end of the file takes. The context ends when somebody else
// has taken the job over.
func (w *Worker) beating(ctx context.Context, j Job) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	var beats sync.WaitGroup
	beats.Go(func() {
		tick := time.NewTicker(w.beatEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if err := w.beat(ctx, j); errors.Is(err, errTaken) {
				cancel(err)
			} else if err != nil && ctx.Err() == nil {
				w.log.WarnContext(ctx, "export's beat", "export", j.ID, "err", err)
			}
		}
	})
	return ctx, func() {
		cancel(nil)
		beats.Wait()
	}
}

// beat says that the job is worked on, and learns whether it still is the holder's: an attempt is one holder's.
func (w *Worker) beat(ctx context.Context, j Job) error {
	return w.held(w.db.Exec(ctx, `UPDATE exports SET beat_at = $1 WHERE id = $2 AND holder = $3 AND attempts = $4 AND state = 'running'`,
		w.now(), j.ID, w.holder, j.Attempts))
}

// held is an error when an update of the holder's found nothing.
func (w *Worker) held(tag pgconn.CommandTag, err error) error {
	if err != nil {
		return failed("say how far", err)
	}
	if tag.RowsAffected() == 0 {
		return errTaken
	}
	return nil
}

// tell writes how far it is.
func (w *Worker) tell(ctx context.Context, j *Job, rows int) error {
	j.Rows = rows
	return w.held(w.db.Exec(ctx, `UPDATE exports SET beat_at = $1, rows = $2, total = $3
		WHERE id = $4 AND holder = $5 AND attempts = $6 AND state = 'running'`, w.now(), rows, j.Total, j.ID, w.holder, j.Attempts))
}

func (w *Worker) settle(ctx context.Context, j Job, to State, key string, size int64) error {
	return w.held(w.db.Exec(ctx, `UPDATE exports SET state = $1, blob_key = $2, size = $3, rows = $4, total = $4, finished_at = $5
		WHERE id = $6 AND holder = $7 AND attempts = $8 AND state = 'running'`,
		string(to), key, size, j.Rows, w.now(), j.ID, w.holder, j.Attempts))
}

// Prune removes what is older than a day, bytes first.
func (w *Worker) Prune(ctx context.Context) error {
	for {
		rows, err := w.db.Query(ctx, `SELECT id, blob_key FROM exports WHERE created_at < $1 LIMIT $2`, w.now().Add(-keptFor), removeBatch)
		if err != nil {
			return failed("prune", err)
		}
		old, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct {
			ID  uuid.UUID
			Key string
		}])
		if err != nil {
			return failed("prune", err)
		}
		for _, o := range old {
			if o.Key != "" {
				if err := w.files.Delete(ctx, o.Key); err != nil {
					return err
				}
			}
			if _, err := w.db.Exec(ctx, `DELETE FROM exports WHERE id = $1`, o.ID); err != nil {
				return failed("prune", err)
			}
		}
		if len(old) < removeBatch {
			return nil
		}
	}
}
