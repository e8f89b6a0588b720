package api

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/queuehall"
)

// elsewhere is what there is in a hall that is not the head's: the ids of it, by what they are of.
func (h *house) elsewhere() map[string]string {
	h.T.Helper()
	ctx := context.Background()
	v := h.served("zamostia", "1")
	id, err := h.halls.AddDevice(ctx, queuehall.AddDevice{
		Command: h.Command(casecore.System), Branch: v.Branch, Counter: v.Counter, Role: queuehall.Pad, Name: "pad",
	})
	require.NoError(h.T, err)
	code, _, err := h.halls.NewCode(ctx, id)
	require.NoError(h.T, err)
	token, err := h.halls.Pair(ctx, code)
	require.NoError(h.T, err)
	pad, err := h.halls.Device(ctx, token)
	require.NoError(h.T, err)
	h.Clock.Advance(time.Second) // so soon is a sign of abuse
	why, err := h.halls.Press(ctx, pad, queuehall.PressButton{ID: casecore.NewID[queuehall.PressID](), Nonce: v.Nonce, Mark: queuehall.Bad})
	require.NoError(h.T, err)
	require.Equal(h.T, queuehall.Counts, why)
	dark := gets[IncidentView](h.results, "hall_operator", "POST", "/api/hall/visits/"+v.ID.String()+"/dark", nil)
	request := gets[MadeView](h.results, "hall_head", "POST", "/api/hall/requests", map[string]any{
		"kind": "police", "written": true, "document": "7", "dated": "2026-03-01", "asked_by": "Слідчий", "asked": "результати", "branch": v.Branch,
	}).ID
	out := gets[MadeView](h.results, "hall_head", "POST", "/api/hall/requests/"+request.String()+"/hand-outs", map[string]any{
		"by": "branch", "from": "2026-03-01", "until": "2026-03-31", "form": "csv",
	}).ID
	flag := h.id(`SELECT id FROM hall_flags`)
	return map[string]string{
		"branch": v.Branch.String(), "counter": v.Counter.String(), "visit": v.ID.String(), "ticket": v.Ticket.String(),
		"direction": v.Direction.String(), "device": id.String(), "incident": dark.ID.String(), "flag": flag.String(),
		"request": request.String(), "hand-out": out.String(), "operator": v.Staff.String(),
	}
}

func (h *house) id(sql string) (id uuid.UUID) {
	h.T.Helper()
	require.NoError(h.T, h.DB.QueryRow(context.Background(), sql).Scan(&id))
	return id
}

// wanted is a query that every list takes what it knows of.
const wanted = "by=branch&from=2026-03-01&until=2026-03-31&days=366&day=2026-03-02&format=csv"

