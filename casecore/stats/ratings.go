package stats

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// Rating is what an applicant thought of how a case was settled in one cycle of its terms.
type Rating struct {
	Cycle     int       `json:"cycle"`
	Mark      int       `json:"mark"`
	Text      string    `json:"text,omitempty"`
	RatedAt   time.Time `json:"rated_at"`
	ChangedAt time.Time `json:"changed_at"`
}

// Ratings returns a case's ratings, the oldest cycle first.
func (r *Reader) Ratings(ctx context.Context, id casecore.CaseID) ([]Rating, error) {
	return collect(ctx, r.db, "ratings", pgx.RowToStructByPos[Rating], `
		SELECT cycle, mark, text, rated_at, changed_at FROM case_ratings WHERE case_id = $1 ORDER BY cycle`, id.UUID())
}
