package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"
)

const goodSecret = "0123456789abcdef0123456789abcdef"

// parse reads a configuration as the command does, from arguments alone.
func parse(t *testing.T, args ...string) *Config {
	t.Helper()
	var c Config
	parser, err := kong.New(&c, kong.Vars(configVars()))
	require.NoError(t, err)
	_, err = parser.Parse(args)
	require.NoError(t, err)
	return &c
}

// clearEnvironment takes away what the machine that tests is set up with.
func clearEnvironment(t *testing.T) {
	t.Helper()
	for _, setting := range new(Config).Masked() {
		t.Setenv(setting.Name, "") // puts back what was there when the test ends
		require.NoError(t, os.Unsetenv(setting.Name))
	}
}

// good is the least that starts.
func good(t *testing.T, more ...string) *Config {
	t.Helper()
	clearEnvironment(t)
	return parse(t, append([]string{
		"--database-url=postgres://hotline:pg-word@db/hotline", "--session-secret=" + goodSecret,
	}, more...)...)
}

func TestConfigWithDatabaseAndSecretIsEnough(t *testing.T) {
	c := good(t)
	require.Empty(t, c.Validate())
	require.Equal(t, allRoles, c.Roles)
	require.Equal(t, ":8080", c.ListenAddr)
	require.Equal(t, "mariupol", c.Regulation)
	require.Equal(t, telegramPoll, c.Telegram.Mode)
	require.Equal(t, 15*time.Second, c.ShutdownTimeout.Duration)
}

func TestConfigIsReadFromTheEnvironment(t *testing.T) {
	for name, value := range map[string]string{
		"DATABASE_URL": "postgres:///hotline?host=/run/postgresql", "REDIS_URL": "redis://redis:6379/1",
		"LISTEN_ADDR": "127.0.0.1:9000", "METRICS_ADDR": "10.0.0.5:9090", "PUBLIC_URL": "https://1580.example.org", "REGULATION": "romny",
		"ROLES": "core,bot", "TELEGRAM_TOKEN": "1:a", "TELEGRAM_MODE": "webhook", "TELEGRAM_WEBHOOK_SECRET": "hush",
		"SMTP_URL": "smtp://mail:587", "MAIL_FROM": "1580@example.org", "BLOB_URL": "s3://files",
		"SESSION_SECRET": goodSecret + "," + strings.ToUpper(goodSecret), "LOG_LEVEL": "debug", "SHUTDOWN_TIMEOUT": "1m",
	} {
		t.Setenv(name, value)
	}
	c := parse(t)
	require.Empty(t, c.Validate())
	require.Equal(t, "romny", c.Regulation)
	require.Equal(t, "hush", c.Telegram.WebhookSecret)
	require.Len(t, c.SessionSecret, 2)
	require.True(t, c.HasRole("bot"))
	require.False(t, c.HasRole("web"))
	require.Equal(t, time.Minute, c.ShutdownTimeout.Duration)
}

func TestRegulationMayBeAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "city.yaml")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.Empty(t, good(t, "--regulation="+file).Validate())
}

func TestEachWrongValueIsOneSentenceThatNamesIt(t *testing.T) {
	for _, test := range []struct{ name, arg string }{
		{"DATABASE_URL", "--database-url="},
		{"DATABASE_URL", "--database-url=mysql://db/hotline"},
		{"DATABASE_URL", "--database-url=host=db"},
		{"DATABASE_URL", "--database-url=postgres://db:port/hotline"},
		{"REDIS_URL", "--redis-url=http://redis"},
		{"ROLES", "--roles=core,cook"},
		{"ROLES", "--roles="},
		{"LISTEN_ADDR", "--listen-addr=8080"},
		{"LISTEN_ADDR", "--listen-addr=:70000"},
		{"METRICS_ADDR", "--metrics-addr=9090"},
		{"METRICS_ADDR", "--metrics-addr=:8080"}, // LISTEN_ADDR's
		{"PUBLIC_URL", "--public-url=1580.example.org"},
		{"PUBLIC_URL", "--public-url=https://example.org/centre"},
		{"TRUSTED_PROXIES", "--trusted-proxies=10.0.0.0/8,balancer"},
		{"REGULATION", "--regulation=atlantis"},
		{"REGULATION", "--regulation=./no-such.yaml"},
		{"TELEGRAM_TOKEN", "--telegram-token=bot"},
		{"TELEGRAM_API_URL", "--telegram-api-url=api.telegram.org"},
		{"TELEGRAM_MODE", "--telegram-mode=push"},
		{"TELEGRAM_WEBHOOK_SECRET", "--telegram-webhook-secret=a.b"},
		{"SMTP_URL", "--smtp-url=mail.example.org:25 --mail-from=centre@example.org"},
		{"MAIL_FROM", "--mail-from=centre"},
		{"BLOB_URL", "--blob-url=file://files"},
		{"BLOB_URL", "--blob-url=ftp://files"},
		{"SESSION_SECRET", "--session-secret=short"},
		{"SESSION_SECRET", "--session-secret=" + goodSecret + ",short"},
		{"LOG_LEVEL", "--log-level=loud"},
		{"SHUTDOWN_TIMEOUT", "--shutdown-timeout=soon"},
		{"SHUTDOWN_TIMEOUT", "--shutdown-timeout=-1s"},
	} {
		t.Run(test.arg, func(t *testing.T) {
			wrong := good(t, strings.Fields(test.arg)...).Validate()
			require.Len(t, wrong, 1, "%v", wrong)
			require.Regexp(t, `^`+test.name+` is .+: expected .+`, wrong[0].Error())
		})
	}
}

