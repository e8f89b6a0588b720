package bot

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/time/rate"
)

// Config is what the bot is told from outside. Zero values of the pace and the waits take the defaults.
type Config struct {
	Token         string // TELEGRAM_TOKEN; "" makes the role wait
	APIURL        string // TELEGRAM_API_URL; "" is Telegram's own
	WebhookSecret string // TELEGRAM_WEBHOOK_SECRET; "" polls
	PublicURL     string // PUBLIC_URL, without a slash at the end
	Holder        string // this process, for the poller's lease

	Rate     rate.Limit // messages a second in all, 30
	ChatRate rate.Limit // messages a second in one chat, 1

	PollTimeout time.Duration // of getUpdates, 25 s
	LeaseTTL    time.Duration // of the poller's lease, 5 s
	AlbumWait   time.Duration // for an album's other messages, 1.5 s
	GapHold     time.Duration // of a webhook's update behind a gap, 300 ms
	ResumeAfter time.Duration // a pause after which a draft's author is asked whether to go on, 30 min
	SendTimeout time.Duration // of one call that sends, 10 s; what a killed process was sending waits twice as long
	Backoff     time.Duration // after an update's first failure; doubles, 1 s
}

const (
	defaultAPIURL = "https://api.telegram.org"

	// WebhookPath is where Telegram posts updates, below PUBLIC_URL.
	WebhookPath = "/telegram/webhook"
)

// withDefaults returns the configuration with every unset value filled in, and the bot's id, which the token begins with.
func (c Config) withDefaults() (Config, int64, error) {
	if c.APIURL == "" {
		c.APIURL = defaultAPIURL
	}
	c.APIURL = strings.TrimRight(c.APIURL, "/")
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	fill(&c.Rate, 30)
	fill(&c.ChatRate, 1)
	fill(&c.PollTimeout, 25*time.Second)
	fill(&c.LeaseTTL, 5*time.Second)
	fill(&c.AlbumWait, 1500*time.Millisecond)
	fill(&c.GapHold, 300*time.Millisecond)
	fill(&c.ResumeAfter, 30*time.Minute)
	fill(&c.SendTimeout, 10*time.Second)
	fill(&c.Backoff, time.Second)
	if c.Token == "" {
		return c, 0, nil
	}
	id, err := botID(c.Token)
	return c, id, err
}

func fill[T comparable](v *T, value T) {
	var zero T
	if *v == zero {
		*v = value
	}
}

// botID reads the id that a token begins with. The error never quotes the token.
func botID(token string) (int64, error) {
	head, tail, ok := strings.Cut(token, ":")
	id, err := strconv.ParseInt(head, 10, 64)
	if !ok || err != nil || id <= 0 || tail == "" || strings.ContainsAny(token, "/?# \n") {
		return 0, fmt.Errorf("bot: TELEGRAM_TOKEN does not look like 123456:ABC…")
	}
	return id, nil
}

// linkable tells whether Telegram accepts the address under a button: not one on this machine.
func linkable(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && strings.Contains(u.Hostname(), ".") &&
		!strings.HasPrefix(u.Hostname(), "127.")
}
