package pages_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/queuehall/links"
)

// chooses goes the way to the last step.
func (h *house) chooses(query string) answer {
	h.T.Helper()
	t := h.T.(*testing.T)
	services := h.get(h.get("/booking"+query).href(t, "Прозорий офіс<"))
	days := h.get(services.href(t, "Реєстрація бізнесу"))
	require.Contains(t, days.text(), "О котрій годині?")
	return h.get(days.href(t, `\d\d:\d\d<`))
}

func TestAVisitIsBookedStepByStepWithoutAScript(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	last := h.chooses("")
	require.NotContains(t, last.html, "<script")
	form := last.fields()
	form.Set("phone", "050 111-22-33")
	page, to := h.follow("/booking?lang=uk", form)
	require.Contains(t, page.text(), "Вас записано")
	code := regexp.MustCompile(`[2345679ACEHKMPTX]{4} [2345679ACEHKMPTX]{4}`).FindString(page.text())
	require.NotEmpty(t, code)
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_bookings WHERE phone = '+380501112233' AND source = 'web'`))
	_, again := h.follow("/booking?lang=uk", form)
	require.Equal(t, to, again, "sent twice is booked once")

	path, _, _ := strings.Cut(to, "?")
	ics := h.get(path + "/visit.ics")
	require.Equal(t, "text/calendar; charset=utf-8", ics.Header.Get("Content-Type"))
	for line := range strings.SplitSeq(strings.TrimSuffix(ics.html, "\r\n"), "\r\n") {
		require.LessOrEqual(t, len(line), 75)
	}
	unfolded := strings.ReplaceAll(ics.html, "\r\n ", "")
	require.Contains(t, unfolded, "SUMMARY:Прозорий офіс: Реєстрація бізнесу та нерухомості")
	require.Contains(t, unfolded, code)
	require.Contains(t, unfolded, "URL:https://city.example.org"+path)

	// The code is what opens the booking in the hall.
	places, err := h.hall.Branches(t.Context())
	require.NoError(t, err)
	b, err := h.hall.FindBooking(t.Context(), places[0].ID, h.links.IsCode(strings.ToLower(code)))
	require.NoError(t, err)
	require.Equal(t, path, h.links.BookingPath(b.ID))

	cancel := h.get(path).fields()
	cancel.Set("do", "cancel")
	gone, _ := h.follow(path+"?lang=en", cancel)
	require.Contains(t, gone.text(), "The booking is cancelled")
	require.Equal(t, http.StatusNotFound, h.get(path+"/visit.ics").StatusCode)
}

func TestWhoeverBookedTakesTheirTicketFromThePageWhenTheirTimeComes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	form := h.chooses("?from=bot").fields()
	form.Set("phone", "0501112233")
	page, to := h.follow("/booking?lang=uk", form)
	path, _, _ := strings.Cut(to, "?")
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_bookings WHERE source = 'bot'`))
	require.NotContains(t, page.html, `value="come"`)
	come := page.fields()
	come.Set("do", "come")
	refused := h.do(http.MethodPost, path, come)
	require.Equal(t, http.StatusConflict, refused.StatusCode)
	require.Contains(t, refused.text(), "Ще зарано")

	id, _ := h.links.OpenBooking(strings.TrimPrefix(path, "/booking/"))
	b, err := h.hall.Booking(t.Context(), id)
	require.NoError(t, err)
	h.Clock.Set(b.At.Add(-5 * time.Minute))
	come = h.get(path).fields()
	come.Set("do", "come")
	ticket, at := h.follow(path+"?lang=uk", come)
	require.Contains(t, at, "/t/")
	require.Contains(t, ticket.text(), "Ваш запис — на")
	require.Contains(t, h.get(path).text(), "Мій талон")
}

func TestWhatCannotBeBookedIsSaidOnTheStepAtWhichItIsMended(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	last := h.chooses("")
	form := last.fields()
	form.Set("phone", "12<b>")
	wrong := h.do(http.MethodPost, "/booking", form)
	require.Equal(t, http.StatusUnprocessableEntity, wrong.StatusCode)
	require.Contains(t, wrong.html, `value="12&lt;b&gt;"`, "what was typed is not lost")
	require.Equal(t, form.Get("key"), wrong.fields().Get("key"))

	form.Set("phone", "0501112233")
	h.follow("/booking", form)
	other := last.fields()
	other.Set("key", strings.Repeat("k", 36))
	other.Set("phone", "0501112244")
	taken := h.do(http.MethodPost, "/booking", other)
	require.Equal(t, http.StatusConflict, taken.StatusCode)
	require.Contains(t, taken.text(), "Цей час щойно зайняли")
	require.Contains(t, taken.text(), "О котрій годині?", "another one can be chosen")

	h.guesses = 0
	free := h.chooses("").fields()
	free.Set("phone", "0501112255")
	require.Equal(t, http.StatusTooManyRequests, h.do(http.MethodPost, "/booking", free).StatusCode)
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_bookings`))
}

func TestAServiceWithoutBookingsSaysSo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.Exec(`UPDATE hall_counters SET active = false`)
	services := h.get(h.get("/booking").href(t, "Прозорий офіс<"))
	require.NotContains(t, services.html, "service=")
	h.Exec(`UPDATE hall_counters SET active = true`)
	h.Exec(`UPDATE hall_directions SET seconds = 100000`) // no opening hours are that long
	page := h.get(h.get(h.get("/booking").href(t, "Прозорий офіс<")).href(t, "Земельні питання"))
	require.Contains(t, page.text(), "На найближчі дні все зайнято")
}

func TestABookingFromAChatIsFollowedByItUnlessItsHolderDoesNotLikeThat(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	came := "?from=bot&chat=" + h.links.Invite("42", h.Clock.Now())
	require.NotContains(t, came, "42", "nobody reads the chat in the address")
	last := h.chooses(came)
	require.Contains(t, last.text(), "Писати мені про цей запис у Telegram")
	form := last.fields()
	form.Set("tell", "1")
	form.Set("phone", "0501112233")
	page, _ := h.follow("/booking?lang=uk", form)
	require.Contains(t, page.text(), "Telegram-бот: він уже знає про цей запис")
	require.NotContains(t, page.html, "?start=b_")
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_booking_watches WHERE chat = '42'`))

	form = h.chooses(came).fields()
	form.Set("phone", "1")
	wrong := h.do(http.MethodPost, "/booking?lang=uk", form)
	require.NotContains(t, wrong.html, "checked", "what was unticked stays so")
	form.Set("phone", "0501112244")
	page, _ = h.follow("/booking?lang=uk", form)
	require.Contains(t, page.html, "?start=b_", "they may follow it later")

	h.Clock.Advance(links.InviteLife)
	last = h.chooses(came)
	require.NotContains(t, last.text(), "у Telegram", "the link is old: the chat may be another's")
	form = last.fields()
	form.Set("tell", "1")
	form.Set("phone", "0501112255")
	h.follow("/booking?lang=uk", form)
	require.EqualValues(t, 3, h.Number(`SELECT count(*) FROM hall_bookings`))
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_booking_watches`))
}
