package regulation

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// ErrUnknownTopic and ErrUnknownKind tell what a question names that does not exist.
var (
	ErrUnknownTopic = errors.New("regulation: unknown topic")
	ErrUnknownKind  = errors.New("regulation: unknown kind")
)

// Question asks what a profile makes of a case.
type Question struct {
	Topic TopicCode
	// Kind is the agent's choice; empty takes the topic's.
	Kind     KindID
	District DistrictCode
	At       time.Time
	Lang     string
}

// Explain writes every deadline that the profile can set for such a case, with its reason, its clause,
// what starts and stops it, and who hears of a breach. What no document gives is marked.
func Explain(w io.Writer, p *Profile, c *Classifier, q Question) error {
	topic, ok := c.Topic(q.Topic)
	if !ok {
		return fmt.Errorf("%w %q", ErrUnknownTopic, q.Topic)
	}
	kind := p.KindOf(topic)
	if q.Kind != "" {
		if kind, ok = p.Kind(q.Kind); !ok {
			return fmt.Errorf("%w %q", ErrUnknownKind, q.Kind)
		}
	}
	out := bufio.NewWriter(w)
	e := explainer{out: out, p: p, q: q}
	e.head(c, topic, kind)
	for _, rule := range p.Deadlines {
		e.deadline(rule, kind.ID, topic)
	}
	e.afterEnd()
	if err := out.Flush(); err != nil {
		return fmt.Errorf("regulation: writing the explanation: %w", err)
	}
	return nil
}

type explainer struct {
	out *bufio.Writer
	p   *Profile
	q   Question
}

func (e explainer) line(key string, assumed bool, args ...string) {
	values := make(map[string]string, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		values[args[i]] = args[i+1]
	}
	s := say(e.q.Lang, key, values)
	if assumed {
		s += " [" + say(e.q.Lang, "assumed", nil) + "]"
	}
	_, _ = e.out.WriteString(s + "\n") // the writer keeps its error for Flush
}

func (e explainer) head(c *Classifier, topic *Topic, kind Kind) {
	lang := e.q.Lang
	e.line("explain.version", e.p.Effective.Assumed,
		"title", e.p.Titles.In(lang), "name", string(e.p.Name), "version", e.p.Version)
	e.line("explain.topic", topic.Assumed, "name", topic.Names.In(lang), "code", string(topic.Code))
	e.line("explain.kind", kind.Assumed, "name", kind.Names.In(lang))
	if code, ok := topic.Executor(e.q.District); ok {
		org, _ := c.Org(code)
		e.line("explain.executor", topic.Assumed, "name", org.Names.In(lang))
	} else {
		e.line("explain.no_executor", false)
	}
	e.line("explain.at", false, "at", clockText(e.q.At.In(e.p.Zone)), "zone", e.p.Zone.String())
}

func (e explainer) deadline(rule DeadlineRule, kind KindID, topic *Topic) {
	_, _ = e.out.WriteString("\n")
	name := rule.Names.In(e.q.Lang)
	due, ok := e.p.Due(rule, kind, topic, e.q.At)
	switch {
	case ok:
		e.line("explain.deadline", due.Why.Assumed, "name", name, "at", clockText(due.At))
	case !e.p.InForce(rule.Clause, e.q.At):
		e.line("explain.suspended", false, "name", name, "clause", rule.Clause)
		return
	default:
		e.line("explain.agreed", rule.Assumed, "name", name)
	}
	e.line("explain.clause", false, "clause", e.clauses(rule.Clause, due.Why.Term.Clause))
	if ok {
		e.line("explain.why", false, "why", strings.Join(due.Why.Say(e.q.Lang), "; "))
	}
	if rule.Subject == SubjectCase {
		e.line("explain.starts", false, "actions", e.actions(rule.Starts))
		e.line("explain.stops", false, "actions", e.actions(rule.Stops))
	}
	e.breach(rule, kind)
}

// afterEnd tells what the applicant may still say of a case that has ended.
func (e explainer) afterEnd() {
	for _, t := range e.p.Transitions {
		if t.Action != ActionNotFixed {
			continue
		}
		_, _ = e.out.WriteString("\n")
		if t.Within.IsZero() {
			e.line("explain.not_fixed", t.Assumed)
		} else {
			e.line("explain.not_fixed_within", t.Assumed || t.Within.Assumed, "term", t.Within.Say(e.q.Lang))
		}
		e.line("explain.clause", false, "clause", e.clauses(t.Clause, t.Within.Clause))
		e.line("explain.status_after", false, "status", e.statusAfter(t))
	}
}

func (e explainer) statusAfter(t Transition) string {
	for _, from := range t.From {
		if s, ok := e.p.Status(t.Target(from)); ok {
			return s.Names.In(e.q.Lang)
		}
	}
	return ""
}

func (e explainer) breach(rule DeadlineRule, kind KindID) {
	b, ok := e.p.BreachOf(rule, e.q.At)
	if !ok {
		return
	}
	if b.Effect != EffectNone {
		e.line("explain."+string(b.Effect), b.Assumed)
	}
	if b.Kind == "" {
		return
	}
	roles := make([]string, len(b.Recipients))
	for i, id := range b.Recipients {
		role, _ := e.p.Role(id)
		roles[i] = role.Names.In(e.q.Lang)
	}
	e.line("explain.breach", b.Assumed, "roles", strings.Join(roles, ", "),
		"when", say(e.q.Lang, "when."+string(b.WhenFor(kind)), nil)+" ("+e.clauses(b.Clause)+")")
}

// clauses joins the clauses given, each once.
func (e explainer) clauses(clauses ...string) string {
	var list []string
	for _, c := range clauses {
		if c != "" && (len(list) == 0 || list[len(list)-1] != c) {
			list = append(list, c)
		}
	}
	if len(list) == 0 {
		return say(e.q.Lang, "no_clause", nil)
	}
	return strings.Join(list, ", ")
}

func (e explainer) actions(actions []ActionID) string {
	names := make([]string, len(actions))
	for i, a := range actions {
		names[i] = "«" + e.p.Actions[a].In(e.q.Lang) + "»"
	}
	return strings.Join(names, ", ")
}
