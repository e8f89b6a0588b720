package api

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

func TestAPriorityIsCorrectedInOnesOwnHallAndToldToNoDisplay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.served("centre", "1")
	_, token := h.paired(queuehall.Display, queuehall.CounterID{})
	shown, desk := h.device(token), h.staff("hall_operator")
	shown.hears(`"ticket":"А-001"`)
	desk.hears(`"code":"А-001"`)
	path := "/api/hall/tickets/" + v.Ticket.String() + "/priority"
	wanted := map[string]string{"priority": "veteran", "why": "proven"}
	require.Equal(t, http.StatusForbidden, h.call("agent", "POST", path, wanted).Code)
	require.Equal(t, http.StatusForbidden, h.call("hall_head", "POST", path, wanted).Code, "heads sit at no counter")
	gets[TicketView](h.results, "hall_operator", "POST", path, wanted)
	desk.hears(`"priority":"veteran"`)
	list := gets[PriorityChangeList](h.results, "branch_head", "GET", path, nil)
	require.Len(t, list.Changes, 1)
	require.Equal(t, "veteran", list.Changes[0].Becomes)
	require.Equal(t, queuehall.Proven, list.Changes[0].Why)

	gets[VisitView](h.results, "hall_operator", "POST", "/api/hall/visits/"+v.ID.String()+"/recall", nil)
	shown.hears(`"recalls":1`)
	require.NotContains(t, shown.heard(), "veteran")
	var direction queuehall.DirectionID
	require.NoError(t, h.DB.QueryRow(t.Context(), `SELECT d.id FROM hall_directions d JOIN hall_branches b ON b.id = d.branch_id
		WHERE b.code = 'zamostia' LIMIT 1`).Scan((*uuid.UUID)(&direction)))
	other, err := h.halls.Issue(t.Context(), queuehall.IssueTicket{
		Command: h.Command(casecore.Citizen), Direction: direction, Source: queuehall.FromDesk, Lang: "uk",
	})
	require.NoError(t, err)
	require.Equal(t, http.StatusNotFound, h.call("branch_head", "GET", "/api/hall/tickets/"+other.ID.String()+"/priority", nil).Code,
		"of another branch")
}
