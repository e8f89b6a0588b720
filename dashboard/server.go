package dashboard

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/casecore/access"
	"hotline/internal/regularly"
	"hotline/internal/site"
)

// pruneEvery is how often expired sessions are deleted; they open nothing before that.
const pruneEvery = 10 * time.Minute

// Server answers HTTP.
type Server struct {
	cfg        Config
	router     *site.Router
	sessions   *sessions
	addresses  addresses
	metrics    *Metrics
	signIns    *limiter
	visitors   *limiter
	guesses    *limiter
	reports    *limiter
	thumbnails *thumbnails
	names      *catalogues
	pages      *pages
	packs      *packs
	handler    http.Handler
}

// New returns a Server.
func New(cfg Config) *Server {
	cfg.Limits = cfg.Limits.orDefault()
	if cfg.Metrics == nil {
		cfg.Metrics = NewMetrics()
	}
	s := &Server{
		cfg: cfg, sessions: newSessions(&cfg), addresses: addresses{cfg.TrustedProxies}, metrics: cfg.Metrics,
		signIns:    newLimiter(cfg.Limits.SignIns, cfg.Now),
		visitors:   newLimiter(cfg.Limits.PublicPages, cfg.Now),
		guesses:    newLimiter(cfg.Limits.Guesses, cfg.Now),
		reports:    newLimiter(cfg.Limits.Reports, cfg.Now),
		thumbnails: newThumbnails(cfg.Blobs),
		names:      newCatalogues(cfg.Names),
		packs:      newPacks(),
	}
	s.pages = newPages(cfg.Texts, cfg.City, cfg.Web)
	s.router = site.NewRouter(site.RouterConfig{
		Guard: s.guard, Explain: s.explain, Translate: s.translate, Problem: reflect.TypeFor[Problem](),
	})
	s.mountSession()
	s.mountHealth()
	if !cfg.Bare {
		s.mountCentre()
	}
	for _, part := range cfg.Parts {
		part.Mount(s.site())
	}
	for pattern, h := range cfg.Webhooks {
		s.router.Handle(access.ReadPublic, pattern, h)
	}
	for stream, hub := range cfg.Hubs {
		s.metrics.feed(stream, hub)
	}
	s.handler = s.around(s.router.Mux())
	return s
}

// mountCentre mounts what the contact centre's people and citizens use.
func (s *Server) mountCentre() {
	s.mountCatalogue()
	s.mountStreets()
	s.mountRelated()
	s.mountWriting()
	s.mountReports()
	s.mountHandOver()
	s.mountRota()
	s.mountCallOut()
	s.mountShifts()
	s.mountCalls()
	s.mountPhone()
	s.mountDesk()
	s.mountCases()
	s.mountViews()
	s.mountExports()
	s.mountOverviews()
	s.mountPresence()
	s.mountLetters()
	s.mountDead()
	s.mountAdmin()
	s.mountFiles()
	s.mountPrivacy()
	s.mountHolds()
	s.mountFeed()
	s.mountPublic()
	s.mountConsole()
}

// site is what a part finds here.
func (s *Server) site() *site.Site {
	return &site.Site{
		Router: s.router, SameOrigin: s.sameOrigin, Watch: s.watch, Visit: s.visit, Guess: s.guess, MayGuess: s.signIns.room, Fail: s.fail, SendFile: s.sendFile,
	}
}

// guess takes one of an address's tries at a secret, as at a sign-in.
func (s *Server) guess(address string) bool {
	_, ok := s.signIns.allow(address)
	return ok
}

// Handler returns the whole of it.
func (s *Server) Handler() http.Handler { return s.handler }

// Routes lists every way in.
func (s *Server) Routes() []site.Route { return s.router.Routes() }

// Run deletes what has expired until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	if s.cfg.Prune == nil {
		<-ctx.Done()
		return nil
	}
	return regularly.Do(ctx, pruneEvery, func(ctx context.Context) {
		if err := s.cfg.Prune(ctx, s.cfg.Now()); err != nil && ctx.Err() == nil {
			s.cfg.Log.WarnContext(ctx, "prune sessions", "err", err)
		}
	})
}

// HTTPServer returns a server of net/http for the handler, with the timeouts that keep slow clients from holding
// connections. Uploads have a minute to arrive; the feed's connections are taken over and have timeouts of their own.
func HTTPServer(addr string, h http.Handler) *http.Server {
	return &http.Server{
		Addr: addr, Handler: h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
}

// OpenAPI returns the description of the API with that of its parts, OpenAPI 3.1 in JSON with two spaces of indent. It needs no
// dependency.
func OpenAPI(parts ...site.Part) ([]byte, error) {
	s := New(Config{Names: nil, Now: time.Now, Parts: parts})
	delete(s.router.API().OpenAPI().Components.Schemas.Map(), "ErrorModel") // the library's, never sent
	b, err := json.MarshalIndent(s.router.API().OpenAPI(), "", "  ")
	if err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}

var _ huma.StatusError = (*Problem)(nil)
