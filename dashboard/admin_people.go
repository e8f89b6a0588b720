package dashboard

import (
	"context"
	"errors"
	"time"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/staff"
	"hotline/internal/site"
)

// peopleShown is how many people a list shows; more than that are searched for.
const peopleShown = 300

func (s *Server) mountPeople() {
	r := s.router
	site.Operation(r, access.ReadPeople, "GET /api/people", "people", "People who sign in", s.people)
	site.Operation(r, access.ReadPeople, "GET /api/people/{id}", "person", "Everything of a person", s.person)
	site.Operation(r, access.ManagePeople, "POST /api/people", "addPerson", "Add a person with a temporary password", s.addPerson, site.Created)
	site.Operation(r, access.ManagePeople, "POST /api/people/{id}", "editPerson", "Change a person's details", s.editPerson)
	site.Operation(r, access.ManagePeople, "POST /api/people/{id}/disabled", "disablePerson", "Keep a person out, or let them in", s.disablePerson)
	site.Operation(r, access.ManagePeople, "POST /api/people/{id}/password", "resetPassword", "A temporary password", s.resetPassword)
	site.Operation(r, access.ManagePeople, "POST /api/people/{id}/roles", "giveRole", "Give a role", s.giveRole)
	site.Operation(r, access.ManagePeople, "POST /api/people/{id}/roles/end", "endRole", "Let a role end", s.endRole)
	site.Operation(r, access.ManagePeople, "POST /api/people/{id}/roles/hand-over", "handOverRole", "Pass a role on, on a day", s.handOverRole)
	site.Operation(r, access.ManagePeople, "POST /api/people/{id}/sessions/end", "endSessions", "End a person's sessions", s.endSessions)
	site.Operation(r, access.ManagePeople, "POST /api/people/{id}/mailboxes", "addMailbox", "Tell a person by e-mail", s.addMailbox)
	site.Operation(r, access.ManagePeople, "POST /api/people/{id}/unlink", "unlinkPoint", "Take a chat or a mailbox from a person", s.unlinkPoint)
	site.Operation(r, access.ManagePeople, "POST /api/people/{id}/link-code", "personLinkCode", "A one-time code for the person's chat", s.personLinkCode)
}

func (s *Server) people(ctx context.Context, in *peopleInput) (*site.Body[PersonList], error) {
	f := staff.PeopleFilter{Text: in.Text, Role: in.Role, Today: s.today(), Limit: peopleShown + 1}
	if in.State != "" {
		disabled := in.State == "disabled"
		f.Disabled = &disabled
	}
	if in.Org != "" {
		org, err := casecore.ParseID[casecore.OrgID](in.Org)
		if err != nil {
			return nil, err
		}
		f.Org = org
	}
	found, err := s.cfg.Admin.Register.Search(ctx, f)
	if err != nil {
		return nil, err
	}
	list := PersonList{People: make([]PersonRow, 0, len(found)), More: len(found) > peopleShown}
	for i := range found[:min(len(found), peopleShown)] {
		row := s.personRow(&found[i].Account, found[i].Grants)
		row.Reached, row.SeenAt = found[i].Points, ref(found[i].SeenAt)
		list.People = append(list.People, row)
	}
	return &site.Body[PersonList]{Body: list}, nil
}

