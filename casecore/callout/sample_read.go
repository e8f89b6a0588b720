package callout

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

const sampleColumns = `s.id, s.since, s.until, s.topic, s.org_id, s.population, s.seed, s.by_machine, s.drawn_by, s.drawn_at, count(*),
	count(*) FILTER (WHERE c.result IN ('done', 'undone', 'badly')), count(*) FILTER (WHERE c.result = 'done'),
	count(*) FILTER (WHERE c.result = 'undone'), count(*) FILTER (WHERE c.result = 'badly'), count(*) FILTER (WHERE c.result = ''),
	count(*) FILTER (WHERE c.result = 'no_answer')`

func scanSample(row pgx.CollectableRow) (Sample, error) {
	var s Sample
	var by uuid.UUID
	var org *uuid.UUID
	err := row.Scan(&s.ID, &s.Since, &s.Until, &s.Topic, &org, &s.Population, &s.Seed, &s.ByMachine, &by, &s.DrawnAt, &s.Size, &s.Asked, &s.Settled,
		&s.NotSettled, &s.Badly, &s.Open, &s.Unanswered)
	s.DrawnBy, s.Org = casecore.StaffID(by), pg.ID[casecore.OrgID](org)
	return s, err
}

// Samples lists the samples, the newest first.
func (b *Book) Samples(ctx context.Context) ([]Sample, error) {
	list, err := pg.Collect(ctx, b.db, scanSample, `SELECT `+sampleColumns+` FROM samples s JOIN sample_cases c ON c.sample_id = s.id
		GROUP BY s.id ORDER BY s.drawn_at DESC, s.id LIMIT 200`)
	return list, failed("samples", err)
}

// Sample returns a sample with its cases; NotFound when there is none.
func (b *Book) Sample(ctx context.Context, id uuid.UUID) (Sample, []SampledCase, error) {
	found, err := pg.Collect(ctx, b.db, scanSample, `SELECT `+sampleColumns+` FROM samples s JOIN sample_cases c ON c.sample_id = s.id
		WHERE s.id = $1 GROUP BY s.id`, id)
	if err != nil || len(found) == 0 {
		if err == nil {
			err = fail(casecore.NotFound, "sample", "error.sample_unknown")
		}
		return Sample{}, nil, failed("sample", err)
	}
	list, err := pg.Collect(ctx, b.db, scanSampled, `SELECT s.ordinal, s.case_id, c.year, c.seq, c.topic, c.lead_org, c.ended_at, s.result, s.note, s.staff_id,
			coalesce(s.cycle, 0), s.asked_at
		FROM sample_cases s JOIN cases c ON c.id = s.case_id WHERE s.sample_id = $1 ORDER BY s.ordinal`, id)
	return found[0], list, failed("sample", err)
}

func scanSampled(row pgx.CollectableRow) (SampledCase, error) {
	var (
		c            SampledCase
		id, org      uuid.UUID
		by           *uuid.UUID
		ended, asked *time.Time
	)
	err := row.Scan(&c.Ordinal, &id, &c.Number.Year, &c.Number.Seq, &c.Topic, &org, &ended, &c.Result, &c.Note, &by, &c.Cycle, &asked)
	c.Case, c.Org, c.By = casecore.CaseID(id), casecore.OrgID(org), pg.ID[casecore.StaffID](by)
	c.EndedAt, c.AskedAt = pg.Time(ended), pg.Time(asked)
	return c, err
}
