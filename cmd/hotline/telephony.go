package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/outbox"
	"hotline/casecore/pgstore"
	"hotline/dashboard"
	"hotline/internal/backup"
	"hotline/telephony"
	"hotline/telephony/asterisk"
	"hotline/telephony/flow"
	"hotline/telephony/pbx"
	"hotline/telephony/speech"
)

func (c *TelephonyConfig) validate(p *problems) {
	if len(c.ARIURL) == 0 {
		return
	}
	for _, u := range c.ARIURL {
		p.expect(isURL(u, "http", "https"), "ARI_URL", maskURL(u), "addresses by commas, such as http://127.0.0.1:8088/ari")
	}
	p.expect(c.ARIUsername != "", "ARI_USERNAME", c.ARIUsername, "a name")
	p.expect(len(c.ARIPassword) >= pbx.ShortestPassword, "ARI_PASSWORD", maskAll(c.ARIPassword),
		fmt.Sprintf("%d characters or more, as in Asterisk's ari.conf", pbx.ShortestPassword))
	p.expect(c.ARIApp != "" && !strings.ContainsAny(c.ARIApp, ", "), "ARI_APP", c.ARIApp, "a name without commas and spaces")
	if c.Lines != "" {
		_, err := pbx.ReadCity(c.Lines)
		p.expect(err == nil, "TELEPHONY_LINES", fmt.Sprintf("%s (%v)", c.Lines, err), "a file of lines without faults")
	}
	p.expect(isListenAddress(c.SpeechAddr), "SPEECH_ADDR", c.SpeechAddr, "host:port, such as 127.0.0.1:8090")
	p.expect(c.SpeechURL == "" || isURL(c.SpeechURL, "http", "https"), "SPEECH_URL", c.SpeechURL,
		"an address such as http://10.0.0.5:8090, or nothing when Asterisk is on this machine")
}

// boundTelephony gives requests to Asterisk their timeouts. The ari library sends them by the process's default transport.
func boundTelephony(cfg *TelephonyConfig) error {
	hosts := make([]string, 0, len(cfg.ARIURL))
	for _, u := range cfg.ARIURL {
		c, err := asterisk.New(asterisk.Config{URL: u})
		if err != nil {
			return err
		}
		hosts = append(hosts, c.Host())
	}
	if len(hosts) > 0 {
		http.DefaultTransport = asterisk.Transport(http.DefaultTransport, hosts...)
	}
	return nil
}

// telephony serves every Asterisk of the city, and the sounds that they fetch.
func (a *app) telephony(metrics *dashboard.Metrics, agents *agentsDesk, hold *backup.Hold) (part, error) {
	cfg := &a.cfg.Telephony
	if len(cfg.ARIURL) == 0 {
		return part{"telephony", func(ctx context.Context) error {
			a.log.InfoContext(ctx, "no ARI_URL: the telephony waits, everything else works")
			<-ctx.Done()
			return nil
		}}, nil
	}
	speaker, err := speech.New(speech.Config{
		Command: cfg.SpeechCommand, Dir: cfg.SpeechDir, Key: a.secrets.Key("speech"),
	}, a.clock.Now)
	if err != nil {
		return part{}, fmt.Errorf("SPEECH_COMMAND: %w", err)
	}
	lines, err := cfg.lines()
	if err != nil {
		return part{}, err
	}
	callerID := ""
	if len(lines) > 0 {
		callerID = lines[0].Number
	}
	say := spoken{speaker, cfg.soundsURL()}
	book, hooks := calls.NewBook(a.db), telephonyHooks(metrics)
	out := &heldCalls{Out: a.callouts(), hold: hold}
	bridges := make([]*telephony.Bridge, 0, len(cfg.ARIURL))
	for _, u := range cfg.ARIURL {
		client, err := asterisk.New(asterisk.Config{URL: u, Username: cfg.ARIUsername, Password: cfg.ARIPassword, App: cfg.ARIApp})
		if err != nil {
			return part{}, fmt.Errorf("ARI_URL: %w", err)
		}
		bridges = append(bridges, telephony.New(telephony.Config{
			Holder: a.holder, Lines: lines, Settings: a.callSettings, Missed: telephony.MissedWanted, CallerID: callerID,
			PhoneSecret: a.phoneSecret(),
		}, telephony.Deps{
			PBX: client, DB: a.db, Calls: book, Intake: a.service, Cases: callerCases{a, book}, Speech: say, Files: a.blobs,
			Texts: a.texts, Desk: agents.Desk, Wordings: wordings{a.service, a.store}, Out: out, Hooks: hooks, Now: a.clock.Now,
			Log: a.log.With("edge", "telephony"),
		}))
	}
	a.bridges = bridges
	wake := func() {
		for _, b := range bridges {
			b.Wake()
		}
	}
	agents.bridges = wake
	return part{"telephony", func(ctx context.Context) error {
		g, ctx := errgroup.WithContext(ctx)
		for _, b := range bridges {
			g.Go(func() error { return b.Run(ctx) })
		}
		g.Go(func() error { return outbox.Listen(ctx, a.redis, deskStream, wake) })
		g.Go(func() error {
			return listenUntil(ctx, "SPEECH_ADDR", cfg.SpeechAddr, http.StripPrefix(soundsPath, speaker.Handler()))
		})
		return g.Wait()
	}}, nil
}

