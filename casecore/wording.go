package casecore

import (
	"cmp"
	"context"
	"encoding/hex"
	"strings"
	"time"

	"hotline/casecore/regulation"
	"hotline/casecore/wordcheck"
)

// Preview is where a case would go and by when, and why: what the agent sees before asking the applicant.
type Preview struct {
	Topic     regulation.TopicCode
	Kind      regulation.KindID
	SOS       bool
	LeadOrg   OrgID
	Deadlines []regulation.Due
}

// Preview computes executor and terms of a case registered at the given moment (MR-4.6, MR-4.7, MR-5.1). kind "" takes the
// topic's; at zero means now.
func (s *Service) Preview(_ context.Context, topic regulation.TopicCode, kind regulation.KindID,
	district regulation.DistrictCode, at time.Time,
) (Preview, error) {
	const op = "preview"
	if at.IsZero() {
		at = s.now()
	}
	p, err := s.rules.At(at)
	if err != nil {
		return Preview{}, &Error{Code: Internal, Op: op, Key: "error.profile", Err: err}
	}
	return s.preview(op, p, topic, kind, district, at)
}

func (s *Service) preview(op string, p *regulation.Profile, code regulation.TopicCode, kind regulation.KindID,
	district regulation.DistrictCode, at time.Time,
) (Preview, error) {
	topic, ok := s.catalogue.Topic(code)
	if !ok {
		return Preview{}, fail(Invalid, op, "error.topic_unknown")
	}
	k := p.KindOf(topic)
	if kind != "" {
		if k, ok = p.Kind(kind); !ok {
			return Preview{}, fail(Invalid, op, "error.kind_unknown")
		}
	}
	org, ok := s.catalogue.ExecutorOf(code, district)
	if !ok {
		return Preview{}, fail(Invalid, op, "error.no_executor")
	}
	return Preview{
		Topic: code, Kind: k.ID, SOS: k.Emergency, LeadOrg: org,
		Deadlines: p.DueAfter(regulation.ActionRegister, regulation.SubjectCase, k.ID, topic, at),
	}, nil
}

// Worded is what came of wording a report: a case when it was registered at once.
type Worded struct {
	Report  Report
	Wording Wording
	Case    *Case
}

// Word writes the text of the case and asks the applicant whether it is right (MR-4.3, MR-4.4). It is registered at once
// where the profile asks for no agreement (RO-1.4), where the agent read it aloud and heard "yes", and, by the
// profile's switch, for an SOS, which is then confirmed after and recorded as a departure.
func (s *Service) Word(ctx context.Context, cmd WordReport) (Worded, error) {
	const op = "word report"
	if !cmd.Actor.Sees(ReportAudience()) {
		return Worded{}, fail(Forbidden, op, "error.not_intake")
	}
	cmd.Text = strings.TrimSpace(cmd.Text)
	if err := checkText(op, cmd.Text); err != nil {
		return Worded{}, err
	}
	if words := wordcheck.ObsceneWords(cmd.Text); len(words) > 0 { // what goes onto the card is the centre's language (MR-4.3)
		return Worded{}, fail(Invalid, op, "error.wording_obscene", "words", strings.Join(words, ", "))
	}
	var out Worded
	r := Report{ID: cmd.Report}
	payload := cmd
	if cmd.Applicant != nil {
		asked := cmd.Applicant.asked()
		payload.Applicant = &asked
	}
	_, repeated, err := s.once(ctx, cmd.Command, payload, cmd.Report.UUID(), ReportSubject, s.lockReport(op, cmd.Report, &r),
		func(ctx context.Context) (err error) {
			out, err = s.word(ctx, op, cmd, r)
			return err
		})
	if err == nil && repeated {
		return s.worded(ctx, cmd.Report)
	}
	return out, err
}

