package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/regulation"
	"hotline/casecore/rota"
	"hotline/internal/ical"
	"hotline/internal/site"
)

// shiftsAhead is how far one's own shifts are shown, days: two months.
const shiftsAhead = 62

// WatchView is who is on shift now.
type WatchView struct {
	InUse  bool       `json:"in_use" doc:"Without a rota in force everybody who is ready counts"`
	People []OnShift  `json:"people" nullable:"false" doc:"Whoever ends first comes first"`
	Mine   *ShiftView `json:"mine,omitempty" doc:"One's own shift under way"`
	Next   *ShiftView `json:"next,omitempty" doc:"One's own next shift"`
}

// OnShift is somebody who is on shift.
type OnShift struct {
	ID    casecore.StaffID `json:"id"`
	Name  string           `json:"name"`
	Until time.Time        `json:"until"`
}

// ShiftView is a shift of the version in force.
type ShiftView struct {
	Day     string               `json:"day" format:"date"`
	Pattern regulation.PatternID `json:"pattern"`
	Name    string               `json:"name"`
	From    time.Time            `json:"from"`
	Until   time.Time            `json:"until"`
}

// ShiftList is one's own shifts from now on.
type ShiftList struct {
	Kept   bool        `json:"kept" doc:"The city keeps a rota in the product"`
	Shifts []ShiftView `json:"shifts" nullable:"false"`
}

func (s *Server) mountShifts() {
	r := s.router
	site.Operation(r, access.ReadRota, "GET /api/shifts/now", "shiftsNow", "Who is on shift", s.shiftsNow)
	site.Operation(r, access.ReadRota, "GET /api/shifts/mine", "myShifts", "One's own shifts of the next two months", s.myShifts)
	r.Handle(access.ReadRota, "GET /api/shifts/mine.ics", http.HandlerFunc(s.shiftsFile))
	r.Describe(access.ReadRota, &huma.Operation{
		OperationID: "myShiftsFile", Method: http.MethodGet, Path: "/api/shifts/mine.ics", Summary: "One's own shifts for a calendar",
		Responses: map[string]*huma.Response{"200": {
			Description: "A calendar",
			Content:     map[string]*huma.MediaType{"text/calendar": {Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	})
}

func (s *Server) shiftsNow(ctx context.Context, _ *nothing) (*site.Body[WatchView], error) {
	now := s.cfg.Now()
	w, err := s.cfg.Rota.OnShift(ctx, now)
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(w.Shifts))
	for _, shift := range w.Shifts {
		ids = append(ids, shift.Staff.String())
	}
	names, err := s.nameStaff(ctx, ids...)
	if err != nil {
		return nil, err
	}
	out := WatchView{InUse: w.InUse, People: make([]OnShift, 0, len(w.Shifts))}
	for _, shift := range w.Shifts {
		out.People = append(out.People, OnShift{ID: shift.Staff, Name: names.of(shift.Staff.String()), Until: shift.End})
	}
	list, err := s.shiftsOf(ctx, now)
	for i := range list {
		if list[i].From.After(now) {
			out.Next = &list[i]
			break
		}
		out.Mine = &list[i]
	}
	return site.Answer(out, err)
}

func (s *Server) myShifts(ctx context.Context, _ *nothing) (*site.Body[ShiftList], error) {
	now := s.cfg.Now()
	p, err := s.cfg.Rules.At(now)
	if err != nil {
		return nil, err
	}
	list, err := s.shiftsOf(ctx, now)
	return site.Answer(ShiftList{Kept: p.Rota.Kept(), Shifts: orEmpty(list)}, err)
}

// shiftsOf are the caller's own shifts from a moment on.
func (s *Server) shiftsOf(ctx context.Context, since time.Time) ([]ShiftView, error) {
	p, err := s.cfg.Rules.At(since)
	if err != nil {
		return nil, err
	}
	who := site.CallerOf(ctx)
	shifts, err := s.cfg.Rota.Mine(ctx, who.Member.ID, since, since.AddDate(0, 0, shiftsAhead))
	list := make([]ShiftView, 0, len(shifts))
	for _, shift := range shifts {
		list = append(list, shiftView(&p.Rota, shift, who.Lang))
	}
	return list, err
}

func shiftView(rules *regulation.Rota, shift rota.Shift, lang string) ShiftView {
	pattern, _ := rules.Pattern(shift.Pattern)
	return ShiftView{
		Day: shift.Day.String(), Pattern: shift.Pattern, Name: pattern.Names.In(lang), From: shift.Start, Until: shift.End,
	}
}

// shiftsFile is one's own shifts for a telephone's calendar. A shift keeps its name there, so that reading the file again moves it
// instead of adding another.
func (s *Server) shiftsFile(w http.ResponseWriter, r *http.Request) {
	now := s.cfg.Now()
	list, err := s.shiftsOf(r.Context(), now)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	file := ical.New("Rota")
	for i := range list {
		shift := &list[i]
		file.Line("BEGIN", "VEVENT")
		file.Line("UID", fmt.Sprintf("%s-%s@hotline", shift.Day, site.CallerOf(r.Context()).Member.ID))
		file.Moment("DTSTAMP", now)
		file.Moment("DTSTART", shift.From)
		file.Moment("DTEND", shift.Until)
		file.Text("SUMMARY", shift.Name)
		file.Line("END", "VEVENT")
	}
	file.Send(w, "shifts.ics")
}
