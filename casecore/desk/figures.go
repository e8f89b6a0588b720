package desk

import (
	"context"
	"time"
)

// promptly is what an answer within counts as prompt.
const promptly = 20 * time.Second

// Figures are those of the queue: as it is now, and of the calls that came into it in a period.
type Figures struct {
	Waiting  int           // on the line
	Backs    int           // who wait to be called back
	Longest  time.Duration // that somebody waits now
	Seats    []Seat        // that are taken now
	Queued   int
	Answered int
	Promptly int // of the answered, within 20 s
	// Abandoned hung up while they waited; others asked to be called back, or left a message.
	Abandoned, CalledBack, Messages int
	Average                         time.Duration // wait of the answered
}

// Figures counts the calls that came into the queue in a period whose end is not part of it.
func (d *Desk) Figures(ctx context.Context, from, until time.Time) (Figures, error) {
	const op = "figures"
	var f Figures
	var since *time.Time
	var average float64
	err := d.db.QueryRow(ctx, `
		SELECT (SELECT count(*) FROM desk_waits WHERE state IN ('waiting', 'offered') AND report_id IS NULL),
			(SELECT count(*) FROM desk_waits WHERE state IN ('waiting', 'offered') AND report_id IS NOT NULL),
			(SELECT min(queued_at) FROM desk_waits WHERE state IN ('waiting', 'offered') AND report_id IS NULL),
			count(*), count(answered_at), count(*) FILTER (WHERE answered_at <= queued_at + $3 * interval '1 second'),
			count(*) FILTER (WHERE outcome = 'abandoned'), count(*) FILTER (WHERE outcome = 'callback'),
			count(*) FILTER (WHERE outcome = 'message'), coalesce(avg(extract(epoch FROM answered_at - queued_at)), 0)::float8
		FROM desk_waits WHERE queued_at >= $1 AND queued_at < $2`, from, until, promptly.Seconds()).
		Scan(&f.Waiting, &f.Backs, &since, &f.Queued, &f.Answered, &f.Promptly, &f.Abandoned, &f.CalledBack, &f.Messages, &average)
	if err != nil {
		return f, failed(op, err)
	}
	f.Average = time.Duration(average * float64(time.Second))
	if since != nil {
		f.Longest = max(0, d.now().Sub(*since))
	}
	f.Seats, err = d.Seats(ctx)
	return f, err
}
