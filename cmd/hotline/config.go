package main

import (
	"fmt"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Config is everything that the product is told from outside, each value by a
// flag or by the environment. A zero Config is not valid; kong fills in the
// defaults. Nothing changes it after the start.
//
// Its tag mask says what [Config.Masked] hides: all of a secret, or the password
// and the keys within a url.
type Config struct {
	Database DatabaseConfig `embed:""`
	RedisURL string         `name:"redis-url" env:"REDIS_URL" mask:"url" help:"Redis or Redis Cluster (more nodes as addr=host:port); empty: the embedded one, for one process."`

	Roles      []string `name:"roles" env:"ROLES" default:"${roles}" help:"What this copy does: ${roles}."`
	ListenAddr string   `name:"listen-addr" env:"LISTEN_ADDR" default:":8080" help:"Where HTTP is served, host:port."`
	// MetricsAddr is apart, so that a firewall or a private interface can keep the figures from the world.
	MetricsAddr string `name:"metrics-addr" env:"METRICS_ADDR" help:"Where /metrics is served alone, host:port; empty: on LISTEN_ADDR, to this machine and private networks, not through a proxy."`
	PublicURL   string `name:"public-url" env:"PUBLIC_URL" default:"http://localhost:8080" help:"The address that people and Telegram see, without a path."`
	// TrustedProxies are prefixes of addresses; a load balancer outside them cannot say whom it speaks for.
	TrustedProxies []string `name:"trusted-proxies" env:"TRUSTED_PROXIES" help:"Load balancers whose X-Forwarded-For is believed, such as 10.0.0.0/8."`

	CityName    string `name:"city-name" env:"CITY_NAME" help:"The city's name on public pages; empty: the profile's."`
	MapTilesURL string `name:"map-tiles-url" env:"MAP_TILES_URL" help:"Where the map's tiles come from, with {z}, {x} and {y}; empty: points alone."`
	Regulation  string `name:"regulation" env:"REGULATION" default:"mariupol" help:"The city's rules: a profile's name or file."`

	Halls string `name:"halls" env:"HALLS" help:"The service halls: a profile's name, such as vinnytsia, or file; empty: there are none."`

	Telegram  TelegramConfig  `embed:""`
	Telephony TelephonyConfig `embed:""`

	SMTPURL  string `name:"smtp-url" env:"SMTP_URL" mask:"url" help:"Where mail is handed over, smtp:// or smtps://; empty: no mail."`
	MailFrom string `name:"mail-from" env:"MAIL_FROM" help:"Whom mail comes from."`

	BlobURL       string   `name:"blob-url" env:"BLOB_URL" default:"file:///var/lib/hotline/files" mask:"url" help:"Where files are kept, file:// or s3://."`
	SessionSecret []string `name:"session-secret" env:"SESSION_SECRET" mask:"all" help:"Signs links; 32 bytes or more. Several by commas: the first signs, all are accepted."`

	LogLevel        string   `name:"log-level" env:"LOG_LEVEL" default:"info" help:"debug, info, warn or error."`
	ShutdownTimeout Duration `name:"shutdown-timeout" env:"SHUTDOWN_TIMEOUT" default:"15s" help:"How long a stop may take."`
}

// DatabaseConfig is what every command that reads or writes cases needs.
type DatabaseConfig struct {
	URL string `name:"database-url" env:"DATABASE_URL" mask:"url" help:"PostgreSQL 15 or later; pool_max_conns sizes the pool."`
}

// TelegramConfig is the bot's. Without a token the bot waits and everything else works.
type TelegramConfig struct {
	Token         string `name:"telegram-token" env:"TELEGRAM_TOKEN" mask:"all" help:"The bot's token; empty: the bot waits."`
	APIURL        string `name:"telegram-api-url" env:"TELEGRAM_API_URL" default:"https://api.telegram.org" help:"The Bot API server."`
	Mode          string `name:"telegram-mode" env:"TELEGRAM_MODE" default:"poll" help:"How updates come: poll or webhook."`
	BotName       string `name:"telegram-bot-name" env:"TELEGRAM_BOT_NAME" help:"The bot's name, for the link on public pages."`
	WebhookSecret string `name:"telegram-webhook-secret" env:"TELEGRAM_WEBHOOK_SECRET" mask:"all" help:"What Telegram proves itself with, for the webhook."`
}

// TelephonyConfig is the hotline's. Without an Asterisk the telephony waits and everything else works.
type TelephonyConfig struct {
	ARIURL      []string `name:"ari-url" env:"ARI_URL" help:"Where ARI of each Asterisk is, such as http://127.0.0.1:8088/ari; empty: no telephony."`
	ARIUsername string   `name:"ari-username" env:"ARI_USERNAME" default:"hotline" help:"Who the product is to Asterisk."`
	ARIPassword string   `name:"ari-password" env:"ARI_PASSWORD" mask:"all" help:"The product's password there."`
	ARIApp      string   `name:"ari-app" env:"ARI_APP" default:"hotline" help:"The application that calls are handed to."`
	SIPAddr     []string `name:"sip-addr" env:"SIP_ADDR" help:"Where telephones on desks register with each Asterisk, host:port; empty: its host of ARI_URL."`
	Lines       string   `name:"telephony-lines" env:"TELEPHONY_LINES" help:"The city's lines, a YAML file as deploy/asterisk/lines.example.yaml."`

	SpeechCommand string `name:"speech-command" env:"SPEECH_COMMAND" help:"The program that speaks, with {lang} for the language's code; empty: espeak-ng."`
	SpeechDir     string `name:"speech-dir" env:"SPEECH_DIR" default:"/var/lib/hotline/speech" help:"Where what was spoken is kept."`
	SpeechAddr    string `name:"speech-addr" env:"SPEECH_ADDR" default:"127.0.0.1:8090" help:"Where Asterisk fetches what is spoken, host:port."`
	SpeechURL     string `name:"speech-url" env:"SPEECH_URL" help:"The same as Asterisk sees it, when it is on another machine."`
}

// The ways in which updates come from Telegram.
const (
	telegramPoll    = "poll"
	telegramWebhook = "webhook"
)

// allRoles are the parts of the product, in the order in which they start.
var allRoles = []string{"core", "web", "bot", "telephony", "hall"}

// configVars are the values that the tags of Config refer to, for kong.Vars.
func configVars() map[string]string { return map[string]string{"roles": strings.Join(allRoles, ",")} }

// Proxies are the trusted proxies. It leaves out what [Config.Validate] complains about.
func (c *Config) Proxies() []netip.Prefix {
	var prefixes []netip.Prefix
	for _, text := range c.TrustedProxies {
		if prefix, err := netip.ParsePrefix(text); err == nil {
			prefixes = append(prefixes, prefix)
		}
	}
	return prefixes
}

// botURL is where citizens find the bot, "" when its name is not known.
func (c *Config) botURL() string {
	if name := strings.TrimPrefix(c.Telegram.BotName, "@"); name != "" {
		return "https://t.me/" + url.PathEscape(name)
	}
	return ""
}

// HasRole tells whether this copy plays the role.
func (c *Config) HasRole(role string) bool { return slices.Contains(c.Roles, role) }

// Setting is one value as it may be shown.
type Setting struct {
	Name  string // of the environment variable
	Value string
}

// Masked returns every setting in order, its secrets hidden.
func (c *Config) Masked() []Setting { return masked(reflect.ValueOf(c).Elem()) }

func masked(config reflect.Value) []Setting {
	var settings []Setting
	for field, value := range config.Fields() {
		if _, group := field.Tag.Lookup("embed"); group {
			settings = append(settings, masked(value)...)
			continue
		}
		shown := show(value)
		switch field.Tag.Get("mask") {
		case "all":
			shown = maskAll(shown)
		case "url":
			shown = maskURL(shown)
		}
		settings = append(settings, Setting{Name: field.Tag.Get("env"), Value: shown})
	}
	return settings
}

func show(value reflect.Value) string {
	if list, ok := value.Interface().([]string); ok {
		return strings.Join(list, ",")
	}
	return fmt.Sprint(value.Interface())
}

const mask = "***"

func maskAll(secret string) string {
	if secret == "" {
		return ""
	}
	return mask
}

// maskURL hides a URL's password and every part of its query that may be one.
// What is no URL is hidden altogether: it may be a password in the wrong place.
func maskURL(raw string) string {
	u, err := url.Parse(raw)
	switch {
	case raw == "":
		return ""
	case err != nil || u.Scheme == "" || u.Opaque != "":
		return mask
	}
	if _, has := u.User.Password(); has {
		u.User = url.UserPassword(u.User.Username(), mask)
	}
	query := u.Query()
	for name := range query {
		lower := strings.ToLower(name)
		for _, sign := range []string{"pass", "secret", "key", "token"} {
			if strings.Contains(lower, sign) {
				query.Set(name, mask)
			}
		}
	}
	u.RawQuery = query.Encode()
	return strings.ReplaceAll(u.String(), url.QueryEscape(mask), mask)
}

// Duration is a length of time as Go writes it (15s, 2m30s). Text that is none
// is kept, so that [Config.Validate] can name it beside all other wrong values.
type Duration struct {
	time.Duration

	wrong string
}

// UnmarshalText never fails.
func (d *Duration) UnmarshalText(text []byte) error { //nolint:unparam // encoding.TextUnmarshaler asks for it
	length, err := time.ParseDuration(string(text))
	*d = Duration{Duration: length}
	if err != nil {
		d.wrong = string(text)
	}
	return nil
}

// String returns the text as it was given when it is no length of time.
func (d Duration) String() string {
	if d.wrong != "" {
		return d.wrong
	}
	return d.Duration.String()
}
