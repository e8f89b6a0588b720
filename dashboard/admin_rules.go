package dashboard

import (
	"context"
	"fmt"
	"time"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/calendar"
	"hotline/casecore/regulation"
	"hotline/internal/site"
)

// hoursShown is how many days of office hours the viewer shows.
const hoursShown = 14

// RuleVersions lists the versions of the city's regulation.
type RuleVersions interface {
	Versions() []*regulation.Profile
}

type rulesInput struct {
	Version string `query:"version" maxLength:"40" doc:"The one in force when absent"`
	Lang    string `query:"lang" maxLength:"35"`
}

type explainInput struct {
	Topic    regulation.TopicCode    `query:"topic" required:"true" minLength:"1"`
	Kind     regulation.KindID       `query:"kind" doc:"The topic's when absent"`
	District regulation.DistrictCode `query:"district"`
	At       time.Time               `query:"at" doc:"When the case would begin; now when absent"`
	Lang     string                  `query:"lang" maxLength:"35"`
}

func (s *Server) mountRules() {
	site.Operation(s.router, access.ReadRules, "GET /api/rules", "rules", "The regulation, rule by rule", s.rules)
	site.Operation(s.router, access.ReadRules, "GET /api/rules/explain", "explainRules", "Every deadline of a case, and why", s.explainRules)
}

func (s *Server) rules(ctx context.Context, in *rulesInput) (*site.Body[RulesView], error) {
	now := s.cfg.Now()
	p, err := s.cfg.Rules.At(now)
	if err != nil {
		return nil, err
	}
	lang := s.langOf(ctx, in.Lang)
	all := s.cfg.Admin.Versions.Versions()
	v := RulesView{Versions: make([]RulesVersion, 0, len(all))}
	for _, o := range all {
		v.Versions = append(v.Versions, RulesVersion{
			Version: o.Version, From: o.Effective.From, Until: ref(o.Effective.Until), Now: o.Version == p.Version, Assumed: o.Effective.Assumed,
		})
		if in.Version != "" && o.Version == in.Version {
			p = o
		}
	}
	if in.Version != "" && p.Version != in.Version {
		return nil, &casecore.Error{Code: casecore.NotFound, Op: "rules", Key: "error.not_found"}
	}
	v.fill(p, lang, now)
	return &site.Body[RulesView]{Body: v}, nil
}

// langOf is the language asked for, the caller's when none was.
func (s *Server) langOf(ctx context.Context, asked string) string {
	if asked == "" {
		return site.CallerOf(ctx).Lang
	}
	return s.cfg.Texts.Match(asked)
}

func (v *RulesView) fill(p *regulation.Profile, lang string, now time.Time) {
	v.Name, v.Version, v.Title, v.Act = string(p.Name), p.Version, p.Titles.In(lang), p.Act.In(lang)
	v.Centre = centreOf(p)
	v.Zone, v.Statutory, v.TwoStep, v.HoursGuess, v.Cap = p.Zone.String(), p.Statutory, p.TwoStep, p.CalendarAssumed, termRef(p.Cap)
	v.Kinds, v.Statuses, v.Transitions = []KindRule{}, statusViews(p, lang), []TransitionRule{}
	v.Deadlines, v.Levels, v.Suspended = []DeadlineRule{}, []LevelRule{}, []SuspendedRule{}
	v.Hours = hours(p.Calendar, now.In(p.Zone))
	for _, k := range p.Kinds {
		v.Kinds = append(v.Kinds, KindRule{
			ID: k.ID, Name: k.Names.In(lang), About: k.About.In(lang), Emergency: k.Emergency, Solve: termRef(k.Solve),
			BeyondCap: k.BeyondCap, Clause: k.Clause, Assumed: k.Assumed,
		})
	}
	for _, t := range p.Transitions {
		row := TransitionRule{
			Action: t.Action, From: orEmpty(t.From), To: t.To, Actors: orEmpty(t.Actors), Needs: orEmpty(t.Needs), Tells: []string{},
			Clause: t.Clause, Assumed: t.Assumed,
		}
		for _, a := range t.Tells {
			row.Tells = append(row.Tells, string(a))
		}
		v.Transitions = append(v.Transitions, row)
	}
	for i := range p.Deadlines {
		v.Deadlines = append(v.Deadlines, deadlineRule(p, &p.Deadlines[i], lang, now))
	}
	for _, l := range p.Levels {
		v.Levels = append(v.Levels, LevelRule{
			N: l.N, Name: l.Names.In(lang), Approvals: orEmpty(l.Approvals), Informed: orEmpty(l.Informed), Clause: l.Clause,
		})
	}
	v.Calling, v.Tries, v.Waits = callingRule(p, now), int(p.Calling.Waits.Tries), []WaitRule{}
	for _, w := range p.Calling.Waits.List() {
		v.Waits = append(v.Waits, WaitRule(w))
	}
	for _, su := range p.Suspended {
		v.Suspended = append(v.Suspended, SuspendedRule{
			Clause: su.Clause, From: su.From, Until: ref(su.Until), Reason: su.Reason.In(lang), Now: !p.InForce(su.Clause, now),
		})
	}
}

