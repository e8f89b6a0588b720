package casecore

import (
	"slices"
	"time"

	"hotline/casecore/regulation"
)

// Grant is a role that a person holds, maybe for one organisation, an area, and between dates (MR-5.7, RO-2.2).
type Grant struct {
	Role  regulation.RoleID
	Org   OrgID
	Area  string
	Since time.Time
	Until time.Time // exclusive; zero for no end
}

// Actor is who does something: a person with their grants, the applicant, or the system itself.
type Actor struct {
	Staff  StaffID
	Grants []Grant // those in force now
}

// The actors that are not staff.
var (
	Citizen = Actor{Grants: []Grant{{Role: regulation.RoleCitizen}}}
	System  = Actor{Grants: []Grant{{Role: regulation.RoleSystem}}}
)

// Has tells whether the actor holds the role anywhere.
func (a Actor) Has(role regulation.RoleID) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == role })
}

// HasFor tells whether the actor holds the role for org: a grant without an organisation holds for all.
func (a Actor) HasFor(role regulation.RoleID, org OrgID) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool {
		return g.Role == role && (g.Org.IsZero() || g.Org == org)
	})
}

// Orgs returns the organisations that the actor's grants are bound to.
func (a Actor) Orgs() []OrgID {
	var orgs []OrgID
	for _, g := range a.Grants {
		if !g.Org.IsZero() && !slices.Contains(orgs, g.Org) {
			orgs = append(orgs, g.Org)
		}
	}
	return orgs
}

// ActorOrg begins the name of an actor who is known by their organisation only: somebody in its linked chat.
const ActorOrg = "org:"

// String names the actor in the history: the person's id, "citizen", "org:<id>" or "system".
func (a Actor) String() string {
	switch {
	case !a.Staff.IsZero():
		return a.Staff.String()
	case a.Has(regulation.RoleCitizen):
		return "citizen"
	case len(a.Orgs()) > 0:
		return ActorOrg + a.Orgs()[0].String()
	}
	return "system"
}