func (s *Service) word(ctx context.Context, op string, cmd WordReport, r Report) (Worded, error) {
	if err := heldBy(op, &r, cmd.Actor); err != nil {
		return Worded{}, err
	}
	p, err := s.profileOf(op, r.Profile, r.ProfileVersion)
	if err != nil {
		return Worded{}, err
	}
	d := draft{at: s.now(), actor: cmd.Actor, role: intakeRole(cmd.Actor)}
	if cmd.Applicant != nil {
		a := *cmd.Applicant
		a.ID, a.ReplyChannel, a.ReplyAddress = r.Applicant.ID, r.Applicant.ReplyChannel, r.Applicant.ReplyAddress
		a.Lang = cmp.Or(a.Lang, r.Applicant.Lang)
		a.ConsentAt, a.ConsentVersion = r.Applicant.ConsentAt, r.Applicant.ConsentVersion
		if a.WarnedAt.IsZero() {
			a.WarnedAt = r.Applicant.WarnedAt // a warning that was given stays given (MR-4.4.2)
		}
		r.Applicant, d.Applicant = a, &a
	}
	place := strings.TrimSpace(cmd.Place)
	if err := checkApplicant(op, p, &r.Applicant); err != nil {
		return Worded{}, err
	}
	if err := checkCard(op, p, &r.Applicant, cmd.Text, place); err != nil {
		return Worded{}, err
	}
	route, err := s.preview(op, p, cmd.Topic, cmd.Kind, cmd.District, d.at)
	if err != nil {
		return Worded{}, err
	}
	if !cmd.LeadOrg.IsZero() {
		route.LeadOrg = cmd.LeadOrg
	}
	if _, ok := s.catalogue.Org(route.LeadOrg); !ok {
		return Worded{}, fail(Invalid, op, "error.org_unknown")
	}
	if !p.Confirmation.Required {
		cmd.Via = AskNone
	} else if err := mayAsk(op, cmd.Via, &r); err != nil {
		return Worded{}, err
	}
	w := Wording{
		ID: NewID[WordingID](), ReportID: r.ID, Ordinal: r.Wordings + 1, State: WordingProposed, Text: cmd.Text, Salt: newSalt(),
		Topic: route.Topic, Kind: route.Kind, District: cmd.District, Place: place, LeadOrg: route.LeadOrg, AskedVia: cmd.Via,
		WordedBy: cmd.Actor.Staff, WordedAt: d.at,
	}
	if r.Wordings > 0 {
		d.SupersedeWordings = r.ID
	}
	r.Wordings, r.WordingID, r.Place, r.District = w.Ordinal, w.ID, place, cmd.District
	return s.ask(ctx, &d, p, r, w, route)
}

// mayAsk wants a way of asking that reaches the applicant.
func mayAsk(op string, via Asking, r *Report) error {
	switch via {
	case AskBot:
		if r.Applicant.ReplyChannel != ReplyByTelegram {
			return fail(Invalid, op, "error.no_chat")
		}
	case AskLink, AskAloud, AskPhone:
	case AskNone:
		return fail(Refused, op, "error.agreement_required")
	default:
		return fail(Invalid, op, "error.asking")
	}
	return nil
}

// ask sends the wording to the applicant, or registers the case at once where that is right.
func (s *Service) ask(ctx context.Context, d *draft, p *regulation.Profile, r Report, w Wording, route Preview) (Worded, error) {
	data := facts{
		"wording": w.ID.String(), "ordinal": w.Ordinal, "text": digestHex(w.Salt, w.Text), "topic": string(w.Topic),
		"kind": string(w.Kind), "org": w.LeadOrg.String(), "via": string(w.AskedVia),
	}
	departure := ""
	switch {
	case w.AskedVia == AskNone:
		w.settle(WordingUnneeded, d.at, AskNone, d.actor)
	case w.AskedVia == AskAloud:
		w.settle(WordingAgreed, d.at, AskAloud, d.actor)
	case p.ConfirmAfter(w.Kind):
		departure = p.Confirmation.Clause
	}
	d.NewWording = &w // as it was settled, if it was
	d.event(r.Subject(), &r.Chain, "report.worded", data)
	if w.State == WordingProposed {
		s.askCitizen(d, p, &r, &w, route)
	}
	out := Worded{Wording: w}
	if w.State != WordingProposed || departure != "" {
		number, err := s.store.NextNumber(ctx, d.at.In(p.Zone).Year())
		if err != nil {
			return Worded{}, err
		}
		c := s.register(d, p, &r, &w, number, departure)
		out.Case = &c
	} else {
		r.Status = ReportWorded
		d.reportChanged(&r, "report.asked", facts{"wording": w.ID.String()})
	}
	out.Report = r
	return out, s.apply(ctx, d.Change)
}

func (s *Service) askCitizen(d *draft, p *regulation.Profile, r *Report, w *Wording, route Preview) {
	topic, _ := s.catalogue.Topic(w.Topic)
	d.stop(r.Subject(), p.StoppedBy(regulation.ActionWord, regulation.SubjectReport))
	d.arm(r.Subject(), w.Ordinal, p.DueAfter(regulation.ActionWord, regulation.SubjectReport, w.Kind, topic, d.at))
	template := "citizen.wording"
	if w.AskedVia == AskLink {
		template = "citizen.wording_link"
	}
	args := facts{"wording_id": w.ID.String(), "text": w.Text, "executor": s.orgNames(w.LeadOrg)}
	for _, due := range route.Deadlines {
		if due.Deadline == regulation.DeadlineSolve {
			args["solve_due"] = due.At.UTC().Format(time.RFC3339)
		}
	}
	d.tellCitizen(r.Subject(), &r.Applicant, template, route.SOS, args)
}

