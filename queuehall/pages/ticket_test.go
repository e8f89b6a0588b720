package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestATicketsPageTellsThePlaceTheWaitAndTheCounter(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 4 {
		h.comes("business")
	}
	mine := h.comes("business")
	path := h.links.TicketPath(mine.ID)
	page := h.get(path)
	require.Equal(t, http.StatusOK, page.StatusCode)
	require.Contains(t, page.text(), mine.Code())
	require.Contains(t, page.text(), "Перед вами 4")
	require.Regexp(t, `Орієнтовне очікування: \d+–\d+ хв`, page.text())
	require.Contains(t, page.html, `data-state="waiting"`)
	require.Contains(t, page.html, "https://t.me/hall_bot?start=t_"+h.links.TicketToken(mine.ID))
	require.Contains(t, page.html, `<noscript><meta http-equiv="refresh"`, "it renews itself without scripts too")
	require.Equal(t, "no-store", page.Header.Get("Cache-Control"))
	require.Contains(t, h.get(path+"?lang=pl").text(), "Przed Państwem 4")

	call := h.operator("5")
	call()
	h.Exec(`UPDATE hall_visits SET step = 'served', ended_at = now()`)
	h.Exec(`UPDATE hall_tickets SET state = 'served', over_at = now() WHERE state = 'called' OR number = 2`)
	now := h.get(path + "/now")
	require.Contains(t, now.html, `data-state="near"`)
	require.NotContains(t, now.html, "<html", "only what changes")

	h.Exec(`UPDATE hall_tickets SET state = 'served', over_at = now() WHERE id <> $1`, mine.ID.UUID())
	call()
	called := h.get(path + "/now")
	require.Contains(t, called.html, `data-state="called"`)
	require.Contains(t, called.text(), "Проходьте до віконця 5")
	require.NotContains(t, h.get(path).html, "give-up", "who is called does not leave by the page")
}

func TestATicketIsGivenUpByItsPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	mine := h.comes("business")
	path := h.links.TicketPath(mine.ID)
	form := url.Values{"do": {"leave"}}
	page, _ := h.follow(path, form)
	require.Contains(t, page.text(), "Ви вийшли з черги")
	require.NotContains(t, page.html, "<script", "nothing more will change")
	h.follow(path, form) // sent twice is done once

	late := h.comes("business")
	h.operator("5")()
	refused := h.do(http.MethodPost, h.links.TicketPath(late.ID), form)
	require.Equal(t, http.StatusConflict, refused.StatusCode)
	require.Contains(t, refused.text(), "вас викликали")
}

func TestWhatOpensNothingIsMissing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	mine := h.comes("business")
	token := h.links.TicketToken(mine.ID)
	for _, path := range []string{
		"/t/x", "/t/" + strings.Repeat("A", 36), "/t/" + token + "/qr.svg2", "/booking/" + token, "/booking/" + token + "/qr.svg", "/booking/x/visit.ics",
		"/t/x/now", "/t/x/qr.svg",
	} {
		require.Equal(t, http.StatusNotFound, h.get(path).StatusCode, path)
	}
	picture := h.get("/t/" + token + "/qr.svg")
	require.Equal(t, "image/svg+xml", picture.Header.Get("Content-Type"))
	require.Contains(t, picture.html, "<svg")
}
