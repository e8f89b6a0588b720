package dashboard

import (
	"context"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/regulation"
	"hotline/casecore/stats"
	"hotline/internal/secret"
	"hotline/internal/site"
)

func (s *Server) mountCases() {
	r := s.router
	site.Operation(r, access.ReadCases, "GET /api/executors", "executors", "Whom heads may name, of organisations whose cases may be seen", s.executors)
	site.Operation(r, access.ReadCases, "GET /api/cases", "cases", "Cases that the person may see", s.cases)
	site.Operation(r, access.ReadCases, "GET /api/cases/count", "caseCount", "How many cases a filter leaves", s.caseCount)
	site.Operation(r, access.ReadCases, "GET /api/cases/{id}", "case", "A case with its history", s.caseCard)
	site.Operation(r, access.ActOnCases, "POST /api/cases/{id}/actions/{action}", "act", "An action of the profile's table", s.act)
}

// visibleCase returns a case that the caller may see; any other is not found.
func (s *Server) visibleCase(ctx context.Context, id casecore.CaseID) (casecore.Case, error) {
	c, err := s.cfg.Subjects.Case(ctx, id)
	if err != nil {
		return casecore.Case{}, err
	}
	if !site.CallerOf(ctx).Actor.Sees(casecore.CaseAudience(&c, s.cfg.Orgs)) {
		return casecore.Case{}, &casecore.Error{Code: casecore.NotFound, Op: "read case", Key: "error.case_unknown"}
	}
	return c, nil
}

