package regulation

import (
	"fmt"
	"strings"
)

// Diagram draws the profile's statuses and the transitions between them as a Mermaid state diagram.
// Actions that leave the status as it is are not in it; [Profile.Table] has them all.
func (p *Profile) Diagram(lang string) string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, s := range p.Statuses {
		fmt.Fprintf(&b, "    state %q as %s\n", s.Names.In(lang), s.ID)
	}
	for _, t := range p.Transitions {
		if t.Action == ActionRegister {
			fmt.Fprintf(&b, "    [*] --> %s: %s\n", t.To, p.label(t, lang))
		}
		for _, from := range t.From {
			if to := t.Target(from); to != from {
				fmt.Fprintf(&b, "    %s --> %s: %s\n", from, to, p.label(t, lang))
			}
		}
	}
	for _, id := range p.StatusesIn(PhaseEnded) {
		fmt.Fprintf(&b, "    %s --> [*]\n", id)
	}
	return b.String()
}

// label names an action and who does it, in words that Mermaid does not take for its own.
func (p *Profile) label(t Transition, lang string) string {
	s := p.Actions[t.Action].In(lang) + " (" + p.roleNames(t.Actors, lang) + ")"
	return strings.NewReplacer(":", ",", ";", ",", "#", "").Replace(s)
}

func (p *Profile) roleNames(ids []RoleID, lang string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		role, _ := p.Role(id)
		names[i] = role.Names.In(lang)
	}
	return strings.Join(names, ", ")
}

// Table writes every transition as a row of a Markdown table.
func (p *Profile) Table(lang string) string {
	var b strings.Builder
	b.WriteString("| action | from | to | who | needs | tells | clause |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, t := range p.Transitions {
		to := "="
		if t.To != "" {
			to = "`" + string(t.To) + "`"
		}
		fmt.Fprintf(&b, "| `%s` %s | %s | %s | %s | %s | %s | %s |\n", t.Action, p.Actions[t.Action].In(lang),
			codes(texts(t.From...)), to, p.roleNames(t.Actors, lang), codes(texts(t.Needs...)),
			codes(texts(t.Tells...)), source(t.Clause, t.Assumed)+bounded(t, lang)+kept(t))
	}
	return b.String()
}

// bounded tells how long after the end of a case the transition is possible.
func bounded(t Transition, lang string) string {
	if t.Within.IsZero() {
		return ""
	}
	return "; within " + t.Within.Say(lang) + " of the end (" + source(t.Within.Clause, t.Within.Assumed) + ")"
}

// kept tells that the transition is for executors within the council's units alone.
func kept(t Transition) string {
	if t.Council == "" {
		return ""
	}
	return "; executors within the council's units only (" + t.Council + ")"
}

// Clocks writes every deadline as a row of a Markdown table.
func (p *Profile) Clocks(lang string) string {
	var b strings.Builder
	b.WriteString("| deadline | term | starts | stops | when missed | clause |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, d := range p.Deadlines {
		name := fmt.Sprintf("`%s` %s", d.ID, d.Names.In(lang))
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", name, p.terms(d, lang),
			codes(texts(d.Starts...)), codes(texts(d.Stops...)), p.missed(d, lang), source(d.Clause, d.Assumed))
	}
	return b.String()
}

// terms tells the terms of a rule, kind by kind.
func (p *Profile) terms(d DeadlineRule, lang string) string {
	var terms []string
	switch d.Source {
	case SourceTopic:
		terms = append(terms, "the topic's, else the kind's")
	case SourceAgreed:
		terms = append(terms, "as agreed")
	case SourceCap:
		terms = append(terms, p.Cap.Say(lang))
	case SourceRule:
		if !d.Term.IsZero() {
			terms = append(terms, d.Term.Say(lang))
		}
	}
	for _, k := range p.Kinds {
		if t, ok := d.ByKind[k.ID]; ok {
			terms = append(terms, fmt.Sprintf("`%s` %s", k.ID, t.Say(lang)))
		}
	}
	return strings.Join(terms, ", ")
}

func (p *Profile) missed(d DeadlineRule, lang string) string {
	b := d.Breach
	if b == nil {
		return ""
	}
	if b.Kind == "" {
		return string(b.Effect)
	}
	when := []string{string(b.When)}
	for _, k := range p.Kinds {
		if w, ok := b.WhenByKind[k.ID]; ok {
			when = append(when, fmt.Sprintf("`%s` %s", k.ID, w))
		}
	}
	return fmt.Sprintf("breach `%s` to %s; %s (%s)", b.Kind, p.roleNames(b.Recipients, lang),
		strings.Join(when, ", "), source(b.Clause, b.Assumed))
}

func codes(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return "`" + strings.Join(words, "` `") + "`"
}

func source(clause string, assumed bool) string {
	if assumed {
		return strings.TrimSpace(clause + " *assumed*")
	}
	return clause
}
