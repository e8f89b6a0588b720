package regulation

import (
	"errors"
	"fmt"
)

// CheckClassifier checks that the classifier fits the profile: its kinds and grounds are the
// profile's, its terms stay under the cap (MR-6.3.3). A profile with one kind takes every topic as that
// kind; one without grounds ignores them. The error joins one for each topic at fault.
func (p *Profile) CheckClassifier(c *Classifier) error {
	var errs []error
	fail := func(t Topic, format string, args ...any) {
		errs = append(errs, fmt.Errorf("regulation: topic %s: %s", t.Code, fmt.Sprintf(format, args...)))
	}
	start := p.Effective.From
	for _, t := range c.Topics {
		kind, ok := p.Kind(t.Kind)
		if !ok && len(p.Kinds) > 1 {
			fail(t, "the profile %s has no kind %q", p.Name, t.Kind)
		}
		for _, g := range t.Grounds {
			if _, ok := p.Ground(g); !ok && len(p.Grounds) > 0 {
				fail(t, "the profile %s has no ground %q", p.Name, g)
			}
		}
		if t.Solve.IsZero() || p.Cap.IsZero() || kind.BeyondCap {
			continue
		}
		if t.Solve.After(p.Calendar, start).After(p.Cap.After(p.Calendar, start)) {
			fail(t, "its term of %d %s is longer than the cap", t.Solve.N, t.Solve.Unit)
		}
	}
	return errors.Join(errs...)
}