func (s *Server) caseCard(ctx context.Context, in *caseInput) (*site.Body[CaseView], error) {
	c, err := s.visibleCase(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return site.Answer(s.caseView(ctx, &c))
}

func (s *Server) act(ctx context.Context, in *actInput) (*site.Body[Acted], error) {
	if _, err := s.visibleCase(ctx, in.ID); err != nil {
		return nil, err
	}
	b := &in.Body
	c, err := s.cfg.Cases.Act(ctx, casecore.ActOnCase{
		Command: site.CallerOf(ctx).Command(in.Keyed), Case: in.ID, Version: b.Version, Action: in.Action, Text: b.Text,
		Ground: b.Ground, Files: b.Files, Org: deref(b.Org), Executor: deref(b.Executor), Topic: b.Topic, Until: deref(b.Until),
		ByPhone: b.ByPhone,
	})
	return site.Answer(Acted{c.Row()}, s.withCase(ctx, in.ID, err))
}

// withCase adds to a conflict or a refusal what the case is like now.
func (s *Server) withCase(ctx context.Context, id casecore.CaseID, err error) error {
	if !stale(err) {
		return err
	}
	c, readErr := s.visibleCase(ctx, id)
	if readErr != nil {
		return err
	}
	p := s.problem(site.CallerOf(ctx).Lang, err)
	row := c.Row()
	p.Case = &row
	return p
}

// caseView puts the card together: what everybody who sees the case sees, then what the caller's roles add.
func (s *Server) caseView(ctx context.Context, c *casecore.Case) (CaseView, error) {
	who := site.CallerOf(ctx)
	past, err := s.past(ctx, c.Subject())
	if err != nil {
		return CaseView{}, err
	}
	wording, err := s.cfg.Subjects.Wording(ctx, c.WordingID)
	if err != nil {
		return CaseView{}, err
	}
	reported, err := s.cfg.History.Files(ctx, casecore.Subject{Type: casecore.ReportSubject, ID: c.ReportID.UUID()})
	if err != nil {
		return CaseView{}, err
	}
	past.files = append(reported, past.files...) // the citizen's photos are the executor's to see
	told, err := s.cfg.Told.Deliveries(ctx, c.Subject())
	if err != nil {
		return CaseView{}, err
	}
	ratings, err := s.cfg.Lists.Ratings(ctx, c.ID)
	if err != nil {
		return CaseView{}, err
	}
	actors := append(past.actors(), c.ExecutorID.String(), wording.WordedBy.String(), wording.SettledBy)
	names, err := s.nameStaff(ctx, actors...)
	if err != nil {
		return CaseView{}, err
	}
	w := s.wordingView(&wording, names)
	v := CaseView{
		Case: c.Row(), Text: c.Text, Point: pointView(c.Point), Ground: c.Ground, ExecutorName: names.of(c.ExecutorID.String()),
		Wording: &w, Deadlines: deadlineViews(past.deadlines), Events: eventViews(past.events, names),
		Messages: messageViews(past.messages, names), Files: fileViews(past.files, names), Ratings: orEmpty(ratings), Deliveries: deliveryViews(told),
		Executors: []PersonView{},
	}
	if !access.May(who.Actor, access.ReadDead) {
		for i := range v.Deliveries {
			v.Deliveries[i].LastError = "" // a mail server's answer may quote the address
		}
	}
	if err := s.addActions(ctx, &v, c, past.deadlines); err != nil {
		return CaseView{}, err
	}
	return v, s.addPersonal(ctx, who, &v, c)
}

// addActions adds what the caller may do now, and whom they may name.
func (s *Server) addActions(ctx context.Context, v *CaseView, c *casecore.Case, held []casecore.Deadline) error {
	who := site.CallerOf(ctx)
	v.Actions = []ActionView{}
	p, err := s.cfg.Rules.Version(c.Profile, c.ProfileVersion)
	if err != nil || !access.May(who.Actor, access.ActOnCases) {
		return err
	}
	for _, t := range s.cfg.Cases.Actions(who.Actor, c) {
		if t.Action == regulation.ActionExplain && !casecore.ExplanationAsked(held) {
			continue
		}
		v.Actions = append(v.Actions, ActionView{
			Action: t.Action, Name: p.Actions[t.Action].In(who.Lang), Needs: needs(p, t), To: t.Target(c.Status), Clause: t.Clause,
		})
		if t.Action == regulation.ActionAssign && p.TwoStep {
			people, err := s.cfg.Names.Executors(ctx, c.LeadOrg, "", p.Zone)
			if err != nil {
				return err
			}
			for _, person := range people {
				v.Executors = append(v.Executors, PersonView{ID: person.ID, Name: person.Name})
			}
		}
	}
	return nil
}

// Needs that a console has to tell apart: a person or an organisation, and a date.
const (
	needOrg  regulation.Need = "org"
	needDate regulation.Need = "date"
)

func needs(p *regulation.Profile, t regulation.Transition) []regulation.Need {
	list := []regulation.Need{}
	for _, n := range t.Needs {
		if n == regulation.NeedExecutor && (t.Action != regulation.ActionAssign || !p.TwoStep) {
			n = needOrg
		}
		list = append(list, n)
	}
	if t.Action == regulation.ActionExtend {
		list = append(list, needDate)
	}
	return list
}

// addPersonal adds what only some roles may know.
func (s *Server) addPersonal(ctx context.Context, who *site.Caller, v *CaseView, c *casecore.Case) error {
	if !access.May(who.Actor, access.ReadContact) {
		return nil
	}
	r, err := s.cfg.Subjects.Report(ctx, c.ReportID)
	if err != nil {
		return err
	}
	a := contactOf(&r.Applicant)
	if access.May(who.Actor, access.ReadApplicant) {
		a = fullApplicant(&r.Applicant)
	}
	v.Applicant = &a
	if access.May(who.Actor, access.ReadReports) {
		row := r.Row()
		v.Report, v.ReportText = &row, r.Text
		v.StatusPageURL = s.statusURL(c.ID)
		v.StatusCode = s.cfg.Secrets.Code(secret.Status, c.ID.UUID())
	}
	return nil
}

func deliveryViews(list []stats.Delivery) []DeliveryView {
	views := make([]DeliveryView, 0, len(list))
	for i := range list {
		d := &list[i]
		view := DeliveryView{
			ID: d.ID, SubjectType: d.Subject.Type, SubjectID: d.Subject.ID.String(), Recipient: d.Recipient, Channel: d.Channel,
			Template: d.Template, State: d.State, Attempts: d.Attempts, LastError: d.LastError, CreatedAt: d.CreatedAt,
			SettledAt: d.SettledAt,
		}
		if d.State == "queued" {
			view.NextAt = ref(d.NextAt)
		}
		views = append(views, view)
	}
	return views
}
