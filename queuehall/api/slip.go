package api

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/site"
	"hotline/queuehall"
	"hotline/queuehall/slip"
)

// mountSlips serves what kiosks print. A slip is no proof of a place in the queue: the ticket counts once the kiosk confirms it.
func (a *API) mountSlips(s *site.Site) {
	const path = "/api/hall/kiosk/tickets/{id}/slip"
	width := &huma.Param{
		Name: "width", In: "query", Description: "Dots of the paper", Required: true,
		Schema: &huma.Schema{Type: huma.TypeInteger, Enum: []any{int(slip.Narrow), int(slip.Wide)}},
	}
	s.DescribeFile(access.ReadPublic, path, "kioskSlip", "A ticket's slip as ESC/POS, for the kiosk's printer", site.AnyBytes, site.IDParam(), width)
	s.Handle(access.ReadPublic, "GET "+path, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		printed, err := a.slip(r)
		if err != nil {
			s.Fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", site.AnyBytes)
		w.Header().Set("Cache-Control", "no-store")
		site.Attachment(w.Header(), "slip.bin")
		_, _ = bytes.NewReader(printed).WriteTo(w) // a kiosk that has gone cannot be told
	}))
}

func (a *API) slip(r *http.Request) ([]byte, error) {
	const op = "slip"
	id, err := casecore.ParseID[queuehall.TicketID](r.PathValue("id"))
	if err != nil {
		return nil, fail(casecore.NotFound, op, "error.hall_no_ticket")
	}
	dots, err := strconv.Atoi(r.URL.Query().Get("width"))
	width := slip.Width(dots)
	if err != nil || !width.Known() {
		return nil, fail(casecore.Invalid, op, "error.hall_slip_width")
	}
	_, t, err := a.kioskTicket(r.Context(), Bearer{r.Header.Get("Authorization")}, id)
	if err != nil {
		return nil, err
	}
	outlook, err := a.hall.Outlook(r.Context(), &t)
	if err != nil {
		return nil, err
	}
	printed := slip.Ticket{
		Lang: t.Lang, Code: t.Code(), Issued: t.Issued.In(a.hall.Profile().Location()), Ahead: outlook.Ahead,
		Least: t.Wait.Least, Most: t.Wait.Most,
	}
	branches, err := a.hall.Branches(r.Context())
	if err != nil {
		return nil, err
	}
	for i := range branches {
		if branches[i].ID == t.Branch {
			printed.Branch = branches[i].Name[t.Lang]
		}
		for _, d := range branches[i].Directions {
			if d.ID == t.Direction {
				printed.Direction = d.Name[t.Lang]
			}
		}
	}
	if a.cfg.Follow != nil {
		printed.Follow = a.cfg.Follow(t.ID)
	}
	return a.cfg.Slips.Make(&printed, width)
}
