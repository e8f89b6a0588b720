package casecore

import (
	"encoding/json"
	"time"

	"hotline/casecore/regulation"
)

// draft gathers what one decision about one subject writes.
type draft struct {
	Change
	at    time.Time
	actor Actor
	role  regulation.RoleID
	of    ApplicantID // the applicant who speaks, or who alone is told
}

// facts are an event's data: codes, ids and digests under sorted keys; whole numbers, strings, lists of strings.
type facts map[string]any

// event appends a line to the subject's history and moves its chain.
func (d *draft) event(sub Subject, chain *Chain, kind string, data facts) {
	e := Event{Subject: sub, At: d.at, Type: kind, Actor: d.actor.String(), Role: string(d.role), Data: mustJSON(data)}
	*chain = chain.Link(&e)
	d.Events = append(d.Events, e)
}

// tell queues a delivery.
func (d *draft) tell(sub Subject, to Recipient, template string, urgent bool, args facts) {
	d.Deliveries = append(d.Deliveries, Delivery{
		ID: NewID[DeliveryID](), Subject: sub, To: to, Template: template, Args: mustJSON(args), Urgent: urgent,
		NextAt: d.at, CreatedAt: d.at,
	})
}

// arm sets the deadlines that an action starts.
func (d *draft) arm(sub Subject, cycle int, dues []regulation.Due) {
	for _, due := range dues {
		d.Arm = append(d.Arm, Deadline{
			DeadlineKey: DeadlineKey{Subject: sub, Kind: due.Deadline, Level: due.Level, Cycle: cycle},
			Version:     1, Due: due.At, ArmedAt: d.at, Why: mustJSON(due.Why),
		})
	}
}

// stop ends the deadlines that an action stops.
func (d *draft) stop(sub Subject, kinds []regulation.DeadlineID) {
	for _, k := range kinds {
		d.Stop = append(d.Stop, DeadlineStop{Subject: sub, Kind: k})
	}
}

// notice tells the feed of the report's new state.
func (d *draft) reportNotice(r *Report, kind string) {
	d.Notices = append(d.Notices, Notice{
		Stream: CasesStream, Type: kind, Subject: r.Subject(), Version: r.Version, At: d.at,
		Audience: ReportAudience(), Payload: mustJSON(r.Row()), Chain: r.Chain,
	})
}

// caseNotice tells the feed of the case's new state; lost are the tags of those who saw it before and no longer may.
func (d *draft) caseNotice(c *Case, kind string, audience, lost []string) {
	d.Notices = append(d.Notices, Notice{
		Stream: CasesStream, Type: kind, Subject: c.Subject(), Version: c.Version, At: d.at,
		Audience: audience, Lost: lost, Payload: mustJSON(c.Row()), Chain: c.Chain,
	})
}

// mustJSON writes values of our own types, which always can be written.
func mustJSON(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
