package casecore

import (
	"slices"

	"hotline/casecore/regulation"
)

// Tags of audiences. A change carries the tags of those who may see it; a person sees what shares a tag with them.
const (
	TagIntake = "intake" // whoever takes and words reports
	TagCity   = "city"   // whoever sees every case of the city
	tagOrg    = "org:"
	tagUnit   = "unit:"
	tagArea   = "area:"
)

// Tags returns what the actor may see: an agent the intake and the city, an executor's people their organisation, a
// parent unit's head their organisations, a control body its area (RO-2.7), the mayor the city.
func (a Actor) Tags() []string {
	var tags []string
	add := func(t string) {
		if !slices.Contains(tags, t) {
			tags = append(tags, t)
		}
	}
	for _, g := range a.Grants {
		switch g.Role {
		case regulation.RoleAgent, regulation.RoleSupervisor, regulation.RoleAdministrator:
			add(TagIntake)
			add(TagCity)
		case regulation.RoleControlOfficer, regulation.RoleCentreHead, regulation.RoleDirector, regulation.RoleMayor:
			add(TagCity)
		case regulation.RoleOperator, regulation.RoleExecutor, regulation.RoleExecutorHead:
			if !g.Org.IsZero() {
				add(tagOrg + g.Org.String())
			}
		case regulation.RoleParentHead:
			if !g.Org.IsZero() {
				add(tagUnit + g.Org.String())
			}
		case regulation.RoleControlBody:
			add(tagArea + g.Area)
		}
	}
	return tags
}

// Sees tells whether the actor shares a tag with the audience.
func (a Actor) Sees(audience []string) bool {
	return slices.ContainsFunc(a.Tags(), func(t string) bool { return slices.Contains(audience, t) })
}

// ReportAudience is who may see reports: the intake.
func ReportAudience() []string { return []string{TagIntake} }

// CaseAudience is who may see a case: the city's staff, its executors, the units above them, the control body.
func CaseAudience(c *Case, cat Catalogue) []string {
	tags := []string{TagCity}
	add := func(t string) {
		if !slices.Contains(tags, t) {
			tags = append(tags, t)
		}
	}
	for _, id := range append([]OrgID{c.LeadOrg}, c.Assistants...) {
		add(tagOrg + id.String())
		org, ok := cat.Org(id)
		if !ok {
			continue
		}
		if !org.Parent.IsZero() {
			add(tagUnit + org.Parent.String())
		}
		if org.Area != "" {
			add(tagArea + org.Area)
		}
	}
	return tags
}
