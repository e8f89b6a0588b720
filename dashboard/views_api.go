package dashboard

import (
	"context"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/views"
	"hotline/internal/site"
)

// Views keeps named filters of the case list.
type Views interface {
	List(ctx context.Context, owner casecore.StaffID) ([]views.View, error)
	Save(ctx context.Context, v views.View) (views.View, error)
	Delete(ctx context.Context, owner casecore.StaffID, id uuid.UUID) error
}

// SavedView is a filter of the case list under a name.
type SavedView struct {
	ID     uuid.UUID `json:"id"`
	Name   string    `json:"name"`
	Query  string    `json:"query" doc:"What stands after the question mark in the list's address"`
	Shared bool      `json:"shared"`
	Owner  string    `json:"owner,omitempty" doc:"Who shares it, absent on one's own"`
}

// SavedViews is one's own views, then those of others.
type SavedViews struct {
	Views []SavedView `json:"views" nullable:"false"`
}

type saveViewInput struct {
	site.Keyed
	Body struct {
		Name   string `json:"name" minLength:"1" maxLength:"60"`
		Query  string `json:"query" maxLength:"600"`
		Shared bool   `json:"shared,omitempty" doc:"For everybody; the cases in it remain those that each may see"`
	}
}

type deleteViewInput struct {
	site.KeyedOn[uuid.UUID]
}

func (s *Server) mountViews() {
	site.Operation(s.router, access.KeepViews, "GET /api/views", "views", "Saved filters of the case list", s.views)
	site.Operation(s.router, access.KeepViews, "POST /api/views", "saveView", "Save a filter; one of the same name is replaced", s.saveView, site.Created)
	site.Operation(s.router, access.KeepViews, "POST /api/views/{id}/delete", "deleteView", "Forget one's own filter", s.deleteView)
}

func (s *Server) views(ctx context.Context, _ *nothing) (*site.Body[SavedViews], error) {
	owner := site.CallerOf(ctx).Member.ID
	list, err := s.cfg.Views.List(ctx, owner)
	out := SavedViews{Views: make([]SavedView, 0, len(list))}
	for i := range list {
		out.Views = append(out.Views, savedView(&list[i], owner))
	}
	return site.Answer(out, err)
}

func savedView(v *views.View, reader casecore.StaffID) SavedView {
	out := SavedView{ID: v.ID, Name: v.Name, Query: v.Query, Shared: v.Shared}
	if v.Owner != reader {
		out.Owner = v.OwnerName
	}
	return out
}

func (s *Server) saveView(ctx context.Context, in *saveViewInput) (*site.Body[SavedView], error) {
	owner := site.CallerOf(ctx).Member.ID
	v, err := s.cfg.Views.Save(ctx, views.View{Owner: owner, Name: in.Body.Name, Query: in.Body.Query, Shared: in.Body.Shared})
	return site.Answer(savedView(&v, owner), err)
}

func (s *Server) deleteView(ctx context.Context, in *deleteViewInput) (*site.Body[SavedViews], error) {
	if err := s.cfg.Views.Delete(ctx, site.CallerOf(ctx).Member.ID, in.ID); err != nil {
		return nil, err
	}
	return s.views(ctx, nil)
}
