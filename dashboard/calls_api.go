package dashboard

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/calls"
	"hotline/internal/site"
)

const (
	// callsPage is how many calls a page of the list has.
	callsPage = 50
	// wave is the type of recordings.
	wave = "audio/wav"
)

// Calls reads calls and their recordings, and remembers who listened.
type Calls interface {
	List(ctx context.Context, f *calls.Filter) (list []calls.Listed, more bool, err error)
	Open(ctx context.Context, id calls.CallID) (calls.Listed, error)
	Recording(ctx context.Context, id uuid.UUID) (calls.Recorded, error)
	Played(ctx context.Context, recording uuid.UUID, who casecore.StaffID) error
	Plays(ctx context.Context, call calls.CallID) ([]calls.Play, error)
	Give(ctx context.Context, call calls.CallID, report casecore.ReportID) error
	Mark(ctx context.Context, wording casecore.WordingID, agent casecore.StaffID) error
}

type callsInput struct {
	From      string        `query:"from" format:"date" doc:"First day, by the city's clocks"`
	Until     string        `query:"until" format:"date" doc:"Last day, which counts"`
	Line      string        `query:"line" maxLength:"20"`
	Direction string        `query:"direction" enum:"in,out"`
	Outcome   calls.Outcome `query:"outcome" enum:"goes,talked,message,callback,abandoned,served"`
	Mine      bool          `query:"mine" doc:"One's own talks"`
	Report    string        `query:"report" format:"uuid" doc:"Calls that gave this report"`
	Case      string        `query:"case" format:"uuid" doc:"Calls that gave a report of this case"`
	Before    string        `query:"before" format:"uuid"`
}

type callInput struct {
	ID calls.CallID `path:"id" format:"uuid"`
}

func (s *Server) mountCalls() {
	r := s.router
	site.Operation(r, access.ReadCalls, "GET /api/calls", "calls", "Calls and what came of them", s.callList)
	site.Operation(r, access.ReadCalls, "GET /api/calls/{id}", "call", "One call", s.callDetail)
	r.Handle(access.HearRecordings, "GET /api/recordings/{id}", http.HandlerFunc(s.hear(false)))
	r.Handle(access.SaveRecordings, "GET /api/recordings/{id}/file", http.HandlerFunc(s.hear(true)))
	r.DescribeFile(access.HearRecordings, "/api/recordings/{id}", "recording",
		"Listen to a recording; ranges are served. Who listened is kept", wave, site.IDParam())
	r.DescribeFile(access.SaveRecordings, "/api/recordings/{id}/file", "recordingFile", "Download a recording. Who did is kept", wave, site.IDParam())
}

func (s *Server) callList(ctx context.Context, in *callsInput) (*site.Body[CallList], error) {
	f, err := s.callFilter(ctx, in)
	if err != nil {
		return nil, err
	}
	list, more, err := s.cfg.Calls.List(ctx, &f)
	if err != nil {
		return nil, err
	}
	views, err := s.callViews(ctx, list)
	if err != nil {
		return nil, err
	}
	out := CallList{Calls: views}
	if more {
		out.Next = list[len(list)-1].ID.String()
	}
	return &site.Body[CallList]{Body: out}, nil
}

func (s *Server) callFilter(ctx context.Context, in *callsInput) (calls.Filter, error) {
	f := calls.Filter{Line: in.Line, Direction: in.Direction, Outcome: in.Outcome, Limit: callsPage}
	var err error
	if f.Since, f.Until, err = s.days(in.From, in.Until); err != nil {
		return f, err
	}
	if in.Mine {
		f.Agent = site.CallerOf(ctx).Actor.Staff
	}
	if in.Report != "" {
		if f.Report, err = casecore.ParseID[casecore.ReportID](in.Report); err != nil {
			return f, err
		}
	}
	if in.Case != "" {
		if f.Case, err = casecore.ParseID[casecore.CaseID](in.Case); err != nil {
			return f, err
		}
		if _, err = s.visibleCase(ctx, f.Case); err != nil {
			return f, err
		}
	}
	if in.Before != "" {
		f.Before, err = calls.ParseID(in.Before)
	}
	return f, err
}

func (s *Server) callDetail(ctx context.Context, in *callInput) (*site.Body[CallDetail], error) {
	l, err := s.cfg.Calls.Open(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	views, err := s.callViews(ctx, []calls.Listed{l})
	if err != nil {
		return nil, err
	}
	v := CallDetail{CallView: views[0], Plays: []PlayView{}}
	if !access.May(site.CallerOf(ctx).Actor, access.ReadPlays) {
		return &site.Body[CallDetail]{Body: v}, nil
	}
	plays, err := s.cfg.Calls.Plays(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	listeners := make([]string, len(plays))
	for i, p := range plays {
		listeners[i] = p.Staff.String()
	}
	names, err := s.nameStaff(ctx, listeners...)
	if err != nil {
		return nil, err
	}
	for _, p := range plays {
		v.Plays = append(v.Plays, PlayView{Recording: p.Recording, Who: names.of(p.Staff.String()), At: p.At})
	}
	return &site.Body[CallDetail]{Body: v}, nil
}

// callViews are calls as the caller may see them: numbers in whole for whoever may see applicants (MR-5.1).
func (s *Server) callViews(ctx context.Context, list []calls.Listed) ([]CallView, error) {
	agents := make([]string, 0, len(list))
	for i := range list {
		agents = append(agents, list[i].Agent.String())
	}
	names, err := s.nameStaff(ctx, agents...)
	if err != nil {
		return nil, err
	}
	whole := access.May(site.CallerOf(ctx).Actor, access.ReadApplicant)
	views := make([]CallView, 0, len(list))
	for i := range list {
		views = append(views, callView(&list[i], names, whole))
	}
	return views, nil
}

// hear serves a recording's bytes, once it is written down who listens.
func (s *Server) hear(download bool) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := s.serveRecording(w, r, download); err != nil {
			s.fail(w, r, err)
		}
	}
}

func (s *Server) serveRecording(w http.ResponseWriter, r *http.Request, download bool) error {
	ctx := r.Context()
	unknown := &casecore.Error{Code: casecore.NotFound, Op: "hear recording", Key: "error.recording_unknown"}
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return unknown
	}
	rec, err := s.cfg.Calls.Recording(ctx, id)
	switch {
	case err != nil:
		return err
	case rec.File.IsZero():
		return unknown
	}
	file, err := s.cfg.FileRows.File(ctx, rec.File)
	if err != nil {
		return err
	}
	if err := s.cfg.Calls.Played(ctx, id, site.CallerOf(ctx).Actor.Staff); err != nil {
		return err
	}
	bytes, err := s.cfg.Blobs.Read(ctx, file.Key)
	if err != nil {
		return err
	}
	defer bytes.Close()
	h := w.Header()
	h.Set("Content-Type", wave)
	h.Set("Content-Security-Policy", site.FileCSP)
	h.Set("Cache-Control", "private, no-store")
	if download {
		site.Attachment(h, rec.Started.UTC().Format("2006-01-02-150405")+".wav")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes)
	return nil
}
