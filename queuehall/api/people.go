package api

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/regulation"
	"hotline/internal/site"
	"hotline/queuehall"
)

// HallPeople is who works in the halls.
type HallPeople struct {
	Edition      string            `json:"edition" doc:"Of the rules that are signed (VN-0.2)"`
	People       []WorkerView      `json:"people" nullable:"false"`
	Participants []ParticipantView `json:"participants" nullable:"false"`
	Branches     []PlaceView       `json:"branches" nullable:"false" doc:"Where the posts are"`
}

// PlaceView is a branch by its name.
type PlaceView struct {
	ID   queuehall.BranchID `json:"id"`
	Name Names              `json:"name"`
}

// WorkerView is somebody who has a role in the halls.
type WorkerView struct {
	ID       casecore.StaffID    `json:"id"`
	Name     string              `json:"name"`
	Roles    []regulation.RoleID `json:"roles" nullable:"false"`
	Posts    []PostView          `json:"posts" nullable:"false"`
	SignedAt *time.Time          `json:"signed_at,omitempty" doc:"The rules"`
}

// PostView is what somebody is where.
type PostView struct {
	Kind        queuehall.PostKind  `json:"kind" enum:"operator,head,participant_head"`
	Branch      *queuehall.BranchID `json:"branch,omitempty" doc:"Absent for a participant's head"`
	Participant *uuid.UUID          `json:"participant,omitempty" doc:"Of whom an operator is, or whom one heads"`
}

// ParticipantView is one of the centre's participants.
type ParticipantView struct {
	ID   uuid.UUID `json:"id"`
	Code string    `json:"code"`
	Name Names     `json:"name"`
}

// RulesSheet is the rules that the halls' staff are acquainted with against signature.
type RulesSheet struct {
	Edition  string     `json:"edition"`
	Items    []RuleItem `json:"items" nullable:"false"`
	SignedAt *time.Time `json:"signed_at,omitempty" doc:"When I did"`
}

// RuleItem is one of them.
type RuleItem struct {
	Clause string `json:"clause"`
	Text   Names  `json:"text"`
}

type postInput struct {
	site.Keyed
	Body struct {
		PostView
		Staff casecore.StaffID `json:"staff"`
		Off   bool             `json:"off,omitempty" doc:"Takes it"`
	}
}

func (a *API) mountPeople(s *site.Site) {
	site.Operation(s.Router, access.ReadHallPeople, "GET /api/hall/people", "hallPeople", "Who works in the halls, and who signed the rules", a.people)
	site.Operation(s.Router, access.ManageHall, "POST /api/hall/posts", "hallSetPost", "Give somebody a post, or take it", a.setPost)
	site.Operation(s.Router, access.SignHallRules, "GET /api/hall/rules", "hallRules", "The rules of rating, and whether I signed them", a.rules)
	site.Operation(s.Router, access.SignHallRules, "POST /api/hall/rules/sign", "hallSignRules", "I have read them (VN-0.2)", a.signRules)
}

func (a *API) people(ctx context.Context, _ *nothing) (*site.Body[HallPeople], error) {
	scope, err := a.hall.Scope(ctx, site.CallerOf(ctx).Actor)
	if err != nil {
		return nil, err
	}
	workers, err := a.hall.Workers(ctx)
	if err != nil {
		return nil, err
	}
	participants, err := a.hall.Participants(ctx)
	if err != nil {
		return nil, err
	}
	branches, err := a.hall.Branches(ctx)
	if err != nil {
		return nil, err
	}
	out := HallPeople{
		Edition: a.hall.Profile().Rules.Edition, People: []WorkerView{}, Participants: []ParticipantView{}, Branches: []PlaceView{},
	}
	for _, p := range participants {
		if len(scope.Branches) > 0 || slices.Contains(scope.Participants, p.ID) {
			out.Participants = append(out.Participants, ParticipantView{p.ID, p.Code, Names(p.Name)})
		}
	}
	for i := range branches {
		out.Branches = append(out.Branches, PlaceView{branches[i].ID, Names(branches[i].Name)})
	}
	for i := range workers {
		w := &workers[i]
		v := WorkerView{ID: w.ID, Name: w.Name, Roles: append([]regulation.RoleID{}, w.Roles...), Posts: []PostView{}, SignedAt: moment(w.Signed)}
		for j := range w.Posts {
			if p := &w.Posts[j]; postSeen(&scope, p) {
				v.Posts = append(v.Posts, PostView{Kind: p.Kind, Branch: branchOrNone(p.Branch), Participant: p.Participant})
			}
		}
		if len(v.Posts) > 0 || len(w.Posts) == 0 && len(scope.Branches) > 0 { // whoever has none yet is to be given one
			out.People = append(out.People, v)
		}
	}
	return site.Answer(out, nil)
}

// postSeen tells whether a post is somebody's to see: those of their branches, and of their own people (VN-4.7).
func postSeen(s *queuehall.Scope, p *queuehall.Post) bool {
	if p.Participant != nil && slices.Contains(s.Participants, *p.Participant) {
		return true
	}
	if p.Branch.IsZero() {
		return len(s.Branches) > 0
	}
	return s.Sees(p.Branch)
}

// setPost lets heads of branches choose their operators; heads are chosen by those who see all branches.
func (a *API) setPost(ctx context.Context, in *postInput) (*site.Body[HallPeople], error) {
	who := site.CallerOf(ctx)
	scope, err := a.hall.Scope(ctx, who.Actor)
	if err != nil {
		return nil, err
	}
	b := in.Body
	post := queuehall.Post{Kind: b.Kind, Participant: b.Participant}
	if b.Branch != nil {
		post.Branch = *b.Branch
	}
	all := slices.ContainsFunc([]regulation.RoleID{
		regulation.RoleHallHead, regulation.RoleAdministrator, regulation.RoleTechnicalAdministrator,
	}, who.Actor.Has)
	if !all && (b.Kind != queuehall.OperatorPost || !scope.Sees(post.Branch)) {
		return nil, errElsewhere
	}
	if err := a.hall.SetPost(ctx, queuehall.SetPost{Command: who.Command(in.Keyed), Staff: b.Staff, Post: post, Off: b.Off}); err != nil {
		return nil, err
	}
	return a.people(ctx, nil)
}

func (a *API) rules(ctx context.Context, _ *nothing) (*site.Body[RulesSheet], error) {
	at, err := a.hall.SignedRules(ctx, site.CallerOf(ctx).Actor.Staff)
	return site.Answer(a.sheet(at), err)
}

func (a *API) signRules(ctx context.Context, in *site.Keyed) (*site.Body[RulesSheet], error) {
	at, err := a.hall.SignRules(ctx, site.CallerOf(ctx).Command(*in))
	return site.Answer(a.sheet(at), err)
}

func (a *API) sheet(signed time.Time) RulesSheet {
	r := a.hall.Profile().Rules
	s := RulesSheet{Edition: r.Edition, Items: make([]RuleItem, 0, len(r.Items)), SignedAt: moment(signed)}
	for _, item := range r.Items {
		s.Items = append(s.Items, RuleItem{item.Clause, Names(item.Texts)})
	}
	return s
}