func (s *Server) person(ctx context.Context, in *personInput) (*site.Body[DossierView], error) {
	d, err := s.cfg.Admin.Office.Dossier(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &site.Body[DossierView]{Body: s.dossierView(&d, s.sessions.current(ctx))}, nil
}

func (s *Server) addPerson(ctx context.Context, in *newPersonInput) (*site.Body[AddedPerson], error) {
	n := staff.NewPerson{Login: in.Body.Login, Name: in.Body.Name, Lang: in.Body.Lang, Phone: in.Body.Phone}
	for i := range in.Body.Roles {
		g, err := in.Body.Roles[i].grant()
		if err != nil {
			return nil, err
		}
		n.Grants = append(n.Grants, g)
	}
	id, password, err := s.cfg.Admin.Office.Create(ctx, site.CallerOf(ctx).Command(in.Keyed), n)
	return site.Answer(AddedPerson{ID: id, Password: password}, err)
}

func (s *Server) editPerson(ctx context.Context, in *editPersonInput) (*site.Body[DossierView], error) {
	b := in.Body
	err := s.cfg.Admin.Office.Edit(ctx, site.CallerOf(ctx).Command(in.Keyed), in.ID, b.Revision,
		staff.Details{Name: b.Name, Lang: b.Lang, Phone: b.Phone})
	return s.changedPerson(ctx, in.ID, err)
}

func (s *Server) disablePerson(ctx context.Context, in *disableInput) (*site.Body[DossierView], error) {
	err := s.cfg.Admin.Office.SetDisabled(ctx, site.CallerOf(ctx).Command(in.Keyed), in.ID, in.Body.Revision, in.Body.Disabled)
	return s.changedPerson(ctx, in.ID, err)
}

func (s *Server) resetPassword(ctx context.Context, in *personCommand) (*site.Body[TemporaryPassword], error) {
	password, err := s.cfg.Admin.Access.ResetPassword(ctx, site.CallerOf(ctx).Command(in.Keyed), in.ID)
	s.cfg.People.Forget(in.ID)
	return site.Answer(TemporaryPassword{password}, err)
}

func (s *Server) giveRole(ctx context.Context, in *giveInput) (*site.Body[DossierView], error) {
	g, err := in.Body.grant()
	if err == nil {
		err = s.cfg.Admin.Roster.Give(ctx, site.CallerOf(ctx).Command(in.Keyed), in.ID, g)
	}
	return s.changedPerson(ctx, in.ID, err)
}

func (s *Server) endRole(ctx context.Context, in *endRoleInput) (*site.Body[DossierView], error) {
	first, err := dayIn(time.UTC, in.Body.Day)
	if err != nil {
		return nil, err
	}
	g, err := in.Body.grant()
	if err == nil {
		err = s.cfg.Admin.Roster.End(ctx, site.CallerOf(ctx).Command(in.Keyed), in.ID, g, first)
	}
	return s.changedPerson(ctx, in.ID, err)
}

func (s *Server) handOverRole(ctx context.Context, in *handOverInput) (*site.Body[DossierView], error) {
	first, err := dayIn(time.UTC, in.Body.Day)
	if err != nil {
		return nil, err
	}
	g, err := in.Body.grant()
	if err == nil {
		err = s.cfg.Admin.Roster.HandOver(ctx, site.CallerOf(ctx).Command(in.Keyed), in.ID, in.Body.To, g, first)
	}
	s.cfg.People.Forget(in.Body.To)
	return s.changedPerson(ctx, in.ID, err)
}

func (s *Server) endSessions(ctx context.Context, in *endSessionInput) (*site.Body[DossierView], error) {
	err := s.cfg.Admin.Access.EndSession(ctx, site.CallerOf(ctx).Command(in.Keyed), in.ID, deref(in.Body.Session))
	return s.changedPerson(ctx, in.ID, err)
}

func (s *Server) addMailbox(ctx context.Context, in *mailboxInput) (*site.Body[DossierView], error) {
	err := s.cfg.Admin.Reached.AddMailbox(ctx, site.CallerOf(ctx).Command(in.Keyed), in.ID, in.Body.Address)
	return s.changedPerson(ctx, in.ID, err)
}

func (s *Server) unlinkPoint(ctx context.Context, in *unlinkInput) (*site.Body[DossierView], error) {
	err := s.cfg.Admin.Reached.Unlink(ctx, site.CallerOf(ctx).Command(in.Keyed), in.ID, in.Body.Point)
	return s.changedPerson(ctx, in.ID, err)
}

func (s *Server) personLinkCode(ctx context.Context, in *personCommand) (*site.Body[LinkCode], error) {
	code, expires, err := s.cfg.Admin.Reached.LinkCode(ctx, site.CallerOf(ctx).Command(in.Keyed), in.ID)
	return site.Answer(LinkCode{Code: code, ExpiresAt: expires}, err)
}

// changedPerson answers a change with the person as they are now.
func (s *Server) changedPerson(ctx context.Context, id casecore.StaffID, err error) (*site.Body[DossierView], error) {
	s.cfg.People.Forget(id)
	return edited(ctx, s, err, func(ctx context.Context) (*site.Body[DossierView], error) {
		return s.person(ctx, &personInput{ID: id})
	})
}

// edited answers an edit with the thing as it is now; the problem of an edit that met something newer carries that too.
func edited[T any](ctx context.Context, s *Server, err error, read func(context.Context) (*site.Body[T], error)) (*site.Body[T], error) {
	if err != nil && casecore.CodeOf(err) != casecore.Conflict {
		return nil, err
	}
	now, readErr := read(ctx)
	if readErr != nil {
		return nil, errors.Join(err, readErr)
	}
	if err != nil {
		p := s.problem(site.CallerOf(ctx).Lang, err)
		p.Present = now.Body
		return nil, p
	}
	return now, nil
}
