package suggest

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"hotline/internal/regularly"
)

// followEvery is how late a copy goes on with what another one counted.
const followEvery = 5 * time.Second

// Learned gives what was counted.
type Learned interface {
	// Version moves with each count.
	Version(ctx context.Context) (int64, error)
	Counts(ctx context.Context) (counts Counts, version int64, err error)
}

// Suggester suggests by the newest counts and the city's classifier as it is now.
type Suggester struct {
	learned    Learned
	classifier Classifier
	seeds      Counts
	log        *slog.Logger
	current    atomic.Pointer[trained]
}

type trained struct {
	model      *Model
	counts     int64
	classifier int64
}

// NewSuggester returns a Suggester with a model in place.
func NewSuggester(ctx context.Context, learned Learned, classifier Classifier, log *slog.Logger) (*Suggester, error) {
	seeds, err := Seeds()
	if err != nil {
		return nil, err
	}
	s := &Suggester{learned: learned, classifier: classifier, seeds: seeds, log: log}
	return s, s.train(ctx)
}

// Seeds counts the set that ships, once: nobody changes what it returns.
var Seeds = sync.OnceValues(func() (Counts, error) {
	examples, err := Corpus()
	if err != nil {
		return nil, err
	}
	counts := Counts{}
	for _, e := range examples {
		counts.Add(e.Topic, e.Text, 1)
	}
	return counts, nil
})

// Suggest returns the likeliest topics of a text, at most n.
func (s *Suggester) Suggest(text string, n int) []Suggestion {
	return s.current.Load().model.Suggest(text, n)
}

// Run follows the counts and the classifier until ctx ends. A database that is away leaves the last model in use.
func (s *Suggester) Run(ctx context.Context) error {
	return regularly.Do(ctx, followEvery, func(ctx context.Context) {
		if err := s.Follow(ctx); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "topics' model not renewed", "err", err)
		}
	})
}

// Follow trains anew if there is a new count or the classifier changed.
func (s *Suggester) Follow(ctx context.Context) error {
	version, err := s.learned.Version(ctx)
	now := s.current.Load()
	if err != nil || version == now.counts && s.classifier.Version() == now.classifier {
		return err
	}
	return s.train(ctx)
}

func (s *Suggester) train(ctx context.Context) error {
	classifier := s.classifier.Version() // read first: should it change in between, the next look trains again
	counts, version, err := s.learned.Counts(ctx)
	if err != nil {
		return err
	}
	s.current.Store(&trained{Train(s.classifier.Classifier().Topics, s.seeds, counts), version, classifier})
	return nil
}
