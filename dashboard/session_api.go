package dashboard

import (
	"context"
	"net/http"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
	"hotline/internal/site"
)

// signedIn is the answer to a sign-in: the cookie, and who it is.
type signedIn struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      Me
}

// signedOut is the answer to a sign-out.
type signedOut struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

type nothing struct{}

func (s *Server) mountSession() {
	site.Operation(s.router, access.SignIn, "POST /api/sign-in", "signIn", "Sign in", s.signIn)
	site.Operation(s.router, access.UseSession, "POST /api/sign-out", "signOut", "Sign out", s.signOut)
	site.Operation(s.router, access.UseSession, "GET /api/me", "me", "Who has signed in and what they may do", s.me)
	site.Operation(s.router, access.LinkChat, "POST /api/link-codes", "linkCode", "A one-time code that links a chat", s.linkCode)
}

func (s *Server) signIn(ctx context.Context, in *signInInput) (*signedIn, error) {
	address := site.CallerOf(ctx).Address
	if !s.signIns.room(address) {
		return nil, site.ErrTooMany
	}
	account, err := s.cfg.Door.SignIn(ctx, in.Body.Login, in.Body.Password)
	if casecore.CodeOf(err) == casecore.Forbidden {
		s.signIns.allow(address) // only failures count: a whole shift may sign in from one address
		return nil, &casecore.Error{Code: codeSignIn, Op: "sign in", Key: staff.ErrSignIn.Key, Err: err}
	}
	if err != nil {
		return nil, err
	}
	member, err := s.cfg.People.Lookup(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	me, err := s.describe(ctx, &member, s.cfg.Texts.Match(member.Lang))
	if err != nil {
		return nil, err
	}
	cookie, err := s.sessions.open(ctx, &account, site.CallerOf(ctx).Client)
	if err != nil {
		return nil, err
	}
	s.cfg.Log.InfoContext(ctx, "signed in", "staff", account.ID)
	return &signedIn{cookie, me}, nil
}

func (s *Server) signOut(ctx context.Context, _ *nothing) (*signedOut, error) {
	cookie, err := s.sessions.end(ctx)
	if err != nil {
		return nil, err
	}
	return &signedOut{cookie}, nil
}

func (s *Server) me(ctx context.Context, _ *nothing) (*site.Body[Me], error) {
	who := site.CallerOf(ctx)
	return site.Answer(s.describe(ctx, &who.Member, who.Lang))
}

// describe tells a person about themselves.
func (s *Server) describe(ctx context.Context, m *staff.Member, lang string) (Me, error) {
	p, err := s.cfg.Rules.At(s.cfg.Now())
	if err != nil {
		return Me{}, err
	}
	held, err := s.heldSince(ctx)
	if err != nil {
		return Me{}, err
	}
	actor := m.Actor()
	me := Me{
		ID: m.ID, Name: m.Name, Login: m.Login, Lang: m.Lang, Roles: []HeldRole{}, Tags: orEmpty(actor.Tags()),
		Actions: access.Of(actor), Profile: profileView(p, lang), Held: held, MustChange: m.MustChange, Halls: len(s.cfg.Parts) > 0,
	}
	for _, g := range m.Grants {
		me.Roles = append(me.Roles, HeldRole{Role: g.Role, Org: ref(g.Org), Area: g.Area})
	}
	return me, nil
}

func profileView(p *regulation.Profile, lang string) ProfileView {
	v := ProfileView{
		Name: string(p.Name), Version: p.Version, Title: p.Titles.In(lang), Zone: p.Zone.String(), Languages: orEmpty(p.Languages),
		Statutory: p.Statutory, TwoStep: p.TwoStep,
		Confirmation: ConfirmationView{
			Required: p.Confirmation.Required, RegisterFirst: orEmpty(p.Confirmation.RegisterFirst),
			Means: orEmpty(p.Confirmation.Means), Clause: p.Confirmation.Clause,
		},
		Anonymous: AnonymousView{Allowed: p.Card.Anonymous.Allowed, Warn: p.Card.Anonymous.Warn},
		Card:      []CardField{},
	}
	for _, f := range p.Card.Fields {
		v.Card = append(v.Card, CardField{ID: f.ID, Name: f.Names.In(lang), Required: f.Required, Personal: f.Personal})
	}
	return v
}

func (s *Server) linkCode(ctx context.Context, in *linkCodeInput) (*site.Body[LinkCode], error) {
	var org casecore.OrgID
	if in.Body.Org != nil {
		org = *in.Body.Org
	}
	code, expires, err := s.cfg.Linker.Make(ctx, site.CallerOf(ctx).Actor, org)
	return site.Answer(LinkCode{Code: code, ExpiresAt: expires}, err)
}
