package main

import (
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"

	"hotline/casecore/regulation"
	"hotline/internal/secret"
)

// longestShutdown is longer than any supervisor waits before it kills.
const longestShutdown = 10 * time.Minute

var (
	telegramToken  = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)
	telegramSecret = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)
)

// problems gathers what is wrong, one sentence for each value. Its sentences
// never quote a secret.
type problems []error

// expect adds a sentence when the value is not what it should be.
func (p *problems) expect(right bool, name, value, expected string) {
	switch {
	case right:
	case value == "":
		*p = append(*p, fmt.Errorf("%s is missing: expected %s", name, expected))
	default:
		*p = append(*p, fmt.Errorf("%s is %s: expected %s", name, value, expected))
	}
}

// Validate returns one sentence for each wrong value, naming it and what is
// expected. The product starts only when there is none. (kong would call a
// method that returned a single error, and check-config could show no table.)
func (c *Config) Validate() []error {
	p := problems(c.Database.Validate())
	p.expect(isRedis(c.RedisURL), "REDIS_URL", maskURL(c.RedisURL),
		"an address such as redis://redis:6379/0, or nothing for the embedded one")
	p.expect(areRoles(c.Roles), "ROLES", strings.Join(c.Roles, ","), "some of "+strings.Join(allRoles, ", "))
	p.expect(isListenAddress(c.ListenAddr), "LISTEN_ADDR", c.ListenAddr, "host:port or :port, such as :8080")
	p.expect(c.MetricsAddr == "" || isListenAddress(c.MetricsAddr) && c.MetricsAddr != c.ListenAddr, "METRICS_ADDR", c.MetricsAddr,
		"host:port or :port other than LISTEN_ADDR, such as 127.0.0.1:9090, or nothing")
	p.expect(isOrigin(c.PublicURL), "PUBLIC_URL", maskURL(c.PublicURL),
		"an http or https address without a path, such as https://1580.example.org")
	p.expect(len(c.Proxies()) == len(c.TrustedProxies), "TRUSTED_PROXIES", strings.Join(c.TrustedProxies, ","),
		"address prefixes by commas, such as 10.0.0.0/8")
	p.expect(c.MapTilesURL == "" || isURL(c.MapTilesURL, "http", "https") && strings.Contains(c.MapTilesURL, "{z}"), "MAP_TILES_URL",
		maskURL(c.MapTilesURL), "an address such as https://tiles.example.org/{z}/{x}/{y}.png, or nothing")
	p.expect(isRegulation(c.Regulation), "REGULATION", c.Regulation,
		"the name of a profile that ships or the path of a profile's file")
	c.Telegram.validate(&p, c.PublicURL)
	c.Telephony.validate(&p)
	p.expect(c.SMTPURL == "" || isURL(c.SMTPURL, "smtp", "smtps"), "SMTP_URL", maskURL(c.SMTPURL),
		"an address such as smtp://user:password@mail.example.org:587, or nothing")
	p.expect(isSender(c.MailFrom) || c.MailFrom == "" && c.SMTPURL == "", "MAIL_FROM", c.MailFrom,
		"a mail address, since SMTP_URL is set")
	p.expect(isBlobURL(c.BlobURL), "BLOB_URL", maskURL(c.BlobURL),
		"a folder such as file:///var/lib/hotline/files or a bucket such as s3://files?region=eu-central-1")
	p.expect(areSecrets(c.SessionSecret), "SESSION_SECRET", maskAll(strings.Join(c.SessionSecret, "")),
		fmt.Sprintf("a random text of at least %d bytes, or several by commas", secret.MinSecret))
	p.expect(slices.Contains([]string{"debug", "info", "warn", "error"}, c.LogLevel), "LOG_LEVEL", c.LogLevel,
		"debug, info, warn or error")
	p.expect(c.ShutdownTimeout.isStop(), "SHUTDOWN_TIMEOUT", c.ShutdownTimeout.String(),
		"a length of time up to "+longestShutdown.String()+", such as 15s")
	return p
}

// Validate returns what is wrong with the database's address.
func (c DatabaseConfig) Validate() []error {
	var p problems
	p.expect(isPostgres(c.URL), "DATABASE_URL", maskURL(c.URL),
		"an address such as postgres://hotline:password@db:5432/hotline")
	return p
}

func (c TelegramConfig) validate(p *problems, publicURL string) {
	webhook := c.Mode == telegramWebhook
	p.expect(c.Token == "" || telegramToken.MatchString(c.Token), "TELEGRAM_TOKEN", maskAll(c.Token),
		"a bot's token such as 123456:ABC, or nothing")
	p.expect(isURL(c.APIURL, "http", "https"), "TELEGRAM_API_URL", maskURL(c.APIURL),
		"an http or https address such as https://api.telegram.org")
	p.expect(webhook || c.Mode == telegramPoll, "TELEGRAM_MODE", c.Mode, "poll or webhook")
	p.expect(telegramSecret.MatchString(c.WebhookSecret) || c.WebhookSecret == "" && !webhook,
		"TELEGRAM_WEBHOOK_SECRET", maskAll(c.WebhookSecret), "up to 256 letters, digits, _ and -, for the webhook")
	p.expect(!webhook || isURL(publicURL, "https"), "TELEGRAM_MODE", c.Mode,
		"poll, since Telegram posts only to a PUBLIC_URL with https")
}

func isPostgres(raw string) bool {
	if !isURL(raw, "postgres", "postgresql") {
		return false
	}
	_, err := pgxpool.ParseConfig(raw)
	return err == nil
}

func isRedis(raw string) bool {
	if raw == "" {
		return true
	}
	if _, err := redis.ParseURL(raw); err == nil {
		return true
	}
	_, err := redis.ParseClusterURL(raw)
	return err == nil
}

func areRoles(roles []string) bool {
	for _, role := range roles {
		if !slices.Contains(allRoles, role) {
			return false
		}
	}
	return len(roles) > 0
}

func isListenAddress(address string) bool {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

func isURL(raw string, schemes ...string) bool {
	u, err := url.Parse(raw)
	return err == nil && slices.Contains(schemes, u.Scheme) && u.Opaque == ""
}

func isOrigin(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && isURL(raw, "http", "https") && u.Host != "" && strings.Trim(u.Path, "/") == "" &&
		u.RawQuery == "" && u.Fragment == "" && u.User == nil
}

// isRegulation takes what looks like a file for one, as the command regulation does.
func isRegulation(name string) bool {
	if strings.ContainsAny(name, `./\`) {
		info, err := os.Stat(name)
		return err == nil && info.Mode().IsRegular()
	}
	library, err := regulation.Embedded()
	return err == nil && slices.Contains(library.Names(), regulation.ProfileName(name))
}

func isSender(address string) bool {
	_, err := mail.ParseAddress(address)
	return err == nil
}

func isBlobURL(raw string) bool {
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return false
	case u.Scheme == "file":
		return u.Host == "" && strings.HasPrefix(u.Path, "/")
	default:
		return u.Scheme == "s3" && u.Host != "" || u.Scheme == "mem"
	}
}

func areSecrets(secrets []string) bool {
	for _, s := range secrets {
		if len(s) < secret.MinSecret {
			return false
		}
	}
	return len(secrets) > 0
}

func (d Duration) isStop() bool {
	return d.wrong == "" && d.Duration > 0 && d.Duration <= longestShutdown
}
