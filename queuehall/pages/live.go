package pages

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"hotline/queuehall"
)

// liveWait bounds one writing to a page that follows its ticket.
const liveWait = 10 * time.Second

// beat says that what the page shows still holds.
const beat = "event: beat\ndata:\n\n"

// ticketLive sends a ticket's page that part of it that changes, as events, whenever it does; and beats, by which it knows that it would.
// A copy that has too many answers 503, and the page asks from time to time instead.
func (p *Pages) ticketLive(w http.ResponseWriter, r *http.Request) {
	t, ok := opened(p, w, r, p.cfg.Links.OpenTicket, p.cfg.Hall.Ticket)
	if !ok {
		return
	}
	follower, leave, err := p.rooms.join(&t)
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	defer leave()
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	var last []byte
	for {
		var f queuehall.Followed
		select {
		case <-r.Context().Done():
			return
		case <-p.rooms.done:
			return
		case f = <-follower.news:
		}
		html, err := p.frame.Render("ticket-now", p.page(r, "", p.ticketData(r, &f, "")))
		if err != nil {
			p.cfg.Log.ErrorContext(r.Context(), "page", "err", err)
			return
		}
		event := []byte(beat)
		if !bytes.Equal(html, last) {
			event, last = eventOf(html), html
		}
		if send(w, event) != nil || f.Ticket.State.Over() {
			return
		}
	}
}

// eventOf is text as an event of a stream, line by line.
func eventOf(text []byte) []byte {
	var b bytes.Buffer
	for line := range bytes.Lines(text) {
		b.WriteString("data: ")
		b.Write(bytes.TrimRight(line, "\r\n"))
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	return b.Bytes()
}

func send(w http.ResponseWriter, event []byte) error {
	to := http.NewResponseController(w)
	if err := to.SetWriteDeadline(time.Now().Add(liveWait)); err != nil {
		return err
	}
	if _, err := w.Write(event); err != nil {
		return err
	}
	return to.Flush()
}

// Run sends the pages that follow tickets home when ctx ends: each comes back, to another copy.
func (p *Pages) Run(ctx context.Context) error {
	<-ctx.Done()
	p.rooms.close()
	return nil
}
