package dashboard

import (
	"context"
	"slices"
	"time"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
	"hotline/internal/site"
)

// Reached is where a recipient would be told, or why nowhere.
type Reached struct {
	Addresses []ReachedAt
	Reason    string // a key of the catalogue
}

// ReachedAt is one address and whose it is.
type ReachedAt struct {
	Whose            casecore.Recipient
	Channel, Address string
}

// Reacher finds whom something would reach at a moment, as deliveries find them.
type Reacher interface {
	Reach(ctx context.Context, at time.Time, to []casecore.Recipient) (map[casecore.Recipient]Reached, error)
}

func (s *Server) mountOrgs() {
	r := s.router
	site.Operation(r, access.ReadOrgs, "GET /api/orgs", "orgs", "Organisations with their load", s.orgs)
	site.Operation(r, access.ReadOrgs, "GET /api/orgs/{id}", "org", "People, chats, and whom a case would reach", s.org)
	site.Operation(r, access.ManageOrgs, "POST /api/orgs", "putOrg", "Add or change an organisation", s.putOrg)
	site.Operation(r, access.ManageOrgs, "POST /api/orgs/{id}/unlink", "unlinkOrg", "Take a chat from an organisation", s.unlinkOrg)
	site.Operation(r, access.ManageOrgs, "POST /api/orgs/{id}/link-code", "orgLinkCode", "A one-time code for its chat", s.orgLinkCode)
}

func (s *Server) orgs(ctx context.Context, _ *nothing) (*site.Body[OrgList], error) {
	listed, err := s.cfg.Admin.Orgs.Orgs(ctx)
	list := OrgList{Orgs: make([]OrgRow, 0, len(listed))}
	for i := range listed {
		l := &listed[i]
		list.Orgs = append(list.Orgs, OrgRow{
			Revision: l.Revision, Org: l.Org, Chats: l.Chats, Open: l.Load.Open, Late: l.Load.Late, Waiting: l.Load.Waiting,
		})
	}
	return site.Answer(list, err)
}

func (s *Server) org(ctx context.Context, in *orgInput) (*site.Body[OrgDossier], error) {
	points, err := s.cfg.Admin.Chats.OrgPoints(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	active := false
	people, err := s.cfg.Admin.Register.Search(ctx, staff.PeopleFilter{Org: in.ID, Disabled: &active, Today: s.today(), Limit: peopleShown})
	if err != nil {
		return nil, err
	}
	d := OrgDossier{Points: pointRows(points), People: make([]OrgMember, 0, len(people))}
	for i := range people {
		p := &people[i]
		p.Grants = slices.DeleteFunc(p.Grants, func(g casecore.Grant) bool { return g.Org != in.ID })
		d.People = append(d.People, OrgMember{ID: p.ID, Name: p.Name, Phone: p.Phone, Roles: s.grantViews(p.Grants)})
	}
	d.Reach, err = s.reach(ctx, in.ID)
	return site.Answer(d, err)
}

// reach tells whom a case and each breach of an organisation would reach now (MR-6.2).
func (s *Server) reach(ctx context.Context, org casecore.OrgID) ([]ReachedView, error) {
	now := s.cfg.Now()
	p, err := s.cfg.Rules.At(now)
	if err != nil {
		return nil, err
	}
	views := []ReachedView{{Recipient: "org", For: []string{"case"}}}
	for _, rule := range p.Deadlines {
		b, ok := p.BreachOf(rule, now)
		if !ok || b.Kind == "" {
			continue
		}
		for _, role := range b.Recipients {
			views = addReach(views, role, string(b.Kind))
		}
	}
	to := make([]casecore.Recipient, len(views))
	for i, v := range views {
		to[i] = casecore.Recipient{Kind: v.Recipient, ID: org.UUID()}
	}
	found, err := s.cfg.Admin.Reacher.Reach(ctx, now, to)
	if err != nil {
		return nil, err
	}
	return views, s.nameReach(ctx, views, to, found)
}

func addReach(views []ReachedView, role regulation.RoleID, breach string) []ReachedView {
	i := slices.IndexFunc(views, func(v ReachedView) bool { return v.Recipient == string(role) })
	if i < 0 {
		return append(views, ReachedView{Recipient: string(role), For: []string{breach}})
	}
	if !slices.Contains(views[i].For, breach) {
		views[i].For = append(views[i].For, breach)
	}
	return views
}

// nameReach fills in whose the addresses are.
func (s *Server) nameReach(ctx context.Context, views []ReachedView, to []casecore.Recipient, found map[casecore.Recipient]Reached) error {
	var who []string
	for _, r := range found {
		for _, a := range r.Addresses {
			who = append(who, actorOf(a.Whose))
		}
	}
	called, err := s.nameStaff(ctx, who...)
	for i := range views {
		r := found[to[i]]
		views[i].Addresses = []ReachedAddr{}
		for _, a := range r.Addresses {
			views[i].Addresses = append(views[i].Addresses, ReachedAddr{
				Name: called.of(actorOf(a.Whose)), Channel: a.Channel, Address: staff.Mask(a.Address),
			})
		}
		if len(r.Addresses) == 0 {
			views[i].Reason = r.Reason
		}
	}
	return err
}

// actorOf is how the history calls a person or an organisation.
func actorOf(r casecore.Recipient) string {
	if r.Kind == "org" {
		return casecore.ActorOrg + r.ID.String()
	}
	return r.ID.String()
}

func (s *Server) putOrg(ctx context.Context, in *putOrgInput) (*site.Body[OrgList], error) {
	_, err := s.cfg.Admin.Orgs.PutOrg(ctx, site.CallerOf(ctx).Command(in.Keyed), in.Body.Revision, in.Body.Org)
	return edited(ctx, s, err, func(ctx context.Context) (*site.Body[OrgList], error) { return s.orgs(ctx, nil) })
}

func (s *Server) unlinkOrg(ctx context.Context, in *unlinkOrgInput) (*site.Body[OrgDossier], error) {
	if err := s.cfg.Admin.Chats.UnlinkOrg(ctx, site.CallerOf(ctx).Command(in.Keyed), in.ID, in.Body.Point); err != nil {
		return nil, err
	}
	return s.org(ctx, &orgInput{ID: in.ID})
}

func (s *Server) orgLinkCode(ctx context.Context, in *orgCommand) (*site.Body[LinkCode], error) {
	code, expires, err := s.cfg.Admin.Chats.OrgLinkCode(ctx, site.CallerOf(ctx).Command(in.Keyed), in.ID)
	return site.Answer(LinkCode{Code: code, ExpiresAt: expires}, err)
}
