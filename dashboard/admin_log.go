package dashboard

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/adminlog"
	"hotline/internal/site"
)

// logPage is how many entries a page of the log has.
const logPage = 50

// LogEntry is who changed what, and when.
type LogEntry struct {
	ID        uuid.UUID        `json:"id"`
	At        time.Time        `json:"at"`
	Actor     string           `json:"actor" doc:"The name of who did it"`
	Subject   adminlog.Subject `json:"subject" enum:"person,org,topic,body,district,classifier,rota"`
	SubjectID string           `json:"subject_id"`
	Name      string           `json:"name,omitempty" doc:"What the subject is called"`
	Action    string           `json:"action"`
	Before    json.RawMessage  `json:"before,omitempty"`
	After     json.RawMessage  `json:"after,omitempty"`
	Catalogue int64            `json:"catalogue" doc:"The version of the catalogue that it made"`
	Undone    bool             `json:"undone,omitempty" doc:"Taken back since"`
	Undoes    *uuid.UUID       `json:"undoes,omitempty" doc:"The entry that it takes back"`
}

// LogList is a page of the log, the latest first.
type LogList struct {
	Entries []LogEntry `json:"entries" nullable:"false"`
	Next    *uuid.UUID `json:"next,omitempty" doc:"Give it as before for the next page"`
}

type logInput struct {
	Subject string `query:"subject" enum:"person,org,topic,body,district,classifier,rota" doc:"All when absent"`
	ID      string `query:"id" maxLength:"100" doc:"Of the subject"`
	Before  string `query:"before" format:"uuid"`
}

func (s *Server) mountAdminLog() {
	site.Operation(s.router, access.ReadAdminLog, "GET /api/admin-log", "adminLog", "Who changed what", s.adminLog)
}

func (s *Server) adminLog(ctx context.Context, in *logInput) (*site.Body[LogList], error) {
	f := adminlog.Filter{Subject: adminlog.Subject(in.Subject), SubjectID: in.ID, Limit: logPage + 1}
	if in.Before != "" {
		f.Before = uuid.MustParse(in.Before) // its form has been checked
	}
	entries, err := s.cfg.Admin.Log.List(ctx, f)
	if err != nil {
		return nil, err
	}
	list := LogList{Entries: make([]LogEntry, 0, len(entries))}
	if len(entries) > logPage {
		entries = entries[:logPage]
		list.Next = &entries[logPage-1].ID
	}
	ids := make([]string, 0, 2*len(entries))
	for i := range entries {
		ids = append(ids, entries[i].Actor.String())
		ids = append(ids, subjectOf(&entries[i]))
	}
	who, err := s.nameStaff(ctx, ids...)
	if err != nil {
		return nil, err
	}
	for i := range entries {
		e := &entries[i]
		list.Entries = append(list.Entries, LogEntry{
			ID: e.ID, At: e.At, Actor: who.of(e.Actor.String()), Subject: e.Subject, SubjectID: e.SubjectID, Action: e.Action,
			Name: who[subjectOf(e)], Before: e.Before, After: e.After, Catalogue: e.Catalogue, Undone: e.Undone, Undoes: e.Undoes,
		})
	}
	return &site.Body[LogList]{Body: list}, nil
}

// subjectOf is how the history calls the person or the organisation that was changed, "" when it was something else.
func subjectOf(e *adminlog.Entry) string {
	switch e.Subject {
	case adminlog.Person:
		return e.SubjectID
	case adminlog.Org:
		return casecore.ActorOrg + e.SubjectID
	}
	return ""
}
