package pages_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/regulation"
	"hotline/queuehall"
	"hotline/queuehall/profile"
)

// closes has the centre stay closed today and tomorrow, which calls that many bookings off.
func (h *house) closes(bookings int) {
	h.T.Helper()
	places, err := h.hall.Branches(h.T.Context())
	require.NoError(h.T, err)
	days := queuehall.NewDays(h.hall, adminlog.New(h.DB, h.Store, h.Clock.Now))
	for i := range 2 {
		cmd := queuehall.SetDay{
			Command: h.Command(h.Person(regulation.RoleHallHead, casecore.OrgID{})), Day: h.hall.Now().AddDate(0, 0, i).Format(time.DateOnly),
			Branches: []queuehall.BranchID{places[0].ID}, Reason: profile.Text{"uk": "Вихідний: День Незалежності", "en": "Independence Day"},
		}
		sum, err := days.InTheWay(h.T.Context(), cmd)
		require.NoError(h.T, err)
		cmd.Bookings = sum.Off
		bookings -= sum.Off
		_, err = days.Set(h.T.Context(), cmd)
		require.NoError(h.T, err)
	}
	require.Zero(h.T, bookings)
}

func TestWhoeverBooksIsToldWhichDaysAreClosedAndWhenTheHallOpens(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.closes(0)
	places := h.get("/booking")
	require.Contains(t, places.text(), "Зачинено, відчиниться ср, ")
	require.Contains(t, places.text(), "День Незалежності")
	require.Contains(t, h.get("/booking?lang=en").text(), "Independence Day")
	require.Contains(t, h.get("/booking?lang=pl").text(), "День Незалежності", "Ukrainian where nothing else was written")
	days := h.get(h.get(places.href(t, "Прозорий офіс<")).href(t, "Реєстрація бізнесу"))
	require.Contains(t, days.text(), "— зачинено: Вихідний: День Незалежності")
}

func TestThePageOfABookingSaysThatItsDayWasClosed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	form := h.chooses("").fields()
	form.Set("phone", "0501112233")
	page, to := h.follow("/booking?lang=uk", form)
	path, _, _ := strings.Cut(to, "?")
	require.Contains(t, page.html, "https://t.me/hall_bot?start=b_"+strings.TrimPrefix(path, "/booking/"))
	h.closes(1)
	page = h.get(path)
	require.Contains(t, page.text(), "Запис скасовано")
	require.Contains(t, page.text(), "Відділення в цей час не працює: Вихідний: День Незалежності.")
	require.Contains(t, page.text(), "може зателефонувати")
	require.Contains(t, h.get(path+"?lang=en").text(), "Independence Day")
}
