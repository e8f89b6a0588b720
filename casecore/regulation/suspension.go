package regulation

import (
	"slices"
	"strings"
	"time"
)

// InForce reports whether the clause has not been suspended at t (MR-9.2). No clause is in force.
func (p *Profile) InForce(clause string, t time.Time) bool {
	return clause == "" || !slices.ContainsFunc(p.Suspended, func(s Suspension) bool {
		return s.has(t) && within(clause, s.Clause)
	})
}

// suspendable lists the clauses that the code asks [Profile.InForce] about.
func (p *Profile) suspendable() []string {
	clauses := []string{p.Cap.Clause}
	for _, d := range p.Deadlines {
		clauses = append(clauses, d.Clause, d.Term.Clause)
		for _, t := range d.ByKind {
			clauses = append(clauses, t.Clause)
		}
		if d.Breach != nil {
			clauses = append(clauses, d.Breach.Clause)
		}
	}
	for _, k := range p.Kinds {
		clauses = append(clauses, k.Solve.Clause)
	}
	for _, g := range p.Grounds {
		clauses = append(clauses, g.Clause)
	}
	for _, t := range p.Transitions {
		clauses = append(clauses, t.Council)
	}
	return append(clauses, p.Calling.ByPhone.Clause)
}

func (s Suspension) has(t time.Time) bool {
	return !t.Before(s.From) && (s.Until.IsZero() || t.Before(s.Until))
}

// within reports whether clause is above or one of the clauses below it.
func within(clause, above string) bool {
	return clause == above || strings.HasPrefix(clause, above+".")
}