// settle closes a wording: in what state, how and by whom it was agreed (MR-4.4).
func (w *Wording) settle(state WordingState, at time.Time, how Asking, by Actor) {
	w.State, w.SettledAt, w.SettledHow, w.SettledBy = state, at, how, by.String()
}

// Agree is the applicant's yes: the report becomes a case with a number (MR-4.4, MR-4.8). Saying it twice, or in two
// ways, gives one case. For a case registered before it was agreed it closes the departure.
func (s *Service) Agree(ctx context.Context, cmd AgreeWording) (Case, error) {
	const op = "agree"
	if err := maySettle(op, cmd.How, cmd.Actor); err != nil {
		return Case{}, err
	}
	now := s.now()
	current, err := s.rules.At(now)
	if err != nil {
		return Case{}, &Error{Code: Internal, Op: op, Key: "error.profile", Err: err}
	}
	var (
		r      Report
		w      Wording
		number Number
		c      Case
	)
	load := func(ctx context.Context) (err error) {
		r, w, number, err = s.store.LockWording(ctx, cmd.Wording, now.In(current.Zone).Year())
		return err
	}
	_, repeated, err := s.once(ctx, cmd.Command, cmd, cmd.Wording.UUID(), ReportSubject, load, func(ctx context.Context) (err error) {
		c, err = s.agree(ctx, op, cmd, r, w, number, now)
		return err
	})
	if err == nil && repeated {
		return s.caseOfWording(ctx, op, cmd.Wording)
	}
	return c, err
}

func (s *Service) agree(ctx context.Context, op string, cmd AgreeWording, r Report, w Wording, number Number, now time.Time) (Case, error) {
	if w.State == WordingAgreed && !r.CaseID.IsZero() {
		return s.store.Case(ctx, r.CaseID) // said before, in another way
	}
	if w.State != WordingProposed || r.WordingID != w.ID {
		return Case{}, fail(Conflict, op, "error.wording_stale")
	}
	p, err := s.profileOf(op, r.Profile, r.ProfileVersion)
	if err != nil {
		return Case{}, err
	}
	d := draft{at: now, actor: cmd.Actor, role: intakeRole(cmd.Actor)}
	w.settle(WordingAgreed, now, cmd.How, cmd.Actor)
	d.Wording = &w
	if r.Status == ReportRegistered {
		return s.agreeAfter(ctx, &d, p, &r, &w)
	}
	if !r.Status.Open() {
		return Case{}, fail(Conflict, op, "error.wording_stale")
	}
	c := s.register(&d, p, &r, &w, number, "")
	return c, s.apply(ctx, d.Change)
}

// agreeAfter closes the departure of a case that was registered first.
func (s *Service) agreeAfter(ctx context.Context, d *draft, p *regulation.Profile, r *Report, w *Wording) (Case, error) {
	c, err := s.store.LockCase(ctx, r.CaseID)
	if err != nil {
		return Case{}, err
	}
	d.stop(r.Subject(), p.StoppedBy(regulation.ActionAgree, regulation.SubjectReport))
	d.reportChanged(r, "wording.agreed", facts{"wording": w.ID.String(), "how": string(w.SettledHow)})
	c.Version++
	d.event(c.Subject(), &c.Chain, "case.agreed_after", facts{"wording": w.ID.String(), "how": string(w.SettledHow)})
	d.Case = &c
	d.caseNotice(&c, "case.agreed_after", CaseAudience(&c, s.catalogue), nil)
	return c, s.apply(ctx, d.Change)
}

// Correct is the applicant's no: the report goes back to the agents with what should be different.
func (s *Service) Correct(ctx context.Context, cmd CorrectWording) (Report, error) {
	const op = "correct"
	if err := maySettle(op, cmd.How, cmd.Actor); err != nil {
		return Report{}, err
	}
	cmd.Text = strings.TrimSpace(cmd.Text)
	if err := checkText(op, cmd.Text); err != nil {
		return Report{}, err
	}
	var (
		r Report
		w Wording
	)
	load := func(ctx context.Context) (err error) {
		r, w, _, err = s.store.LockWording(ctx, cmd.Wording, 0)
		return err
	}
	_, repeated, err := s.once(ctx, cmd.Command, cmd, cmd.Wording.UUID(), ReportSubject, load, func(ctx context.Context) error {
		if w.State != WordingProposed || r.WordingID != w.ID || !r.Status.Open() && r.Status != ReportRegistered {
			return fail(Conflict, op, "error.wording_stale")
		}
		return s.correct(ctx, op, cmd, &r, &w)
	})
	if err == nil && repeated {
		if w, err = s.store.Wording(ctx, cmd.Wording); err == nil {
			return s.store.Report(ctx, w.ReportID)
		}
	}
	return r, err
}

