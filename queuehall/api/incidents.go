package api

import (
	"context"
	"time"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/site"
	"hotline/queuehall"
)

// IncidentView is a counter at which clients cannot rate (VN-3.3).
type IncidentView struct {
	ID      queuehall.IncidentID   `json:"id"`
	Branch  queuehall.BranchID     `json:"branch"`
	Counter queuehall.CounterID    `json:"counter"`
	Device  *queuehall.DeviceID    `json:"device,omitempty" doc:"The pad, absent when the counter has none"`
	Kind    queuehall.IncidentKind `json:"kind" enum:"dark,offline,faulty,missing" doc:"What was known of the pad when it was opened"`
	By      queuehall.OpenedBy     `json:"by" enum:"system,operator"`
	Opened  time.Time              `json:"opened_at"`
	Closed  *time.Time             `json:"closed_at,omitempty"`
	How     queuehall.ClosedHow    `json:"how,omitempty" enum:"lit,healthy,support"`
	Word    string                 `json:"word,omitempty" doc:"What was done, by hand"`
	Version int64                  `json:"version"`
}

// IncidentList is the incidents of the halls that somebody keeps: the open ones first, then the latest.
type IncidentList struct {
	Incidents []IncidentView `json:"incidents" nullable:"false"`
}

type daysInput struct {
	Days int `query:"days" minimum:"1" maximum:"366" default:"30" doc:"How far back"`
}

type closeInput struct {
	site.KeyedOn[queuehall.IncidentID]
	Body struct {
		Word string `json:"word" minLength:"1" maxLength:"500" doc:"What was done"`
	}
}

func (a *API) mountIncidents(s *site.Site) {
	site.Operation(s.Router, access.ServeHall, "POST /api/hall/visits/{id}/dark", "hallDark",
		"My client's pad is dark: the head and technical support are told, service goes on (VN-3.3)", a.dark)
	site.Operation(s.Router, access.ManageHall, "GET /api/hall/incidents", "hallIncidents", "Counters at which clients cannot rate", a.incidents)
	site.Operation(s.Router, access.ManageHall, "POST /api/hall/incidents/{id}/close", "hallCloseIncident", "The pad is mended", a.closeIncident)
}

func (a *API) dark(ctx context.Context, in *visitInput) (*site.Body[IncidentView], error) {
	i, err := a.hall.PadDark(ctx, visitCommand(ctx, in))
	return site.Answer(incidentView(&i), err)
}

func (a *API) incidents(ctx context.Context, in *daysInput) (*site.Body[IncidentList], error) {
	scope, err := a.hall.Scope(ctx, site.CallerOf(ctx).Actor)
	if err != nil {
		return nil, err
	}
	found, err := a.hall.Incidents(ctx, scope.Branches, a.since(in))
	list := IncidentList{Incidents: make([]IncidentView, len(found))}
	for i := range found {
		list.Incidents[i] = incidentView(&found[i])
	}
	return site.Answer(list, err)
}

func (a *API) closeIncident(ctx context.Context, in *closeInput) (*site.Body[IncidentView], error) {
	who := site.CallerOf(ctx)
	scope, err := a.hall.Scope(ctx, who.Actor)
	if err != nil {
		return nil, err
	}
	i, err := a.hall.Incident(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if !scope.Sees(i.Branch) {
		return nil, fail(casecore.NotFound, "close incident", "error.hall_no_incident")
	}
	i, err = a.hall.CloseIncident(ctx, queuehall.CloseIncident{Command: who.Command(in.Keyed), Incident: in.ID, Word: in.Body.Word})
	return site.Answer(incidentView(&i), err)
}

// since is how far back a list goes.
func (a *API) since(in *daysInput) time.Time { return a.hall.Now().AddDate(0, 0, -in.Days) }

func incidentView(i *queuehall.Incident) IncidentView {
	v := IncidentView{
		ID: i.ID, Branch: i.Branch, Counter: i.Counter, Kind: i.Kind, By: i.By, Opened: i.Opened, Closed: moment(i.Closed), How: i.How,
		Word: i.Word, Version: i.Version,
	}
	if !i.Device.IsZero() {
		v.Device = &i.Device
	}
	return v
}
