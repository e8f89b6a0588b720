package dashboard

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/staff"
)

// touchEvery is how exactly the idle time is kept; between, requests write nothing.
const touchEvery = time.Minute

// What a session holds.
const (
	keyStaff   = "staff"
	keyStamp   = "stamp"   // of the password: another one ends the session
	keySince   = "since"   // signed in, Unix seconds
	keyTouched = "touched" // last seen, Unix seconds
	keySession = "session" // the id under which people see it
)

// sessions opens, finds and ends sessions.
type sessions struct {
	manager *scs.SessionManager
	people  People
	book    SessionBook
	limits  Limits
	now     func() time.Time
}

func newSessions(cfg *Config) *sessions {
	m := scs.New()
	m.Store = cfg.Sessions
	m.HashTokenInStore = true
	m.Lifetime = cfg.Limits.SessionLife
	m.IdleTimeout = cfg.Limits.SessionIdle
	m.Cookie.Name = "hotline"
	m.Cookie.Persist = false // the browser forgets it when it closes
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	if strings.HasPrefix(cfg.PublicURL, "https://") {
		m.Cookie.Secure = true
		m.Cookie.Name = "__Host-hotline"
	}
	return &sessions{manager: m, people: cfg.People, book: cfg.SessionBook, limits: cfg.Limits, now: cfg.Now}
}

// load puts the request's session into the context, a new one when it has none.
func (s *sessions) load(r *http.Request) (context.Context, error) {
	var token string
	if c, err := r.Cookie(s.manager.Cookie.Name); err == nil {
		token = c.Value
	}
	ctx, err := s.manager.Load(r.Context(), token)
	if err != nil {
		return nil, fmt.Errorf("dashboard: load session: %w", err)
	}
	return ctx, nil
}

// member returns who the loaded session belongs to; false when it belongs to nobody or has ended, be it by time, by a
// new password or because the person was disabled.
func (s *sessions) member(ctx context.Context) (staff.Member, bool, error) {
	text := s.manager.GetString(ctx, keyStaff)
	if text == "" {
		return staff.Member{}, false, nil
	}
	id, err := casecore.ParseID[casecore.StaffID](text)
	if err != nil || s.expired(ctx) {
		return staff.Member{}, false, s.manager.Destroy(ctx)
	}
	m, err := s.people.Lookup(ctx, id)
	if err == nil && m.Stamp != s.manager.GetString(ctx, keyStamp) {
		s.people.Forget(id) // the session may be newer than what is remembered of the person
		m, err = s.people.Lookup(ctx, id)
	}
	switch {
	case casecore.CodeOf(err) == casecore.NotFound, err == nil && m.Stamp != s.manager.GetString(ctx, keyStamp):
		return staff.Member{}, false, s.manager.Destroy(ctx)
	case err != nil:
		return staff.Member{}, false, err
	}
	return m, true, nil
}

func (s *sessions) expired(ctx context.Context) bool {
	now := s.now()
	since := time.Unix(s.manager.GetInt64(ctx, keySince), 0)
	touched := time.Unix(s.manager.GetInt64(ctx, keyTouched), 0)
	return now.Sub(since) >= s.limits.SessionLife || now.Sub(touched) >= s.limits.SessionIdle
}

// touch keeps a session that is used from ending; false when it has been ended since it was loaded.
func (s *sessions) touch(ctx context.Context) (alive bool, err error) {
	now := s.now()
	if now.Sub(time.Unix(s.manager.GetInt64(ctx, keyTouched), 0)) < touchEvery {
		return true, nil
	}
	s.manager.Put(ctx, keyTouched, now.Unix())
	return s.save(ctx)
}

// save writes the loaded session. The store makes anew what somebody has ended meanwhile, without the name by which sessions
// are seen: such a one is destroyed, and it belongs to nobody.
func (s *sessions) save(ctx context.Context) (alive bool, err error) {
	session := s.current(ctx)
	if _, _, err := s.manager.Commit(ctx); err != nil {
		return false, fmt.Errorf("dashboard: save session: %w", err)
	}
	if alive, err = s.book.SeeSession(ctx, session, s.now()); err != nil || alive {
		return alive, err
	}
	return false, s.manager.Destroy(ctx)
}

// current is the id of the loaded session, zero for one that has none.
func (s *sessions) current(ctx context.Context) uuid.UUID {
	id, _ := uuid.Parse(s.manager.GetString(ctx, keySession))
	return id
}

// restamp lets the loaded session outlive a change of its own person's password; false when it has been ended meanwhile.
func (s *sessions) restamp(ctx context.Context, stamp string) (alive bool, err error) {
	s.manager.Put(ctx, keyStamp, stamp)
	return s.save(ctx)
}

// open makes the loaded session the account's under a new token, so that a token planted before is worth nothing.
func (s *sessions) open(ctx context.Context, a *staff.Account, client string) (http.Cookie, error) {
	if err := s.manager.RenewToken(ctx); err != nil {
		return http.Cookie{}, fmt.Errorf("dashboard: renew session: %w", err)
	}
	now, id := s.now(), uuid.Must(uuid.NewV7())
	s.manager.Put(ctx, keyStaff, a.ID.String())
	s.manager.Put(ctx, keyStamp, a.Stamp())
	s.manager.Put(ctx, keySince, now.Unix())
	s.manager.Put(ctx, keyTouched, now.Unix())
	s.manager.Put(ctx, keySession, id.String())
	token, _, err := s.manager.Commit(ctx)
	if err != nil {
		return http.Cookie{}, fmt.Errorf("dashboard: save session: %w", err)
	}
	if err := s.book.NoteSession(ctx, stored(token), id, a.ID, client, now); err != nil {
		return http.Cookie{}, err
	}
	return s.cookie(token, 0), nil
}

// stored is a token as the session store keeps it: scs hashes it so (HashTokenInStore).
func stored(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// end ends the loaded session and returns the cookie that makes the browser forget it.
func (s *sessions) end(ctx context.Context) (http.Cookie, error) {
	if err := s.manager.Destroy(ctx); err != nil {
		return http.Cookie{}, fmt.Errorf("dashboard: end session: %w", err)
	}
	return s.cookie("", -1), nil
}

func (s *sessions) cookie(token string, maxAge int) http.Cookie {
	c := s.manager.Cookie
	return http.Cookie{
		Name: c.Name, Value: token, Path: "/", MaxAge: maxAge, Secure: c.Secure, HttpOnly: true, SameSite: c.SameSite,
	}
}
