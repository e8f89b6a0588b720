package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// result is one figure of a subject.
type result struct {
	suite, metric, subject string
	value                  float64
	unit                   string
}

const header = "suite\tmetric\tsubject\tvalue\tunit"

func (r result) line() string {
	return strings.Join([]string{r.suite, r.metric, r.subject, strconv.FormatFloat(r.value, 'f', 2, 64), r.unit}, "\t")
}

// save writes a suite's figures, keeping those of the other suites.
func save(path, suite string, results []result) error {
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	lines := []string{header}
	for line := range strings.Lines(string(old)) {
		line = strings.TrimSpace(line)
		if line != "" && line != header && !strings.HasPrefix(line, suite+"\t") {
			lines = append(lines, line)
		}
	}
	for _, r := range results {
		lines = append(lines, r.line())
	}
	return os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o644) //nolint:gosec // for everybody to read
}

// table lays the figures out for a person.
func table(results []result) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, header)
	for _, r := range results {
		fmt.Fprintln(w, r.line())
	}
	_ = w.Flush() // a string takes everything
	return b.String()
}

// samples gathers the figures of several runs.
type samples struct {
	suite string
	order []result // without values
	runs  map[result][]float64
	say   io.Writer // each figure as it comes
}

func newSamples(suite string, say io.Writer) *samples {
	return &samples{suite: suite, runs: make(map[result][]float64), say: say}
}

func (s *samples) add(subject, metric, unit string, value float64) {
	key := result{suite: s.suite, metric: metric, subject: subject, unit: unit}
	if _, known := s.runs[key]; !known {
		s.order = append(s.order, key)
	}
	s.runs[key] = append(s.runs[key], value)
	fmt.Fprintf(s.say, "  %-10s %-18s %12.2f %s\n", subject, metric, value, unit)
}

// medians are the figures to report.
func (s *samples) medians() []result {
	out := slices.Clone(s.order)
	for i, key := range s.order {
		out[i].value = percentile(s.runs[key], 50)
	}
	slices.SortStableFunc(out, func(a, b result) int { return strings.Compare(a.metric, b.metric) })
	return out
}

// percentile is the nearest-rank percentile of values, p from 0 to 100; the mean of the middle two for an even median.
func percentile(values []float64, p float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	if n := len(sorted); p == 50 && n%2 == 0 {
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
	rank := int(float64(len(sorted))*p/100+0.9999999) - 1
	return sorted[min(max(rank, 0), len(sorted)-1)]
}
