package suggest

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"hotline/casecore/regulation"
	"hotline/internal/regularly"
)

const (
	// lookEvery is how often it is asked whether there is something to count.
	lookEvery = time.Minute
	// countEvery is the least time between counts while cases come in.
	countEvery = 10 * time.Minute
	// recountEvery is how long what was erased may stay in the counts.
	recountEvery = 24 * time.Hour
	// newest and perTopic bound a count: the newest cases of all, and of each topic.
	newest   = 10_000
	perTopic = 200
	// floor is in how many reports a word has to stand to be kept.
	floor = 3
	// correction is what a report weighs that the shipped model would have put elsewhere.
	correction = 2
)

// Lesson is a report whose topic was confirmed.
type Lesson struct {
	Topic regulation.TopicCode
	Text  string
}

// Due tells what there is to count.
type Due struct {
	CountedAt time.Time
	Through   time.Time // the newest case of the last count
	Last      time.Time // the newest case of all
}

// Count is what was counted.
type Count struct {
	Counts  Counts
	Reports int
	At      time.Time
	Through time.Time
}

// Memory keeps what was learned. Its methods join the transaction of InTx.
type Memory interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// Due locks the counts; it reports false while another copy holds them.
	Due(ctx context.Context) (Due, bool, error)
	// Confirmed returns reports whose wording was agreed to, those of the newest cases first.
	Confirmed(ctx context.Context, newest int) ([]Lesson, error)
	Replace(ctx context.Context, c Count) error
}

// Classifier gives the city's topics.
type Classifier interface {
	Classifier() regulation.Classifier
	// Version moves whenever the classifier changes.
	Version() int64
}

// Learner counts confirmed reports.
type Learner struct {
	memory     Memory
	classifier Classifier
	seeds      Counts
	now        func() time.Time
	log        *slog.Logger
}

// NewLearner returns a Learner.
func NewLearner(memory Memory, classifier Classifier, now func() time.Time, log *slog.Logger) (*Learner, error) {
	seeds, err := Seeds()
	return &Learner{memory: memory, classifier: classifier, seeds: seeds, now: now, log: log}, err
}

// Run counts when there is something to count, until ctx ends. A database that is away leaves the last counts.
func (l *Learner) Run(ctx context.Context) error {
	return regularly.Do(ctx, lookEvery, func(ctx context.Context) {
		if _, err := l.Learn(ctx); err != nil && ctx.Err() == nil {
			l.log.WarnContext(ctx, "topics not learned", "err", err)
		}
	})
}

// Learn counts anew if cases came in since the last count and it is old enough, or a day old; done tells whether it did.
func (l *Learner) Learn(ctx context.Context) (done bool, err error) {
	err = l.memory.InTx(ctx, func(ctx context.Context) error {
		due, mine, err := l.memory.Due(ctx)
		if err != nil || !mine {
			return err
		}
		now := l.now()
		age := now.Sub(due.CountedAt)
		if age < countEvery || !due.Last.After(due.Through) && age < recountEvery {
			return nil
		}
		lessons, err := l.memory.Confirmed(ctx, newest)
		if err != nil {
			return err
		}
		count := l.count(lessons)
		count.At, count.Through = now, due.Last
		done = true
		return l.memory.Replace(ctx, count)
	})
	return done && err == nil, err
}

// count counts the newest lessons of each topic. The same words twice are one lesson: who writes again says nothing new.
func (l *Learner) count(lessons []Lesson) Count {
	topics := l.classifier.Classifier().Topics
	shipped := Train(topics, l.seeds)
	out := Count{Counts: Counts{}}
	said, ofTopic, reports := map[string]bool{}, map[regulation.TopicCode]int{}, map[string]int{}
	for _, lesson := range lessons {
		all := tokens(split(lesson.Text))
		key := strings.Join(all, " ")
		if said[key] || ofTopic[lesson.Topic] == perTopic {
			continue
		}
		said[key] = true
		ofTopic[lesson.Topic]++
		out.Reports++
		for _, token := range all {
			reports[token]++
		}
		weight := 1.0
		if first := shipped.Suggest(lesson.Text, 1); len(first) == 0 || first[0].Topic != lesson.Topic {
			weight = correction
		}
		out.Counts.Add(lesson.Topic, lesson.Text, weight)
	}
	for _, counts := range out.Counts {
		for token := range counts.Tokens {
			if reports[token] < floor {
				delete(counts.Tokens, token)
			}
		}
	}
	return out
}