// callingRule says whom the product calls by itself.
func callingRule(p *regulation.Profile, now time.Time) *CallingRule {
	c := &p.Calling
	if !c.Kept() {
		return nil
	}
	v := &CallingRule{
		Hours: between(c.Hours.From, c.Hours.Until), Attempts: c.Attempts, Again: c.Again, Later: c.Later, AtOnce: c.AtOnce,
		PerMinute: c.PerMinute, Late: orEmpty(c.Unaccepted), Assumed: c.Assumed,
	}
	if b := &c.ByPhone; len(b.Kinds) > 0 {
		v.ByPhone = &PassedByPhone{
			Kinds: b.Kinds, Housing: b.Housing, Hours: between(b.From, b.Until), Clause: b.Clause, InForce: p.InForce(b.Clause, now),
		}
	}
	return v
}

func between(from, until calendar.Clock) string { return fmt.Sprintf("%s–%s", from, until) }

// hours lists the office hours of the days from now on.
func hours(c *calendar.Calendar, now time.Time) []DayHours {
	list := make([]DayHours, 0, hoursShown)
	first := calendar.DateOf(now)
	for i := range hoursShown {
		d := first.Add(i)
		day := DayHours{Day: d.Format(time.DateOnly), Spans: []string{}}
		for _, span := range c.Spans(d) {
			day.Spans = append(day.Spans, between(span.From, span.To))
		}
		list = append(list, day)
	}
	return list
}

func (s *Server) explainRules(ctx context.Context, in *explainInput) (*site.Body[Explained], error) {
	const op = "explain rules"
	lang, at := s.langOf(ctx, in.Lang), in.At
	if at.IsZero() {
		at = s.cfg.Now()
	}
	p, err := s.cfg.Rules.At(at)
	if err != nil {
		return nil, &casecore.Error{Code: casecore.Refused, Op: op, Key: "error.profile", Err: err}
	}
	topic, ok := s.cfg.Orgs.Topic(in.Topic)
	if !ok {
		return nil, &casecore.Error{Code: casecore.NotFound, Op: op, Key: "error.not_found"}
	}
	kind := p.KindOf(topic)
	if in.Kind != "" {
		if kind, ok = p.Kind(in.Kind); !ok {
			return nil, &casecore.Error{Code: casecore.NotFound, Op: op, Key: "error.not_found"}
		}
	}
	out := Explained{Version: p.Version, Kind: kind.ID, At: at, Deadlines: []ExplainedClock{}}
	if id, ok := s.cfg.Orgs.ExecutorOf(in.Topic, in.District); ok {
		org, _ := s.cfg.Orgs.Org(id)
		out.Executor = org.Names.In(lang)
	}
	for i := range p.Deadlines {
		clock := ExplainedClock{Rule: deadlineRule(p, &p.Deadlines[i], lang, at)}
		if due, ok := p.Due(p.Deadlines[i], kind.ID, topic, at); ok {
			clock.Due, clock.Why = &due.At, &due.Why
		}
		out.Deadlines = append(out.Deadlines, clock)
	}
	return &site.Body[Explained]{Body: out}, nil
}
