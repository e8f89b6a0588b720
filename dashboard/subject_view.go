package dashboard

import (
	"context"

	"hotline/casecore"
)

// past is what belongs to a subject: its clocks, its history, what was said and attached.
type past struct {
	deadlines []casecore.Deadline
	events    []casecore.Event
	messages  []casecore.Message
	files     []casecore.File
}

func (s *Server) past(ctx context.Context, sub casecore.Subject) (p past, err error) {
	if p.deadlines, err = s.cfg.History.Deadlines(ctx, sub); err != nil {
		return past{}, err
	}
	if p.events, err = s.cfg.History.Events(ctx, sub); err != nil {
		return past{}, err
	}
	if p.messages, err = s.cfg.History.Messages(ctx, sub); err != nil {
		return past{}, err
	}
	p.files, err = s.cfg.History.Files(ctx, sub)
	return p, err
}

// actors lists who acted in it.
func (p *past) actors() []string {
	var list []string
	for i := range p.events {
		list = append(list, p.events[i].Actor)
	}
	for i := range p.messages {
		list = append(list, p.messages[i].Author)
	}
	for i := range p.files {
		list = append(list, p.files[i].AddedBy)
	}
	return list
}

func deadlineViews(list []casecore.Deadline) []DeadlineView {
	views := make([]DeadlineView, 0, len(list))
	for i := range list {
		d := &list[i]
		views = append(views, DeadlineView{
			Kind: d.Kind, Level: d.Level, Cycle: d.Cycle, Due: d.Due, Why: d.Why, FiredAt: ref(d.FiredAt), StoppedAt: ref(d.StoppedAt),
		})
	}
	return views
}

func eventViews(list []casecore.Event, names names) []EventView {
	views := make([]EventView, 0, len(list))
	for i := range list {
		e := &list[i]
		views = append(views, EventView{
			Seq: e.Seq, At: e.At, Type: e.Type, ActorName: names.of(e.Actor), Role: e.Role, Data: e.Data,
		})
	}
	return views
}

func messageViews(list []casecore.Message, names names) []MessageView {
	views := make([]MessageView, 0, len(list))
	for i := range list {
		m := &list[i]
		views = append(views, MessageView{
			ID: m.ID, At: m.At, Direction: m.Direction, AuthorName: names.of(m.Author), Text: m.Text,
		})
	}
	return views
}

func fileViews(list []casecore.File, names names) []FileView {
	views := make([]FileView, 0, len(list))
	for i := range list {
		views = append(views, fileView(&list[i], names))
	}
	return views
}

func fileView(f *casecore.File, names names) FileView {
	return FileView{
		ID: f.ID, Name: f.Name, ContentType: f.ContentType, Size: f.Size, Purpose: f.Purpose, AddedBy: names.of(f.AddedBy),
		AddedAt: f.AddedAt,
	}
}

func pointView(p *casecore.Point) *PointView {
	if p == nil {
		return nil
	}
	return &PointView{Lat: p.Lat, Lon: p.Lon}
}

// fullApplicant is everything about who asks; contactOf what an executor needs to telephone (MR-5.1).
func fullApplicant(a *casecore.Applicant) ApplicantView {
	return ApplicantView{
		Surname: a.Surname, Name: a.Name, Patronymic: a.Patronymic, Residence: a.Residence, Phone: string(a.Phone),
		Email: a.Email, Anonymous: a.Anonymous, Warned: !a.WarnedAt.IsZero(), Lang: a.Lang, ReplyChannel: a.ReplyChannel,
	}
}

func contactOf(a *casecore.Applicant) ApplicantView {
	if a.Anonymous { // MR-4.4.2: who did not want to be known stays unknown to the executor
		return ApplicantView{Anonymous: true, Lang: a.Lang, ReplyChannel: a.ReplyChannel}
	}
	return ApplicantView{
		Surname: a.Surname, Name: a.Name, Patronymic: a.Patronymic, Phone: string(a.Phone), Lang: a.Lang,
		ReplyChannel: a.ReplyChannel,
	}
}
