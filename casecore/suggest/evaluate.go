package suggest

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"hotline/casecore/regulation"
)

// Method is a way of knowing topics.
type Method string

// The methods: the one that serves, and the one that it is measured beside.
const (
	Centroids Method = "centroids"
	Bayes     Method = "bayes"
)

// Folds is how many parts the set is cut into.
const Folds = 5

// ranker is a trained model of some method.
type ranker interface {
	likeness(words []word) (near []float64, known bool)
}

func (m Method) train(topics []regulation.Topic, counts Counts) (ranker, error) {
	switch m {
	case Centroids:
		return Train(topics, counts), nil
	case Bayes:
		return trainBayes(topics, counts), nil
	}
	return nil, fmt.Errorf("suggest: unknown method %q", m)
}

// Answer is what a model that had not seen an example said about it.
type Answer struct {
	Example

	Fold int
	// Place of the right topic, 1 for the first.
	Place int
	// First is the likeliest topic, Confidence how sure the model was of it.
	First      regulation.TopicCode
	Confidence float64
	near       []float64
	right      int
}

// Evaluation is the result of cross-validation.
type Evaluation struct {
	Answers []Answer
	// Calibration fits all the answers; each fold's own was fitted without the fold.
	Calibration Calibration
}

// Evaluate cross-validates a method: each fold is asked of a model that was trained on the others. Examples that say
// nearly the same stay in one fold. Confidence is calibrated inside the training folds, by cross-validation
// again. seed deals the examples out.
func Evaluate(topics []regulation.Topic, examples []Example, method Method, seed uint64) (*Evaluation, error) {
	folds := deal(examples, seed)
	out := &Evaluation{}
	for fold := range Folds {
		rest, restFolds := without(examples, folds, fold)
		var inner []Answer
		for other := range Folds {
			if other == fold {
				continue
			}
			answers, err := ask(topics, rest, restFolds, other, method)
			if err != nil {
				return nil, err
			}
			inner = append(inner, answers...)
		}
		calibration := fit(inner)
		answers, err := ask(topics, examples, folds, fold, method)
		if err != nil {
			return nil, err
		}
		for i := range answers {
			a := &answers[i]
			a.Confidence = calibration.confidences(a.near, ranked(a.near)[:1])[0]
		}
		out.Answers = append(out.Answers, answers...)
	}
	out.Calibration = fit(out.Answers)
	return out, nil
}

// ask trains on all folds but one and asks that one.
func ask(topics []regulation.Topic, examples []Example, folds []int, fold int, method Method) ([]Answer, error) {
	counts := Counts{}
	for i, e := range examples {
		if folds[i] != fold {
			counts.Add(e.Topic, e.Text, 1)
		}
	}
	model, err := method.train(topics, counts)
	if err != nil {
		return nil, err
	}
	index := make(map[regulation.TopicCode]int, len(topics))
	for i := range topics {
		index[topics[i].Code] = i
	}
	var answers []Answer
	for i, e := range examples {
		if folds[i] != fold {
			continue
		}
		right, ok := index[e.Topic]
		if !ok {
			return nil, fmt.Errorf("suggest: the classifier has no topic %q", e.Topic)
		}
		near, _ := model.likeness(split(e.Text))
		order := ranked(near)
		answers = append(answers, Answer{
			Example: e, Fold: fold, Place: 1 + slices.Index(order, right), First: topics[order[0]].Code, near: near, right: right,
		})
	}
	return answers, nil
}

// deal gives each example its fold: those of a topic evenly, near ones together.
func deal(examples []Example, seed uint64) []int {
	type family struct {
		topic regulation.TopicCode
		near  string
	}
	random := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // the same deal each time is wanted
	families := map[regulation.TopicCode][]family{}
	fold := map[family]int{}
	var order []regulation.TopicCode
	for _, e := range examples {
		f := family{e.Topic, e.Near}
		if _, ok := fold[f]; ok {
			continue
		}
		if families[e.Topic] == nil {
			order = append(order, e.Topic)
		}
		fold[f] = -1
		families[e.Topic] = append(families[e.Topic], f)
	}
	for _, topic := range order {
		first := random.IntN(Folds)
		for i, place := range random.Perm(len(families[topic])) {
			fold[families[topic][place]] = (first + i) % Folds
		}
	}
	folds := make([]int, len(examples))
	for i, e := range examples {
		folds[i] = fold[family{e.Topic, e.Near}]
	}
	return folds
}

func without(examples []Example, folds []int, fold int) (rest []Example, restFolds []int) {
	for i, e := range examples {
		if folds[i] != fold {
			rest, restFolds = append(rest, e), append(restFolds, folds[i])
		}
	}
	return rest, restFolds
}
