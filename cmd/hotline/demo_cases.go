package main

import (
	"context"
	"fmt"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// demoReport is something that a citizen of the demo city said, and how far it went.
type demoReport struct {
	source            casecore.Source
	surname, name     string
	patronymic, place string
	district          regulation.DistrictCode
	text, wording     string
	topic             regulation.TopicCode
	sos               bool
	until             demoStage
}

// demoStage is how far a report of the demo city has gone.
type demoStage int

const (
	demoWaiting demoStage = iota
	demoRegistered
	demoAccepted
)

var demoReports = []demoReport{
	{
		casecore.FromPhone, "Кравчук", "Марія", "Петрівна", "вул. Митрополитська, 48", "central",
		"Вода тече з-під асфальту, заливає двір, вже в підвал пішла!", "", "water.leak", true, demoWaiting,
	},
	{
		casecore.FromVisit, "Олійник", "Іван", "Степанович", "просп. Будівельників, 95", "central",
		"Другий тиждень ледь тепла вода з гарячого крана, а платимо повністю.", "", "water.hot", false, demoWaiting,
	},
	{
		casecore.FromPhone, "Шаповал", "Тетяна", "Василівна", "вул. Куїнджі, 17", "prymorskyi",
		"Нема гарячої води третій день, дитина мала.", "За адресою вул. Куїнджі, 17 третю добу відсутнє гаряче водопостачання.",
		"water.hot", false, demoRegistered,
	},
	{
		casecore.FromPhone, "Гончар", "Петро", "Олексійович", "вул. Торгова, 3", "central",
		"На дорозі фонтан води, порвало трубу", "На проїжджій частині біля будинку вул. Торгова, 3 порив водогону.",
		"water.leak", true, demoAccepted,
	},
}

// cases plays the reports through the use cases; their keys make a second run find them done.
func (d *demo) cases(ctx context.Context, people map[string]casecore.Actor) error {
	intake := people["agent2"]
	if p, err := d.app.city.At(d.app.clock.Now()); err != nil {
		return err
	} else if !p.May(regulation.RoleAgent, "", regulation.ActionRegister) {
		intake = people["admin"]
	}
	for i, r := range demoReports {
		if err := d.play(ctx, i, r, intake, people); err != nil {
			return fmt.Errorf("demo: report %d: %w", i+1, err)
		}
	}
	return nil
}

func (d *demo) play(ctx context.Context, n int, r demoReport, intake casecore.Actor, people map[string]casecore.Actor) error {
	step := 0
	command := func(a casecore.Actor) casecore.Command {
		step++
		return casecore.Command{Scope: "demo", Key: fmt.Sprintf("%d.%d", n, step), Actor: a}
	}
	report, err := d.app.service.Receive(ctx, casecore.ReceiveReport{
		Command: command(intake), Source: r.source, Text: r.text, Place: r.place, District: r.district, SOS: r.sos,
		Applicant: casecore.Applicant{
			Surname: r.surname, Name: r.name, Patronymic: r.patronymic, Residence: r.place,
			Phone: casecore.Phone(fmt.Sprintf("+38050000000%d", n)), Lang: "uk", ReplyChannel: casecore.ReplyByPhone,
		},
	})
	if err != nil || r.until == demoWaiting || !report.Status.Open() {
		return err
	}
	if _, err := d.app.service.Claim(ctx, casecore.ClaimReport{Command: command(intake), Report: report.ID}); err != nil {
		return err
	}
	worded, err := d.app.service.Word(ctx, casecore.WordReport{
		Command: command(intake), Report: report.ID, Text: r.wording, Topic: r.topic, District: r.district, Place: r.place,
		Via: casecore.AskAloud,
	})
	if err != nil || r.until == demoRegistered || worded.Case == nil {
		return err
	}
	executor := people["water"]
	if p, err := d.app.city.Version(worded.Case.Profile, worded.Case.ProfileVersion); err != nil {
		return err
	} else if p.TwoStep { // the head names the executor, the operator sets «В роботі» (RO-4.3)
		executor = people["water-operator"]
		if _, err = d.app.service.Act(ctx, casecore.ActOnCase{
			Command: command(people["water-head"]), Case: worded.Case.ID, Action: regulation.ActionAssign,
			Executor: people["water"].Staff,
		}); err != nil {
			return err
		}
	}
	_, err = d.app.service.Act(ctx, casecore.ActOnCase{
		Command: command(executor),
		Case:    worded.Case.ID, Action: regulation.ActionAccept,
	})
	return err
}
