package dashboard

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
)

// RO-4.3: an organisation's people are named to those who may see its cases.
func TestExecutorsAreNamedToThoseWhoSeeTheirCases(t *testing.T) {
	t.Parallel()
	h := build(t, "romny")
	c := h.Case(casetest.Topic)
	executor := h.hire(regulation.RoleExecutor, c.LeadOrg)
	stranger := h.hire(regulation.RoleExecutor, h.otherOrg(c.LeadOrg))
	head := h.hire(regulation.RoleExecutorHead, c.LeadOrg)
	path := "/api/executors?org=" + c.LeadOrg.String()
	var list ExecutorList
	named := func(who *browser, path string) []casecore.StaffID {
		var ids []casecore.StaffID
		who.get(path).ok().json(&list)
		for _, p := range list.People {
			ids = append(ids, p.ID)
		}
		return ids
	}
	require.Equal(t, []casecore.StaffID{executor.actor.Staff}, named(head, path))
	require.Equal(t, []casecore.StaffID{executor.actor.Staff}, named(head, "/api/executors?org="+strings.ToUpper(c.LeadOrg.String())))
	require.Empty(t, named(stranger, path))

	// Without an organisation a name finds them, with where they are, and finds each only those whom they may see.
	officer := h.hire(regulation.RoleAdministrator, casecore.OrgID{})
	byName := "/api/executors?text=" + url.QueryEscape("ОСОБА exe")
	require.ElementsMatch(t, []casecore.StaffID{executor.actor.Staff, stranger.actor.Staff}, named(officer, byName))
	require.NotEmpty(t, list.People[0].OrgName)
	require.Equal(t, []casecore.StaffID{executor.actor.Staff}, named(head, byName))
	require.Equal(t, c.LeadOrg, list.People[0].Org)
	require.Empty(t, named(officer, "/api/executors"))
}