func (c *TelephonyConfig) lines() ([]telephony.Line, error) {
	if c.Lines == "" {
		return nil, nil
	}
	city, err := pbx.ReadCity(c.Lines)
	if err != nil {
		return nil, fmt.Errorf("TELEPHONY_LINES: %w", err)
	}
	lines := make([]telephony.Line, len(city.Lines))
	for i, l := range city.Lines {
		lines[i] = telephony.Line{Number: l.Number, Lang: l.Language, District: l.District, Greeting: l.Greeting}
	}
	return lines, nil
}

// soundsPath is long for a reason: Asterisk 22 looks for the copy in its cache within the length of the sound's address, and
// finds nothing when its own path is the longer one.
const soundsPath = "/sounds-that-are-spoken-on-the-telephone-and-are-fetched-by-asterisk-alone/"

// soundsURL is what Asterisk finds the sounds under.
func (c *TelephonyConfig) soundsURL() string {
	base := strings.TrimSuffix(c.SpeechURL, "/")
	if base == "" {
		host, port, _ := net.SplitHostPort(c.SpeechAddr)
		if host == "" || host == "0.0.0.0" || host == "::" {
			host = "127.0.0.1"
		}
		base = "http://" + net.JoinHostPort(host, port)
	}
	return base + soundsPath
}

// callSettings are the waits of the profile in force, the usual ones while none is.
func (a *app) callSettings() flow.Settings {
	p, err := a.city.At(a.clock.Now())
	if err != nil {
		return flow.Usual()
	}
	return flow.SettingsOf(p.Calling.Waits)
}

// spoken are texts as Asterisk plays them.
type spoken struct {
	speaker *speech.Speaker
	url     string
}

// Say implements telephony.Speech.
func (s spoken) Say(ctx context.Context, lang, text string) (string, error) {
	sound, err := s.speaker.Say(ctx, lang, text)
	if err != nil {
		return "", err
	}
	return "sound:" + s.url + sound.ID + ".wav", nil
}

// wordings are those that callers are asked about (MR-4.4).
type wordings struct {
	*casecore.Service

	store *pgstore.Store
}

// Wording implements telephony.Wordings.
func (w wordings) Wording(ctx context.Context, id casecore.WordingID) (casecore.Wording, error) {
	return w.store.Wording(ctx, id)
}

// callerCases tells callers what became of theirs.
type callerCases struct {
	app  *app
	book *calls.Book
}

// StatusFor implements telephony.Cases: no more than the status and the term, for a caller's number can be forged.
func (s callerCases) StatusFor(ctx context.Context, digits string, caller casecore.Phone, lang string, now time.Time) (telephony.Told, bool, error) {
	id, ok, err := s.book.CaseOf(ctx, digits, caller, now.In(s.app.profile.Zone).Year())
	if err != nil || !ok {
		return telephony.Told{}, false, err
	}
	c, err := s.app.store.Case(ctx, id)
	if err != nil {
		return telephony.Told{}, false, err
	}
	p, err := s.app.city.Version(c.Profile, c.ProfileVersion)
	if err != nil {
		return telephony.Told{}, false, err
	}
	status, _ := p.Status(c.Status)
	told := telephony.Told{Key: "voice.status", Args: map[string]string{
		"number": speech.Digits(s.app.texts, lang, c.Number.String()), "status": status.Names.In(lang),
	}}
	if c.EndedAt.IsZero() && c.SolveDue.After(now) {
		told.Key, told.Args["due"] = "voice.status_due", s.app.texts.FormatDate(lang, p.Zone, c.SolveDue)
	}
	return told, true, nil
}

// telephonyHooks are the figures of the telephony.
func telephonyHooks(m *dashboard.Metrics) telephony.Hooks {
	connected := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "hotline_telephony_connected", Help: "Event sockets of Asterisks that this copy serves and that are caught up.",
	})
	skipped := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "hotline_telephony_events_skipped_total", Help: "Events that are not known, by type.",
	}, []string{"type"})
	prompt := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "hotline_telephony_first_prompt_seconds", Help: "From a call's arrival to the start of its first prompt.",
		Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5},
	})
	ended := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "hotline_telephony_calls_total", Help: "Calls that ended, by the step in which they did and why.",
	}, []string{"step", "why"})
	broken := prometheus.NewCounter(prometheus.CounterOpts{
		Name: "hotline_telephony_recordings_broken_total", Help: "Recordings of talks that ended before their talk, as on a full disk.",
	})
	m.Registry().MustRegister(connected, skipped, prompt, broken, ended)
	return telephony.Hooks{
		Skipped: func(kind string) { skipped.WithLabelValues(kind).Inc() },
		Prompt:  func(after time.Duration) { prompt.Observe(after.Seconds()) },
		Broken:  broken.Inc,
		Ended:   func(step, why string) { ended.WithLabelValues(step, why).Inc() },
		State: func(up bool) {
			if up {
				connected.Inc()
			} else {
				connected.Dec()
			}
		},
	}
}
