package dashboard

import (
	"context"
	"encoding/json"
	"time"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/rota"
	"hotline/internal/site"
)

// Relief passes on what an agent holds when their shift ends (MR-2.2).
type Relief interface {
	HandOver(ctx context.Context, cmd casecore.HandOverReport) (casecore.Report, error)
	SaveDraft(ctx context.Context, by casecore.Actor, id casecore.ReportID, draft json.RawMessage) error
	Papers(ctx context.Context, id casecore.ReportID) (rota.Papers, error)
}

// HandOverView is who passed a report on, to whom and with what words.
type HandOverView struct {
	From     string    `json:"from_name"`
	To       string    `json:"to_name,omitempty" doc:"The queue when empty"`
	BySystem bool      `json:"by_system" doc:"The shift was over and nobody was there"`
	Note     string    `json:"note,omitempty"`
	At       time.Time `json:"at"`
}

// DraftView is what was written for a report and not sent yet.
type DraftView struct {
	By      string          `json:"by_name"`
	SavedAt time.Time       `json:"saved_at"`
	Draft   json.RawMessage `json:"draft" doc:"As the console wrote it"`
}

type handOverReportInput struct {
	site.KeyedOn[casecore.ReportID]

	Body struct {
		To   *casecore.StaffID `json:"to,omitempty" doc:"A colleague on shift; the queue when absent"`
		Note string            `json:"note,omitempty" maxLength:"2000" doc:"For whoever goes on"`
	}
}

type saveDraftInput struct {
	ID   casecore.ReportID `path:"id" format:"uuid"`
	Body struct {
		Draft map[string]any `json:"draft" doc:"All of it, so that a repeat changes nothing"`
	}
}

func (s *Server) mountHandOver() {
	r := s.router
	site.Operation(r, access.HandOver, "POST /api/reports/{id}/hand-over", "handOver", "Pass a report on at the end of a shift", s.handOver)
	site.Operation(r, access.WordReport, "POST /api/reports/{id}/draft", "saveDraft", "Keep what is written so far; it goes with the report", s.saveDraft)
}

func (s *Server) handOver(ctx context.Context, in *handOverReportInput) (*site.Body[ReportState], error) {
	r, err := s.cfg.Relief.HandOver(ctx, casecore.HandOverReport{
		Command: site.CallerOf(ctx).Command(in.Keyed), Report: in.ID, To: deref(in.Body.To), Note: in.Body.Note,
	})
	return reportState(r, s.withReport(ctx, in.ID, err))
}

func (s *Server) saveDraft(ctx context.Context, in *saveDraftInput) (*struct{}, error) {
	draft, err := json.Marshal(in.Body.Draft)
	if err != nil {
		return nil, err
	}
	return nil, s.withReport(ctx, in.ID, s.cfg.Relief.SaveDraft(ctx, site.CallerOf(ctx).Actor, in.ID, draft))
}

func handOverViews(list []casecore.HandOver, names names) []HandOverView {
	views := []HandOverView{}
	for i := range list {
		h := &list[i]
		v := HandOverView{From: names.of(h.From.String()), BySystem: h.BySystem, Note: h.Note, At: h.At}
		if !h.To.IsZero() {
			v.To = names.of(h.To.String())
		}
		views = append(views, v)
	}
	return views
}
