package dashboard

import (
	"context"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/site"
)

// The account is everybody's own: name and language, password, sessions, chats.
func (s *Server) mountAccount() {
	r := s.router
	site.Operation(r, access.UseAccount, "GET /api/account", "account", "One's own account", s.account)
	site.Operation(r, access.UseAccount, "POST /api/account", "editAccount", "Change one's own name and language", s.editAccount)
	site.Operation(r, access.UseAccount, "POST /api/account/password", "changePassword", "Change one's own password", s.changePassword)
	site.Operation(r, access.UseAccount, "POST /api/account/sessions/end", "endOwnSession", "End a session of one's own", s.endOwnSession)
	site.Operation(r, access.UseAccount, "POST /api/account/unlink", "unlinkOwn", "Unlink a chat of one's own", s.unlinkOwn)
}

func (s *Server) account(ctx context.Context, _ *nothing) (*site.Body[DossierView], error) {
	return s.ownAccount(ctx, nil)
}

func (s *Server) editAccount(ctx context.Context, in *editSelfInput) (*site.Body[DossierView], error) {
	return s.ownAccount(ctx, s.cfg.Admin.Account.EditSelf(ctx, site.CallerOf(ctx).Command(in.Keyed), in.Body.Name, in.Body.Lang))
}

// changePassword keeps the session that asks and ends the others. Wrong present passwords are counted as sign-ins that fail.
func (s *Server) changePassword(ctx context.Context, in *changePasswordInput) (*site.Body[DossierView], error) {
	who := site.CallerOf(ctx)
	if !s.signIns.room(who.Address) {
		return nil, site.ErrTooMany
	}
	err := s.cfg.Admin.Account.ChangePassword(ctx, who.Command(in.Keyed), in.Body.Present, in.Body.Next, s.sessions.current(ctx))
	if err != nil {
		if casecore.CodeOf(err) == casecore.Refused {
			s.signIns.allow(who.Address)
		}
		return nil, err
	}
	s.cfg.People.Forget(who.Member.ID)
	member, err := s.cfg.People.Lookup(ctx, who.Member.ID)
	if err != nil {
		return nil, err
	}
	switch alive, err := s.sessions.restamp(ctx, member.Stamp); {
	case err != nil:
		return nil, err
	case !alive:
		return nil, errSignIn
	}
	return s.ownAccount(ctx, nil)
}

func (s *Server) endOwnSession(ctx context.Context, in *endOwnSessionInput) (*site.Body[DossierView], error) {
	who := site.CallerOf(ctx)
	return s.ownAccount(ctx, s.cfg.Admin.Access.EndSession(ctx, who.Command(in.Keyed), who.Member.ID, in.Body.Session))
}

func (s *Server) unlinkOwn(ctx context.Context, in *unlinkOwnInput) (*site.Body[DossierView], error) {
	who := site.CallerOf(ctx)
	return s.ownAccount(ctx, s.cfg.Admin.Reached.Unlink(ctx, who.Command(in.Keyed), who.Member.ID, in.Body.Point))
}

// ownAccount answers with the caller's account as it is now.
func (s *Server) ownAccount(ctx context.Context, err error) (*site.Body[DossierView], error) {
	if err != nil {
		return nil, err
	}
	id := site.CallerOf(ctx).Member.ID
	s.cfg.People.Forget(id)
	d, err := s.cfg.Admin.Office.Dossier(ctx, id)
	if err != nil {
		return nil, err
	}
	return &site.Body[DossierView]{Body: s.dossierView(&d, s.sessions.current(ctx))}, nil
}
