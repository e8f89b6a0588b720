package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/casetest"
	"hotline/internal/i18n"
	"hotline/internal/site"
	"hotline/queuehall"
	"hotline/queuehall/profile"
	"hotline/queuehall/slip"
)

func TestAKioskPrintsTicketsOfItsOwnHallOnly(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	p, err := profile.Embedded("vinnytsia")
	require.NoError(t, err)
	require.NoError(t, queuehall.Import(ctx, w.DB, p))
	texts, err := i18n.New()
	require.NoError(t, err)
	slips, err := slip.New(texts)
	require.NoError(t, err)
	hall := queuehall.New(w.DB, w.Store, p, w.Clock.Now, casecore.Hooks{})
	a := New(Config{Hall: hall, Slips: slips, Follow: func(id queuehall.TicketID) string { return "https://hall.example/t/" + id.String() }})
	router := site.NewRouter(site.RouterConfig{
		Guard:   func(_ access.Action, next http.Handler) http.Handler { return next },
		Problem: reflect.TypeFor[problem](),
	})
	a.mountSlips(&site.Site{Router: router, Fail: func(w http.ResponseWriter, _ *http.Request, err error) {
		status := map[casecore.Code]int{
			casecore.NotFound: http.StatusNotFound, casecore.Invalid: http.StatusUnprocessableEntity, casecore.Forbidden: http.StatusForbidden,
		}
		w.WriteHeader(status[casecore.CodeOf(err)])
	}})

	branches, err := hall.Branches(ctx)
	require.NoError(t, err)
	command := func() casecore.Command {
		return casecore.Command{Scope: "test", Key: uuid.NewString(), Actor: casecore.Citizen}
	}
	ticket, err := hall.Issue(ctx, queuehall.IssueTicket{
		Command: command(), Direction: branches[0].Directions[0].ID, Source: queuehall.FromKiosk, Lang: "uk",
	})
	require.NoError(t, err)
	paired := func(branch queuehall.BranchID, role queuehall.DeviceRole) string {
		id, err := hall.AddDevice(ctx, queuehall.AddDevice{Command: command(), Branch: branch, Role: role, Name: "device"})
		require.NoError(t, err)
		code, _, err := hall.NewCode(ctx, id)
		require.NoError(t, err)
		token, err := hall.Pair(ctx, code)
		require.NoError(t, err)
		return token
	}
	asked := func(token, width string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/hall/kiosk/tickets/"+ticket.ID.String()+"/slip?width="+width, http.NoBody)
		r.Header.Set("Authorization", "Bearer "+token)
		answer := httptest.NewRecorder()
		router.Mux().ServeHTTP(answer, r)
		return answer
	}

	kiosk := paired(branches[0].ID, queuehall.Kiosk)
	printed := asked(kiosk, "576")
	require.Equal(t, http.StatusOK, printed.Code)
	require.Equal(t, []byte{0x1b, '@', 0x1d, 'v', '0', 0, 576 / 8, 0}, printed.Body.Bytes()[:8])
	require.Equal(t, http.StatusUnprocessableEntity, asked(kiosk, "400").Code)
	require.Equal(t, http.StatusNotFound, asked(paired(branches[1].ID, queuehall.Kiosk), "576").Code, "of another hall")
	require.Equal(t, http.StatusForbidden, asked(paired(branches[0].ID, queuehall.Display), "576").Code)
	require.Equal(t, http.StatusNotFound, asked("nobody's", "576").Code)
}
