package pages_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

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

// stream is a page that follows its ticket.
type stream struct {
	h      *house
	events *bufio.Scanner
}

func (h *house) live(server *httptest.Server, path string) *stream {
	h.T.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	h.T.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+path+"/live", http.NoBody)
	require.NoError(h.T, err)
	answer, err := server.Client().Do(r)
	require.NoError(h.T, err)
	h.T.Cleanup(func() { _ = answer.Body.Close() })
	require.Equal(h.T, http.StatusOK, answer.StatusCode)
	require.Equal(h.T, "text/event-stream; charset=utf-8", answer.Header.Get("Content-Type"))
	return &stream{h, bufio.NewScanner(answer.Body)}
}

// next is the next event as a page gets it, "" at the end of the stream.
func (s *stream) next() string {
	s.h.T.Helper()
	var data strings.Builder
	for s.events.Scan() {
		line := s.events.Text()
		if line == "" && data.Len() > 0 {
			return data.String()
		}
		text, isData := strings.CutPrefix(line, "data: ")
		if isData {
			data.WriteString(text)
		}
	}
	return data.String()
}

func TestATicketsPageIsToldWhatBecomesOfItsTicket(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	server := httptest.NewServer(h.handler)
	t.Cleanup(server.Close)
	first, mine := h.comes("business"), h.comes("business")
	s := h.live(server, h.links.TicketPath(mine.ID))
	require.Contains(t, s.next(), `data-state="near"`)
	call := h.operator("5")
	call()
	h.wake()
	require.Contains(t, s.next(), "Ви наступні")
	h.Exec(`UPDATE hall_visits SET step = 'served', ended_at = now()`)
	h.Exec(`UPDATE hall_tickets SET state = 'served', over_at = now() WHERE id = $1`, first.ID.UUID())
	call()
	h.wake()
	called := s.next()
	require.Contains(t, called, `data-state="called"`)
	require.Contains(t, called, `<p class="counter">5</p>`)
	h.Exec(`UPDATE hall_visits SET recalls = 1 WHERE ended_at IS NULL`)
	h.wake()
	require.Contains(t, s.next(), `data-recalls="1"`)
	h.Exec(`UPDATE hall_visits SET step = 'served', ended_at = now() WHERE ended_at IS NULL`)
	h.Exec(`UPDATE hall_tickets SET state = 'served', over_at = now() WHERE id = $1`, mine.ID.UUID())
	h.wake()
	require.Contains(t, s.next(), "data-over")
	require.Empty(t, s.next(), "there is nothing more to tell")
}

func TestPagesThatFollowAreSentHomeWhenTheServerStops(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	server := httptest.NewServer(h.handler)
	t.Cleanup(server.Close)
	mine := h.comes("business")
	s := h.live(server, h.links.TicketPath(mine.ID))
	s.next()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	require.NoError(t, h.pages.Run(ctx))
	require.Empty(t, s.next())
	answer, err := server.Client().Get(server.URL + h.links.TicketPath(mine.ID) + "/live")
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusServiceUnavailable, answer.StatusCode)
}

func TestATicketThatIsStillAtTheKioskWaitsOnceItsHolderSaysThatTheyHaveIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	mine := h.comes("business")
	h.Exec(`UPDATE hall_tickets SET state = 'drawn' WHERE id = $1`, mine.ID.UUID())
	path := h.links.TicketPath(mine.ID)
	page := h.get(path)
	require.Contains(t, page.text(), "Талон ще не чинний")
	require.NotContains(t, page.text(), "Ви наступні", "nobody is in the queue by it")
	form := url.Values{"do": {"have"}}
	page, _ = h.follow(path, form)
	require.Contains(t, page.text(), "Ви наступні")
	h.follow(path, form) // sent twice is done once
	h.Exec(`UPDATE hall_tickets SET state = 'left', over_at = now() WHERE id = $1`, mine.ID.UUID())
	page, _ = h.follow(path, form)
	require.Contains(t, page.text(), "Ви вийшли з черги", "what was given up stays so")
}
