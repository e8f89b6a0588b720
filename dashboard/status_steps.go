package dashboard

import (
	"encoding/json"
	"slices"
	"time"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// statusStep is one line of what has happened, in plain words.
type statusStep struct {
	Text, Detail, At, ISO string
	Late                  bool
}

// shownSteps are the events that a citizen is told of, with the ends of their texts' keys. The rest is how the staff work.
var shownSteps = map[string]string{
	"report.received": "received", "case.register": "register", "case.assign": "assign", "case.accept": "accept",
	"case.decline": "decline", "case.readdress": "readdress", "case.ask_citizen": "ask", "case.progress": "progress",
	"case.propose_close": "proposed", "case.return": "return", "case.close": "close", "case.done": "done",
	"case.not_considered": "not_considered", "case.extend": "extend", "case.reopen": "reopen", "case.not_fixed": "not_fixed",
	"case.disputed": "disputed", "case.citizen_added": "added", "case.rated": "rated", "breach.solve": "late",
}

// stepsOfFirst are what the first applicant of a case did and was asked. Whoever joined it did not: they are told the other
// thing, or nothing.
var stepsOfFirst = map[string]string{"rated": "", "disputed": "", "ask": "", "not_fixed": "reopen"}

// steps tells what has happened, the latest first.
func (s *Server) steps(lang string, zone *time.Location, who reader, histories ...[]casecore.Event) []statusStep {
	var list []statusStep
	for _, events := range histories {
		for i := range events {
			e := &events[i]
			name := shownSteps[e.Type]
			if other, firsts := stepsOfFirst[name]; firsts && who.joined {
				name = other
			}
			if name == "" || name == "added" && !who.added(e) {
				continue
			}
			list = append(list, statusStep{
				Text: s.cfg.Texts.T(lang, "page.step."+name, nil), Detail: s.stepDetail(e, lang),
				At: s.moment(lang, zone, e.At), ISO: iso(e.At), Late: e.Type == "breach.solve",
			})
		}
	}
	slices.Reverse(list)
	return list
}

// added tells whether it was the reader who added something. One whose event names nobody was the first applicant.
func (r reader) added(e *casecore.Event) bool {
	var data struct {
		Applicant casecore.ApplicantID `json:"applicant"`
	}
	if err := json.Unmarshal(e.Data, &data); err != nil || data.Applicant.IsZero() {
		return !r.joined
	}
	return data.Applicant == r.applicant
}

// stepDetail is to whom a case was passed.
func (s *Server) stepDetail(e *casecore.Event, lang string) string {
	if e.Type != "case.readdress" && e.Type != "case.register" {
		return ""
	}
	var data struct {
		Org casecore.OrgID `json:"org"`
	}
	if json.Unmarshal(e.Data, &data) != nil {
		return ""
	}
	return s.orgName(data.Org, lang)
}

// whyDue explains the live term of solving: from when it counts and in which days.
func whyDue(deadlines []casecore.Deadline, lang string) []string {
	for i := range deadlines {
		d := &deadlines[i]
		if d.Kind != regulation.DeadlineSolve || !d.StoppedAt.IsZero() {
			continue
		}
		var why regulation.Why
		if json.Unmarshal(d.Why, &why) != nil {
			return nil
		}
		return why.Say(lang)
	}
	return nil
}
