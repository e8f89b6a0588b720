package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"hotline/casecore/regulation"
	"hotline/casecore/suggest"
)

// suggestCmd works with the suggestion of topics as it ships, without a database.
type suggestCmd struct {
	Evaluate suggestEvaluateCmd `cmd:"" help:"Cross-validate on the set of reports that ships."`
	Topics   suggestTopicsCmd   `cmd:"" help:"Print the topics that a text is likest to."`
}

type suggestEvaluateCmd struct {
	Method suggest.Method `default:"centroids" enum:"centroids,bayes" help:"The method that serves, or naive Bayes beside it."`
	Seed   uint64         `default:"1" help:"How the set is dealt into folds."`
	Weak   int            `default:"10" help:"How many of the weakest topics to print."`
}

// Run prints how often the right topic came first and among three, per language and group, and how far confidence holds.
func (c *suggestEvaluateCmd) Run(k *kong.Context) error {
	classifier, err := regulation.EmbeddedClassifier()
	if err != nil {
		return err
	}
	examples, err := suggest.Corpus()
	if err != nil {
		return err
	}
	e, err := suggest.Evaluate(classifier.Topics, examples, c.Method, c.Seed)
	if err != nil {
		return err
	}
	out := &printer{w: k.Stdout}
	out.line("%s: %d reports, %d topics, %d folds, seed %d", c.Method, len(examples), len(classifier.Topics), suggest.Folds, c.Seed)
	out.line("")
	out.line("%-12s %6s  %-22s  %-22s", "", "n", "top-1 (95 %)", "top-3 (95 %)")
	out.shares("all", e.Top(1), e.Top(3))
	for _, p := range e.Parts(func(a *suggest.Answer) string { return a.Lang }) {
		out.shares(p.Name, p.Top1, p.Top3)
	}
	out.line("")
	for _, p := range e.Parts(groupOf) {
		out.shares(p.Name, p.Top1, p.Top3)
	}
	out.line("\nweakest topics")
	topics := e.Parts(func(a *suggest.Answer) string { return string(a.Topic) })
	for _, p := range topics[:min(c.Weak, len(topics))] {
		out.line("%-24s %2d of %2d first, %2d among three; mostly taken for %s", p.Name, p.Top1.Hits, p.Top1.Of, p.Top3.Hits, p.TakenFor)
	}
	out.line("\nconfidence   n  says  right")
	for _, b := range e.Reliability() {
		if b.Right.Of > 0 {
			out.line("%.1f-%.1f  %5d  %.2f   %.2f", b.From, b.To, b.Right.Of, b.Confidence, b.Right.Rate())
		}
	}
	out.line("expected calibration error %.3f; fitted: sharpness %.3g, shift %.2f, slope %.2f", e.CalibrationError(),
		e.Calibration.Sharpness, e.Calibration.Shift, e.Calibration.Slope)
	return out.err
}

func groupOf(a *suggest.Answer) string {
	group, _, _ := strings.Cut(string(a.Topic), ".")
	return group
}

type suggestTopicsCmd struct {
	Text []string `arg:"" help:"What the citizen says."`
}

// Run prints at most three topics.
func (c *suggestTopicsCmd) Run(k *kong.Context) error {
	classifier, err := regulation.EmbeddedClassifier()
	if err != nil {
		return err
	}
	seeds, err := suggest.Seeds()
	if err != nil {
		return err
	}
	out := &printer{w: k.Stdout}
	for _, s := range suggest.Train(classifier.Topics, seeds).Suggest(strings.Join(c.Text, " "), 3) {
		topic, _ := classifier.Topic(s.Topic)
		out.line("%3.0f %%  %-24s %s (%s)", 100*s.Confidence, s.Topic, topic.Names.In("uk"), strings.Join(s.Because, ", "))
	}
	return out.err
}

// printer prints lines and keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) shares(name string, top1, top3 suggest.Share) {
	low1, high1 := top1.Interval()
	low3, high3 := top3.Interval()
	p.line("%-12s %6d  %5.1f %% (%4.1f–%4.1f)  %5.1f %% (%4.1f–%4.1f)", name, top1.Of,
		100*top1.Rate(), 100*low1, 100*high1, 100*top3.Rate(), 100*low3, 100*high3)
}
