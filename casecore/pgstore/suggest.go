package pgstore

import (
	"context"

	"hotline/casecore/pgstore/internal/dbsqlc"
	"hotline/casecore/regulation"
	"hotline/casecore/suggest"
	"hotline/internal/pg"
)

// Suggestions keeps what the suggestion of topics has learned.
type Suggestions struct {
	db *pg.DB
	q  *dbsqlc.Queries
}

// NewSuggestions returns the suggestions of a database.
func NewSuggestions(db *pg.DB) *Suggestions { return &Suggestions{db: db, q: dbsqlc.New(db)} }

// Whoever needs suggestions.
var (
	_ suggest.Memory  = (*Suggestions)(nil)
	_ suggest.Learned = (*Suggestions)(nil)
)

// InTx implements suggest.Memory.
func (s *Suggestions) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// Due implements suggest.Memory.
func (s *Suggestions) Due(ctx context.Context) (suggest.Due, bool, error) {
	state, err := s.q.LockSuggestState(ctx)
	if err != nil || len(state) == 0 {
		return suggest.Due{}, false, err
	}
	last, err := s.q.LastRegistered(ctx)
	if err != nil {
		return suggest.Due{}, false, err
	}
	due := suggest.Due{CountedAt: state[0].CountedAt, Through: state[0].Through, Last: state[0].Through}
	if len(last) > 0 {
		due.Last = last[0]
	}
	return due, true, nil
}

// Confirmed implements suggest.Memory.
func (s *Suggestions) Confirmed(ctx context.Context, newest int) ([]suggest.Lesson, error) {
	rows, err := s.q.ConfirmedReports(ctx, int32(newest)) //nolint:gosec // some thousands
	if err != nil {
		return nil, err
	}
	lessons := make([]suggest.Lesson, 0, len(rows))
	for _, r := range rows {
		lessons = append(lessons, suggest.Lesson{Topic: regulation.TopicCode(r.Topic), Text: r.Text})
	}
	return lessons, nil
}

// Replace implements suggest.Memory.
func (s *Suggestions) Replace(ctx context.Context, c suggest.Count) error {
	var (
		topics dbsqlc.InsertSuggestTopicsParams
		tokens dbsqlc.InsertSuggestTokensParams
	)
	for topic, counts := range c.Counts {
		topics.Topics = append(topics.Topics, string(topic))
		topics.Reports = append(topics.Reports, float32(counts.Reports))
		for token, n := range counts.Tokens {
			tokens.Topics = append(tokens.Topics, string(topic))
			tokens.Tokens = append(tokens.Tokens, token)
			tokens.Reports = append(tokens.Reports, float32(n))
		}
	}
	for _, write := range []func() error{
		func() error { return s.q.DeleteSuggestTopics(ctx) },
		func() error { return s.q.DeleteSuggestTokens(ctx) },
		func() error { return s.q.InsertSuggestTopics(ctx, topics) },
		func() error { return s.q.InsertSuggestTokens(ctx, tokens) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return s.q.SetSuggestState(ctx, dbsqlc.SetSuggestStateParams{
		CountedAt: c.At, Through: c.Through, Reports: int32(c.Reports), //nolint:gosec // some thousands
	})
}

// Version implements suggest.Learned.
func (s *Suggestions) Version(ctx context.Context) (int64, error) { return s.q.SuggestVersion(ctx) }

// Counts implements suggest.Learned.
func (s *Suggestions) Counts(ctx context.Context) (counts suggest.Counts, version int64, err error) {
	counts = suggest.Counts{}
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.db.Exec(ctx, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"); err != nil {
			return err
		}
		if version, err = s.q.SuggestVersion(ctx); err != nil {
			return err
		}
		topics, err := s.q.SuggestTopics(ctx)
		if err != nil {
			return err
		}
		for _, t := range topics {
			counts[regulation.TopicCode(t.Topic)] = &suggest.TopicCounts{Reports: float64(t.Reports), Tokens: map[string]float64{}}
		}
		tokens, err := s.q.SuggestTokens(ctx)
		if err != nil {
			return err
		}
		for _, t := range tokens {
			if of, ok := counts[regulation.TopicCode(t.Topic)]; ok {
				of.Tokens[t.Token] = float64(t.Reports)
			}
		}
		return nil
	})
	return counts, version, err
}
