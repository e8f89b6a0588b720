package api

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/queuehall"
)

// served is a client at a counter, whom the harness's operator has called.
func (h *results) served(branch, counter string) queuehall.Visit {
	h.T.Helper()
	ctx := context.Background()
	var counterID, direction uuid.UUID
	require.NoError(h.T, h.DB.QueryRow(ctx, `SELECT c.id, c.directions[1] FROM hall_counters c JOIN hall_branches b ON b.id = c.branch_id
		WHERE b.code = $1 AND c.code = $2`, branch, counter).Scan(&counterID, &direction))
	who := h.people["hall_operator"]
	h.Exec(`INSERT INTO hall_operators SELECT $1, b.id, p.id FROM hall_branches b, hall_participants p WHERE b.code = $2 AND p.code = 'state'
		ON CONFLICT DO NOTHING`, who.Staff.UUID(), branch)
	_, err := h.halls.Issue(ctx, queuehall.IssueTicket{
		Command: h.Command(casecore.Citizen), Direction: queuehall.DirectionID(direction), Source: queuehall.FromDesk, Lang: "uk",
	})
	require.NoError(h.T, err)
	at := queuehall.CounterCommand{Command: h.Command(who), Counter: queuehall.CounterID(counterID)}
	require.NoError(h.T, h.halls.SignOn(ctx, at))
	at.Command = h.Command(who)
	v, err := h.halls.CallNext(ctx, at)
	require.NoError(h.T, err)
	return v
}

// VN-3.3
func TestOneKeyOfTheOperatorsMakesAnIncidentThatItsKeepersSeeAndEnd(t *testing.T) {
	t.Parallel()
	h := newResults(t)
	v := h.served("centre", "1")
	dark := "/api/hall/visits/" + v.ID.String() + "/dark"
	require.Equal(t, http.StatusForbidden, h.call("director", "POST", dark, nil).Code)
	made := gets[IncidentView](h, "hall_operator", "POST", dark, nil)
	require.Equal(t, queuehall.ByOperator, made.By)
	require.Nil(t, made.Device, "the counter has no pad")
	for _, who := range []string{"branch_head", "hall_head", "technical_administrator"} {
		require.Equal(t, []IncidentView{made}, gets[IncidentList](h, who, "GET", "/api/hall/incidents", nil).Incidents, who)
	}
	require.Equal(t, http.StatusForbidden, h.call("hall_operator", "GET", "/api/hall/incidents", nil).Code)

	end := "/api/hall/incidents/" + made.ID.String() + "/close"
	require.Equal(t, http.StatusUnprocessableEntity, h.call("technical_administrator", "POST", end, map[string]any{"word": ""}).Code)
	closed := gets[IncidentView](h, "technical_administrator", "POST", end, map[string]any{"word": "новий кабель"})
	require.Equal(t, queuehall.BySupport, closed.How)
	require.NotNil(t, closed.Closed)
	require.Equal(t, http.StatusConflict, h.call("technical_administrator", "POST", end, map[string]any{"word": "ще раз"}).Code)
}

func TestAnIncidentOfAnotherBranchIsNotTheHeads(t *testing.T) {
	t.Parallel()
	h := newResults(t)
	v := h.served("zamostia", "1")
	made := gets[IncidentView](h, "hall_operator", "POST", "/api/hall/visits/"+v.ID.String()+"/dark", nil)
	require.Empty(t, gets[IncidentList](h, "branch_head", "GET", "/api/hall/incidents", nil).Incidents)
	require.Equal(t, http.StatusNotFound, h.call("branch_head", "POST", "/api/hall/incidents/"+made.ID.String()+"/close", map[string]any{"word": "так"}).Code)
}

// VN-3.2: operators see no flags; heads see those of their branch, a participant's head those of their own people (VN-4.7).
func TestSignsOfAbuseAreSeenByHeadsAlone(t *testing.T) {
	t.Parallel()
	h := newResults(t)
	v := h.served("zamostia", "2")
	ctx := context.Background()
	id, err := h.halls.AddDevice(ctx, queuehall.AddDevice{
		Command: h.Command(casecore.System), Branch: v.Branch, Counter: v.Counter, Role: queuehall.Pad, Name: "pad",
	})
	require.NoError(t, err)
	code, _, err := h.halls.NewCode(ctx, id)
	require.NoError(t, err)
	token, err := h.halls.Pair(ctx, code)
	require.NoError(t, err)
	pad, err := h.halls.Device(ctx, token)
	require.NoError(t, err)
	h.Clock.Advance(time.Second)
	_, err = h.halls.Press(ctx, pad, queuehall.PressButton{ID: casecore.NewID[queuehall.PressID](), Nonce: v.Nonce, Mark: queuehall.Bad})
	require.NoError(t, err)
	h.Clock.Advance(time.Minute)
	today := h.Clock.Now().In(casetest.Kyiv()).Format(time.DateOnly)
	days := "from=" + today + "&until=" + today
	for who, n := range map[string]int{"hall_head": 1, "participant_head": 1, "director": 1, "branch_head": 0} {
		list := gets[FlagList](h, who, "GET", "/api/hall/flags?"+days, nil)
		require.Len(t, list.Flags, n, who)
		require.Contains(t, list.Rule, "дисциплінарних", "VN-4.8")
		if n > 0 {
			require.Equal(t, queuehall.FastPress, list.Flags[0].Kind)
			require.InDelta(t, 1, list.Flags[0].Seconds, 0.01)
			require.Empty(t, list.Flags[0].Operator, "VN-4.3")
		}
	}
	require.Equal(t, http.StatusForbidden, h.call("hall_operator", "GET", "/api/hall/flags?"+days, nil).Code)
	require.Equal(t, http.StatusForbidden, h.call("branch_head", "GET", "/api/hall/flags?"+days+"&branch="+v.Branch.String(), nil).Code)
	require.NotContains(t, h.call("hall_head", "GET", "/api/hall/flags?"+days, nil).Body.String(), "mark")
	require.Empty(t, gets[FlagList](h, "hall_head", "GET", "/api/hall/flags?"+days+"&kind=pressure", nil).Flags)

	path := "/api/hall/flags/" + gets[FlagList](h, "hall_head", "GET", "/api/hall/flags?"+days, nil).Flags[0].ID.String() + "/notes"
	note := map[string]any{"word": "Клієнт натиснув, щойно підійшов"}
	require.Equal(t, http.StatusNotFound, h.call("branch_head", "POST", path, note).Code, "of another branch")
	for _, who := range []string{"director", "participant_head", "hall_operator"} {
		require.Equal(t, http.StatusForbidden, h.call(who, "POST", path, note).Code, who)
	}
	require.Len(t, gets[FlagView](h, "hall_head", "POST", path, note).Notes, 1)
	file := h.call("hall_head", "GET", "/api/hall/flags/file?lang=en&"+days, nil)
	require.Contains(t, file.Header().Get("Content-Disposition"), "signs-"+today)
	require.Contains(t, file.Body.String(), "Rated right after the call")
	require.Contains(t, file.Body.String(), "Клієнт натиснув")
}
