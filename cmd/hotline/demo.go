package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"hotline/casecore"
	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
	"hotline/casecore/streets"
)

// demoPassword signs in everybody of the demo city. It is no secret: the demo is for one's own machine.
const demoPassword = "hotline-demo"

// demoPerson is somebody of the demo city.
type demoPerson struct {
	login, name string
	role        regulation.RoleID
	org         regulation.OrgCode
	area        string
}

// demoPeople play every role of the documents.
var demoPeople = []demoPerson{
	{"agent", "Олена Ткаченко", regulation.RoleAgent, "", ""},
	{"agent2", "Ірина Мороз", regulation.RoleAgent, "", ""},
	{"agent3", "Оксана Лук’яненко", regulation.RoleAgent, "", ""},
	{"agent4", "Богдан Шаповал", regulation.RoleAgent, "", ""},
	{"agent5", "Катерина Гончар", regulation.RoleAgent, "", ""},
	{"supervisor", "Наталія Бондар", regulation.RoleSupervisor, "", ""},
	{"control", "Сергій Лисенко", regulation.RoleControlOfficer, "", ""},
	{"centre-head", "Вікторія Савченко", regulation.RoleCentreHead, "", ""},
	{"director", "Андрій Поліщук", regulation.RoleDirector, "", ""},
	{"water", "Микола Гриценко", regulation.RoleExecutor, "vodokanal", ""},
	{"water-operator", "Оксана Дяченко", regulation.RoleOperator, "vodokanal", ""},
	{"water-head", "Василь Костенко", regulation.RoleExecutorHead, "vodokanal", ""},
	{"heat", "Юрій Панченко", regulation.RoleExecutor, "teplomerezha", ""},
	{"lights", "Денис Руденко", regulation.RoleExecutor, "svitlo", ""},
	{"unit-head", "Галина Марченко", regulation.RoleParentHead, "dep-zhkg", ""},
	{"deputy", "Павло Шевчук", regulation.RoleControlBody, "", "housing"},
	{"mayor", "Тарас Білоус", regulation.RoleMayor, "", ""},
	{"admin", "Людмила Коваленко", regulation.RoleAdministrator, "", ""},
	{"tech", "Роман Іващенко", regulation.RoleTechnicalAdministrator, "", ""},
	{"hall-operator", "Марина Яценко", regulation.RoleHallOperator, "", ""},
	{"hall-operator2", "Ігор Назаренко", regulation.RoleHallOperator, "", ""},
	{"hall-operator3", "Світлана Демчук", regulation.RoleHallOperator, "", ""},
	{"branch-head", "Людмила Остапчук", regulation.RoleBranchHead, "", ""},
	{"hall-head", "Петро Гнатюк", regulation.RoleHallHead, "", ""},
	{"participant-head", "Алла Федорчук", regulation.RoleParticipantHead, "", ""},
}

// demo fills an empty database with a city to look at. It is safe to run again: what is there stays.
type demo struct {
	app    *app
	office *staff.Office
	out    io.Writer
}

func (d *demo) run(ctx context.Context) error {
	if len(d.app.catalogue.Classifier().Topics) == 0 {
		classifier, err := regulation.EmbeddedClassifier()
		if err != nil {
			return err
		}
		if err := pgstore.Import(ctx, d.app.db, classifier); err != nil {
			return err
		}
		if err := d.app.catalogue.Reload(ctx); err != nil {
			return err
		}
	}
	if err := d.streets(ctx); err != nil {
		return err
	}
	people, err := d.people(ctx)
	if err != nil {
		return err
	}
	if err := d.cases(ctx, people); err != nil {
		return err
	}
	if err := d.desks(ctx, people); err != nil {
		return err
	}
	if err := d.rota(ctx, people); err != nil {
		return err
	}
	if err := d.halls(ctx, people); err != nil {
		return err
	}
	return d.print()
}

// streets gives a city without a register the demo's.
func (d *demo) streets(ctx context.Context) error {
	register := pgstore.NewStreets(d.app.db)
	empty, err := register.Empty(ctx)
	if err != nil || !empty {
		return err
	}
	list, err := streets.Demo(nil)
	if err != nil {
		return err
	}
	return register.Import(ctx, list)
}

// people adds whoever is missing and returns everybody as actors by their login.
func (d *demo) people(ctx context.Context) (map[string]casecore.Actor, error) {
	listed, err := d.app.people.List(ctx)
	if err != nil {
		return nil, err
	}
	known := make(map[string]casecore.StaffID, len(listed))
	for _, p := range listed {
		known[p.Login] = p.ID
	}
	actors := make(map[string]casecore.Actor, len(demoPeople))
	for _, p := range demoPeople {
		grant := casecore.Grant{Role: p.role, Area: p.area}
		if p.org != "" {
			if grant.Org, err = d.app.people.OrgByCode(ctx, string(p.org)); err != nil {
				return nil, fmt.Errorf("demo: %s: %w", p.org, err)
			}
		}
		id, ok := known[p.login]
		if !ok {
			id, err = d.office.Add(ctx, staff.NewPerson{
				Login: p.login, Name: p.name, Lang: "uk", Password: demoPassword, Grants: []casecore.Grant{grant},
			})
			if err != nil {
				return nil, fmt.Errorf("demo: %s: %w", p.login, err)
			}
		}
		actors[p.login] = casecore.Actor{Staff: id, Grants: []casecore.Grant{grant}}
	}
	return actors, nil
}

func (d *demo) print() error {
	// A profile names the roles that its act knows; the demo has somebody for the others too, named as elsewhere.
	names := make(map[regulation.RoleID]string)
	for _, profile := range append(d.app.city.Library.Names(), d.app.city.Name) {
		if p, err := d.app.city.Library.At(profile, d.app.clock.Now()); err == nil {
			for _, r := range p.Roles {
				names[r.ID] = r.Names.In("uk")
			}
		}
	}
	table := tabwriter.NewWriter(d.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "\n  %[1]s\tcitizens\n  %[1]s/sign-in\tstaff\n\n  login\trole\t(password of everybody: %[2]s)\n",
		d.app.cfg.PublicURL, demoPassword)
	for _, p := range demoPeople {
		where := string(p.org)
		if p.area != "" {
			where = p.area
		}
		fmt.Fprintf(table, "  %s\t%s\t%s\n", p.login, orElse(names[p.role], string(p.role)), where)
	}
	fmt.Fprintf(table, "\n  status of a case, for citizens\t%s/status\n\n", d.app.cfg.PublicURL)
	return table.Flush()
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
