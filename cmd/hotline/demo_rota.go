package main

import (
	"context"
	"fmt"

	"hotline/casecore"
	"hotline/casecore/rota"
)

// rota gives the demo an approved rota of this month and a draft of the next, where the city keeps one and nobody has begun.
func (d *demo) rota(ctx context.Context, people map[string]casecore.Actor) error {
	book := d.app.rota()
	month := rota.MonthOf(d.app.clock.Now().In(d.app.profile.Zone))
	for _, m := range []rota.Month{month, month.Add(1)} {
		v, err := book.Open(ctx, m)
		if casecore.CodeOf(err) == casecore.Refused {
			return nil // by its regulation the city keeps none
		}
		if err != nil {
			return err
		}
		if v.State != rota.None {
			continue
		}
		cells, err := book.Propose(ctx, m, nil)
		if err != nil {
			return err
		}
		command := func(what, who string) casecore.Command {
			return casecore.Command{Scope: "demo", Key: fmt.Sprint("rota ", m, " ", what), Actor: people[who]}
		}
		if err := book.Save(ctx, rota.Save{Command: command("save", "supervisor"), Month: m, Cells: cells}); err != nil {
			return fmt.Errorf("demo: rota of %s: %w", m, err)
		}
		if m != month {
			continue
		}
		if err := book.Approve(ctx, rota.Step{Command: command("approve", "centre-head"), Month: m, Revision: 1}); err != nil {
			return fmt.Errorf("demo: rota of %s: %w", m, err)
		}
	}
	return nil
}