func TestSettingsThatNeedEachOther(t *testing.T) {
	for name, args := range map[string][]string{
		"MAIL_FROM":               {"--smtp-url=smtp://mail"},
		"TELEGRAM_WEBHOOK_SECRET": {"--telegram-mode=webhook", "--public-url=https://example.org"},
		"TELEGRAM_MODE":           {"--telegram-mode=webhook", "--telegram-webhook-secret=hush"},
	} {
		wrong := good(t, args...).Validate()
		require.Len(t, wrong, 1, "%v", wrong)
		require.ErrorContains(t, wrong[0], name+" is ")
	}
}

func TestEverySecretIsMaskedWherePrinted(t *testing.T) {
	args := []string{
		"--database-url=postgres://hotline:hush-pg@db/hotline?sslpassword=hush-ssl",
		"--redis-url=redis://:hush-redis@redis:6379", "--session-secret=hush-session",
		"--telegram-token=hush-token", "--telegram-webhook-secret=hush hook",
		"--smtp-url=smtp://centre:hush-smtp@mail", "--blob-url=s3://files?secret_key=hush-blob",
	}
	out, errs, err := checkConfig(t, args...)
	require.ErrorIs(t, err, errConfig)
	require.NotContains(t, out+errs, "hush")
	require.Contains(t, out, "postgres://hotline:***@db/hotline?sslpassword=***")
	require.Contains(t, out, "redis://:***@redis:6379")
	require.Contains(t, out, "smtp://centre:***@mail")

	_, errs, err = checkConfig(t, "--database-url=hush", "--redis-url=hush", "--smtp-url=hush", "--blob-url=hush")
	require.ErrorIs(t, err, errConfig)
	require.NotContains(t, errs, "hush", "a password in the wrong place")
}

func TestCheckConfigPrintsTheTableAndEveryMistake(t *testing.T) {
	out, errs, err := checkConfig(t, "--log-level=loud", "--listen-addr=nowhere")
	require.ErrorIs(t, err, errConfig)
	require.Regexp(t, `(?m)^LOG_LEVEL +loud$`, out)
	require.Regexp(t, `(?m)^REDIS_URL +-$`, out)
	require.Equal(t, []string{
		"DATABASE_URL is missing: expected an address such as postgres://hotline:password@db:5432/hotline",
		"LISTEN_ADDR is nowhere: expected host:port or :port, such as :8080",
		"SESSION_SECRET is missing: expected a random text of at least 32 bytes, or several by commas",
		"LOG_LEVEL is loud: expected debug, info, warn or error",
	}, strings.Split(strings.TrimSpace(errs), "\n"))
}

func TestReadmeNamesEverySetting(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	for _, setting := range new(Config).Masked() {
		require.Contains(t, string(readme), "`"+setting.Name+"`")
	}
}

func TestCheckConfigIsSilentAboutWhatIsRight(t *testing.T) {
	_, errs, err := checkConfig(t, "--database-url=postgres://db/hotline", "--session-secret="+goodSecret)
	require.NoError(t, err)
	require.Empty(t, errs)
}

func checkConfig(t *testing.T, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	clearEnvironment(t)
	var cli struct {
		CheckConfig checkConfigCmd `cmd:""`
	}
	var out, errs bytes.Buffer
	parser, err := kong.New(&cli, kong.Vars(configVars()), kong.Writers(&out, &errs))
	require.NoError(t, err)
	command, err := parser.Parse(append([]string{"check-config"}, args...))
	require.NoError(t, err)
	err = command.Run()
	return out.String(), errs.String(), err
}
