package dashboard

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"hotline/casecore/access"
	"hotline/internal/live/wire"
	"hotline/internal/site"
)

// closeWait is how long a client may take to answer a close.
const closeWait = 2 * time.Second

// maxClient bounds what is kept of a browser's name.
const maxClient = 200

func clientOf(r *http.Request) string {
	client := strings.ToValidUTF8(r.UserAgent(), "")
	if runes := []rune(client); len(runes) > maxClient {
		return string(runes[:maxClient])
	}
	return client
}

// guard opens a handler to those whom the table lets do the action.
func (s *Server) guard(action access.Action, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := &site.Caller{Lang: s.language(r, ""), Address: s.addresses.of(r), Client: clientOf(r)}
		ctx := site.WithCaller(r.Context(), who)
		if action.Public() && action != access.SignIn {
			h.ServeHTTP(w, r.WithContext(ctx))
			return
		}
		ctx, err := s.sessions.load(r.WithContext(ctx))
		if err == nil {
			err = s.identify(ctx, who, r)
		}
		if err != nil {
			s.fail(w, r.WithContext(ctx), err)
			return
		}
		switch {
		case who.Member.MustChange && !withTemporary(action):
			s.deny(w, r, s.problem(who.Lang, errMustChange))
		case access.May(who.Actor, action):
			h.ServeHTTP(w, r.WithContext(ctx))
		case who.Actor.Staff.IsZero():
			s.deny(w, r, s.problem(who.Lang, errSignIn))
		default:
			s.deny(w, r, s.problem(who.Lang, errRole))
		}
	})
}

// withTemporary lists what a temporary password opens: its own change, and what the screen for that needs.
func withTemporary(action access.Action) bool {
	switch action {
	case access.SignIn, access.UseSession, access.UseAccount, access.ReadCatalogue:
		return true
	}
	return false
}

// deny refuses a request. A browser's script never learns the status of a refused upgrade, so a WebSocket is opened and
// closed with the code that tells the client to sign in instead of coming back.
func (s *Server) deny(w http.ResponseWriter, r *http.Request, p *Problem) {
	if !websocket.IsWebSocketUpgrade(r) {
		s.writeProblem(w, p)
		return
	}
	upgrader := websocket.Upgrader{CheckOrigin: s.sameOrigin}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	defer ws.Close()
	message := websocket.FormatCloseMessage(wire.CloseSignIn, string(p.Code))
	deadline := time.Now().Add(closeWait)
	if ws.WriteControl(websocket.CloseMessage, message, deadline) == nil {
		_ = ws.SetReadDeadline(deadline)
		_, _, _ = ws.ReadMessage() // its answer: closing at once may destroy the close frame on its way
	}
}

// identify completes the caller with the loaded session's person.
func (s *Server) identify(ctx context.Context, who *site.Caller, r *http.Request) error {
	m, ok, err := s.sessions.member(ctx)
	if err != nil || !ok {
		return err
	}
	alive, err := s.sessions.touch(ctx)
	if err != nil || !alive {
		return err
	}
	who.Member, who.Actor, who.Lang = m, m.Actor(), s.language(r, m.Lang)
	return nil
}

// language returns the language to answer in: the query's, the screen's, the person's own, the browser's. Over the API a
// header that is one bare code is the language of the screen, as its reader chose it; a browser of itself sends a list, which
// may be that of whoever set up the desk.
func (s *Server) language(r *http.Request, own string) string {
	header, screen := r.Header.Get("Accept-Language"), ""
	if strings.HasPrefix(r.URL.Path, "/api/") && !strings.ContainsAny(header, ",;-*") {
		screen = header
	}
	return s.cfg.Texts.Match(r.URL.Query().Get("lang"), screen, own, header)
}
