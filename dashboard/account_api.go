package dashboard

import (
	"context"

	"hotline/casecore"
	"hotline/casecore/access"
)

// The account is everybody's own: name and language, password, sessions, chats.
func (s *Server) mountAccount() {
	r := s.router
	operation(r, access.UseAccount, "GET /api/account", "account", "One's own account", s.account)
	operation(r, access.UseAccount, "POST /api/account", "editAccount", "Change one's own name and language", s.editAccount)
	operation(r, access.UseAccount, "POST /api/account/password", "changePassword", "Change one's own password", s.changePassword)
	operation(r, access.UseAccount, "POST /api/account/sessions/end", "endOwnSession", "End a session of one's own", s.endOwnSession)
	operation(r, access.UseAccount, "POST /api/account/unlink", "unlinkOwn", "Unlink a chat of one's own", s.unlinkOwn)
}

func (s *Server) account(ctx context.Context, _ *nothing) (*body[DossierView], error) {
	return s.ownAccount(ctx, nil)
}

func (s *Server) editAccount(ctx context.Context, in *editSelfInput) (*body[DossierView], error) {
	return s.ownAccount(ctx, s.cfg.Admin.Account.EditSelf(ctx, callerOf(ctx).command(in.Keyed), in.Body.Name, in.Body.Lang))
}

// changePassword keeps the session that asks and ends the others. Wrong present passwords are counted as sign-ins that fail.
func (s *Server) changePassword(ctx context.Context, in *changePasswordInput) (*body[DossierView], error) {
	who := callerOf(ctx)
	if !s.signIns.room(who.address) {
		return nil, errTooMany
	}
	err := s.cfg.Admin.Account.ChangePassword(ctx, who.command(in.Keyed), in.Body.Present, in.Body.Next, s.sessions.current(ctx))
	if err != nil {
		if casecore.CodeOf(err) == casecore.Refused {
			s.signIns.allow(who.address)
		}
		return nil, err
	}
	s.cfg.People.Forget(who.member.ID)
	member, err := s.cfg.People.Lookup(ctx, who.member.ID)
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

func (s *Server) endOwnSession(ctx context.Context, in *endOwnSessionInput) (*body[DossierView], error) {
	who := callerOf(ctx)
	return s.ownAccount(ctx, s.cfg.Admin.Access.EndSession(ctx, who.command(in.Keyed), who.member.ID, in.Body.Session))
}

func (s *Server) unlinkOwn(ctx context.Context, in *unlinkOwnInput) (*body[DossierView], error) {
	who := callerOf(ctx)
	return s.ownAccount(ctx, s.cfg.Admin.Reached.Unlink(ctx, who.command(in.Keyed), who.member.ID, in.Body.Point))
}

// ownAccount answers with the caller's account as it is now.
func (s *Server) ownAccount(ctx context.Context, err error) (*body[DossierView], error) {
	if err != nil {
		return nil, err
	}
	id := callerOf(ctx).member.ID
	s.cfg.People.Forget(id)
	d, err := s.cfg.Admin.Office.Dossier(ctx, id)
	if err != nil {
		return nil, err
	}
	return &body[DossierView]{s.dossierView(&d, s.sessions.current(ctx))}, nil
}