func (s *Service) correct(ctx context.Context, op string, cmd CorrectWording, r *Report, w *Wording) error {
	p, err := s.profileOf(op, r.Profile, r.ProfileVersion)
	if err != nil {
		return err
	}
	d := draft{at: s.now(), actor: cmd.Actor, role: intakeRole(cmd.Actor)}
	w.settle(WordingCorrected, d.at, cmd.How, cmd.Actor)
	w.Correction = cmd.Text
	d.Wording = w
	d.stop(r.Subject(), p.StoppedBy(regulation.ActionCorrect, regulation.SubjectReport))
	sub := r.Subject()
	switch {
	case r.Status == ReportRegistered: // an SOS registered first: its executor has to hear the correction
		sub = Subject{CaseSubject, r.CaseID.UUID()}
	case cmd.How == AskPhone && !w.WordedBy.IsZero(): // who worded it has the applicant on the line
		r.Status, r.ClaimedBy = ReportClaimed, w.WordedBy
	case r.Status != ReportClaimed:
		r.Status, r.ClaimedBy = ReportWaiting, StaffID{}
	}
	d.say(sub, SaidByCitizen, cmd.Actor.String(), cmd.Text)
	d.reportChanged(r, "wording.corrected", facts{"wording": w.ID.String(), "how": string(cmd.How), "text": digestHex(w.Salt, cmd.Text)})
	if r.Status == ReportRegistered {
		c, err := s.store.LockCase(ctx, r.CaseID)
		if err != nil {
			return err
		}
		c.Version++
		d.event(c.Subject(), &c.Chain, "case.corrected_after", facts{"wording": w.ID.String()})
		d.Case = &c
		d.caseNotice(&c, "case.corrected_after", CaseAudience(&c, s.catalogue), nil)
	}
	return s.apply(ctx, d.Change)
}

// maySettle wants the applicant's own hand, or an agent who heard them.
func maySettle(op string, how Asking, a Actor) error {
	switch how {
	case AskBot, AskLink, AskPhone:
		if !a.Has(regulation.RoleCitizen) {
			return fail(Forbidden, op, "error.only_applicant")
		}
	case AskAloud:
		if !a.Sees(ReportAudience()) {
			return fail(Forbidden, op, "error.not_intake")
		}
	default:
		return fail(Invalid, op, "error.asking")
	}
	return nil
}

func (s *Service) worded(ctx context.Context, id ReportID) (out Worded, err error) {
	if out.Report, err = s.store.Report(ctx, id); err != nil {
		return Worded{}, err
	}
	if out.Wording, err = s.store.Wording(ctx, out.Report.WordingID); err != nil {
		return Worded{}, err
	}
	if !out.Report.CaseID.IsZero() {
		c, err := s.store.Case(ctx, out.Report.CaseID)
		if err != nil {
			return Worded{}, err
		}
		out.Case = &c
	}
	return out, nil
}

func (s *Service) caseOfWording(ctx context.Context, op string, id WordingID) (Case, error) {
	w, err := s.store.Wording(ctx, id)
	if err != nil {
		return Case{}, err
	}
	r, err := s.store.Report(ctx, w.ReportID)
	if err != nil {
		return Case{}, err
	}
	if r.CaseID.IsZero() {
		return Case{}, fail(Conflict, op, "error.wording_stale")
	}
	return s.store.Case(ctx, r.CaseID)
}

// orgNames are an organisation's names by language, for whoever renders them.
func (s *Service) orgNames(id OrgID) regulation.Text {
	org, _ := s.catalogue.Org(id)
	return org.Names
}

// say keeps what was said on a subject.
func (d *draft) say(sub Subject, direction, author, text string) Message {
	m := Message{
		ID: NewID[MessageID](), Subject: sub, At: d.at, Direction: direction, Author: author, Applicant: d.of,
		Text: text, Salt: newSalt(),
	}
	d.Messages = append(d.Messages, m)
	return m
}

func digestHex(salt []byte, text string) string { return hex.EncodeToString(Digest(salt, text)) }