// VN-4.1, VN-4.7: the head of a branch reads, changes and downloads nothing of another one, whatever they ask for by whatever id. What the
// API will have tomorrow is walked too.
func TestAHeadReachesNothingOfAnotherBranch(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	theirs := h.elsewhere()
	var described struct {
		Paths map[string]map[string]struct {
			Action access.Action `json:"x-action"`
		} `json:"paths"`
	}
	raw, err := os.ReadFile("../../dashboard/web/openapi.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &described))
	walked := 0
	for path, operations := range described.Paths {
		for method, o := range operations {
			if !strings.HasPrefix(path, "/api/hall/") || o.Action.Public() {
				continue
			}
			method = strings.ToUpper(method)
			if !strings.Contains(path, "{") {
				if method == http.MethodGet {
					walked++
					h.tellsNothing(path+"?"+wanted, theirs)
					h.tellsNothing(path+"?"+wanted+"&branch="+theirs["branch"], theirs)
				}
				continue
			}
			for what, id := range theirs {
				walked++
				asked := strings.NewReplacer("{id}", id).Replace(path)
				require.GreaterOrEqual(t, h.call("branch_head", method, asked, nil).Code, 400, "%s %s of a %s", method, path, what)
			}
		}
	}
	require.Greater(t, walked, 200)
}

// tellsNothing asks as the head and finds no id of what is not theirs.
func (h *house) tellsNothing(path string, theirs map[string]string) {
	h.T.Helper()
	answer := h.call("branch_head", http.MethodGet, path, nil)
	if answer.Code >= 400 {
		return
	}
	for what, id := range theirs {
		require.NotContains(h.T, answer.Body.String(), id, "%s tells of a %s", path, what)
	}
}

// What is well said is refused for what it is about, and not for how it is said.
func TestWhatIsWellSaidOfAnotherBranchIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	theirs := h.elsewhere()
	slice := map[string]any{"by": "branch", "from": "2026-03-01", "until": "2026-03-31", "form": "csv"}
	for _, c := range []struct {
		path string
		body map[string]any
		want int
	}{
		{"devices", map[string]any{"branch": theirs["branch"], "role": "display", "name": "табло"}, http.StatusNotFound},
		{"devices/" + theirs["device"] + "/code", nil, http.StatusNotFound},
		{"devices/" + theirs["device"] + "/revoke", nil, http.StatusNotFound},
		{"incidents/" + theirs["incident"] + "/close", map[string]any{"word": "так"}, http.StatusNotFound},
		{"counters/" + theirs["counter"] + "/relieve", nil, http.StatusNotFound},
		{"counters/" + theirs["counter"] + "/sign-on", nil, http.StatusForbidden},
		{"counters/" + theirs["counter"] + "/next", nil, http.StatusForbidden},
		{"visits/" + theirs["visit"] + "/finish", nil, http.StatusForbidden},
		{"visits/" + theirs["visit"] + "/undo", nil, http.StatusForbidden},
		{"visits/" + theirs["visit"] + "/dark", nil, http.StatusForbidden},
		{"visits/" + theirs["visit"] + "/transfer", map[string]any{"direction": theirs["direction"]}, http.StatusForbidden},
		{"tickets/" + theirs["ticket"] + "/call", map[string]any{"counter": theirs["counter"]}, http.StatusForbidden},
		{"tickets", map[string]any{"direction": theirs["direction"], "lang": "uk"}, http.StatusNotFound},
		{"check-in", map[string]any{"branch": theirs["branch"], "code": "ABCDEF"}, http.StatusNotFound},
		{"posts", map[string]any{
			"kind": "operator", "branch": theirs["branch"], "staff": theirs["operator"], "off": true,
		}, http.StatusNotFound},
		{"posts", map[string]any{"kind": "head", "branch": theirs["branch"], "staff": h.people["branch_head"].Staff}, http.StatusNotFound},
		{"requests", map[string]any{
			"kind": "leadership", "written": false, "asked_by": "Голова", "asked": "результати", "branch": theirs["branch"],
		}, http.StatusForbidden},
		{"requests", map[string]any{"kind": "leadership", "written": false, "asked_by": "Голова", "asked": "результати"}, http.StatusForbidden},
		{"requests/" + theirs["request"] + "/refuse", map[string]any{"reason": "ні"}, http.StatusNotFound},
		{"requests/" + theirs["request"] + "/hand-outs", slice, http.StatusNotFound},
	} {
		got := h.call("branch_head", http.MethodPost, "/api/hall/"+c.path, c.body)
		require.Equal(t, c.want, got.Code, "%s: %s", c.path, got.Body)
	}
	file := "/api/hall/hand-outs/" + theirs["hand-out"] + "/file"
	require.Equal(t, http.StatusNotFound, h.call("branch_head", http.MethodGet, file, nil).Code)
	require.Equal(t, http.StatusOK, h.call("hall_head", http.MethodGet, file, nil).Code)
	results := "/api/hall/results?by=branch&branch=" + theirs["branch"] + "&" + marchResults
	require.Equal(t, http.StatusForbidden, h.call("branch_head", http.MethodGet, results, nil).Code)
}
