package mail

import (
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/outbox"
	"hotline/internal/i18n"
	"hotline/internal/letter"
	"hotline/internal/mailtest"
	"hotline/internal/secret"
)

const from = "Контакт-центр <centre@city.example>"

var sentAt = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func newSender(t *testing.T, server *mailtest.Server, url string) *Sender {
	t.Helper()
	texts, err := i18n.New()
	require.NoError(t, err)
	keeper, err := secret.New("a signing secret of at least 32 bytes")
	require.NoError(t, err)
	zone, err := time.LoadLocation("Europe/Kyiv")
	require.NoError(t, err)
	letters := letter.NewWriter(texts, keeper, "https://hotline.example", zone)
	s, err := New(Config{URL: url, From: from, Roots: server.Roots}, letters, texts, func() time.Time { return sentAt })
	require.NoError(t, err)
	return s
}

func outgoing() outbox.Outgoing {
	return outbox.Outgoing{Lang: "uk", Delivery: casecore.Delivery{
		ID: casecore.NewID[casecore.DeliveryID](), Channel: "email", Address: "olena@example.org", Template: "citizen.status",
		Args: []byte(`{"case_id":"01890000-0000-7000-8000-000000000001","number":"2026-000123","status":{"uk":"В роботі"},
			"action":"accept","text":"<b>Виїхали</b> о 10:00.\n.крапка на початку"}`),
	}}
}

// parts returns a letter's headers and its bodies by type.
func parts(t *testing.T, l mailtest.Letter) (mail.Header, map[string]string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(l.Data))
	require.NoError(t, err)
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	require.NoError(t, err)
	bodies := make(map[string]string)
	r := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return m.Header, bodies
		}
		require.NoError(t, err)
		kind, _, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		require.NoError(t, err)
		require.Equal(t, "base64", p.Header.Get("Content-Transfer-Encoding"))
		b, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
		require.NoError(t, err)
		bodies[kind] = string(b)
	}
}

func TestLetterIsPlainAndHTMLUnderTheDeliverysName(t *testing.T) {
	t.Parallel()
	server := mailtest.New(t)
	o := outgoing()
	res, err := newSender(t, server, "smtp://"+server.Addr).Send(t.Context(), o)
	require.NoError(t, err)
	require.Contains(t, res.ExternalID, "queued as 42")

	letters := server.Letters()
	require.Len(t, letters, 1)
	require.Equal(t, "centre@city.example", letters[0].From)
	require.Equal(t, []string{"olena@example.org"}, letters[0].To)
	require.True(t, letters[0].Encrypted, "STARTTLS is taken where it is offered")

	header, bodies := parts(t, letters[0])
	subject, err := new(mime.WordDecoder).DecodeHeader(header.Get("Subject"))
	require.NoError(t, err)
	require.Equal(t, "№ 2026-000123: В роботі", subject)
	require.Equal(t, "<"+o.Delivery.ID.String()+"@city.example>", header.Get("Message-ID"))
	require.Equal(t, "<citizen.status.city.example>", header.Get("List-Id"))
	require.Equal(t, "auto-generated", header.Get("Auto-Submitted"))
	date, err := header.Date()
	require.NoError(t, err)
	require.True(t, date.Equal(sentAt))
	sender, err := header.AddressList("From")
	require.NoError(t, err)
	require.Equal(t, "Контакт-центр", sender[0].Name)

	plain := bodies["text/plain"]
	require.Contains(t, plain, "Добрий день!\n\n№ 2026-000123: В роботі\nВиконавець узяв питання в роботу.\n\n<b>Виїхали</b> о 10:00.\n.крапка")
	require.Contains(t, plain, "Переглянути стан: https://hotline.example/s/")
	html := bodies["text/html"]
	require.Contains(t, html, `<html lang="uk">`)
	require.Contains(t, html, "&lt;b&gt;Виїхали&lt;/b&gt; о 10:00.<br>.крапка на початку", "what people wrote is never markup")
	require.Contains(t, html, `<a href="https://hotline.example/s/`)
}

// MR-6.2.2
func TestGatheringIsOneLetterToStaffWithoutAGreeting(t *testing.T) {
	t.Parallel()
	server := mailtest.New(t)
	o := outgoing()
	o.Delivery.Template = "breach.solve"
	o.Delivery.Args = []byte(`{"case_id":"01890000-0000-7000-8000-000000000001","number":"2026-000123","due_at":"2026-11-20T10:00:00Z",
		"topic":{"uk":"Витік води"},"org":{"uk":"Водоканал"}}`)
	more := o.Delivery
	more.Args = []byte(strings.Replace(string(more.Args), "000123", "000124", 1))
	o.More = []casecore.Delivery{more}
	_, err := newSender(t, server, "smtp://"+server.Addr).Send(t.Context(), o)
	require.NoError(t, err)
	_, bodies := parts(t, server.Letters()[0])
	require.NotContains(t, bodies["text/plain"], "Добрий день")
	require.Contains(t, bodies["text/plain"], "• № 2026-000123")
	require.Contains(t, bodies["text/plain"], "• № 2026-000124")
}

func TestAnswersOfTheServerMeanWhatTheyMean(t *testing.T) {
	t.Parallel()
	var wait outbox.RetryAfter
	var gone outbox.Unreachable
	for name, c := range map[string]struct {
		command, reply string
		wait, gone     bool
	}{
		"no such mailbox":           {command: "RCPT", reply: "550 5.1.1 no such user", gone: true},
		"mailbox disabled":          {command: "RCPT", reply: "550 5.2.1 disabled", gone: true},
		"greylisted":                {command: "RCPT", reply: "450 4.7.1 come back later"},
		"mailbox full":              {command: "RCPT", reply: "552 5.2.2 full"},
		"we are not wanted":         {command: "RCPT", reply: "550 5.7.1 relaying denied"},
		"sender refused":            {command: "MAIL", reply: "550 5.1.8 bad sender"},
		"letter refused":            {command: ".", reply: "554 5.6.0 looks like spam"},
		"temporarily out of order":  {command: ".", reply: "451 4.3.0 try again"},
		"closing in the middle":     {command: "MAIL", reply: "421 4.3.2 shutting down", wait: true},
		"closing before it began":   {command: "EHLO", reply: "421 4.3.2 shutting down", wait: true},
		"no commands are taken now": {command: "DATA", reply: "451 4.3.0 no"},
	} {
		server := mailtest.New(t)
		server.On(c.command, c.reply)
		_, err := newSender(t, server, "smtp://"+server.Addr).Send(t.Context(), outgoing())
		require.Error(t, err, name)
		require.Equal(t, c.wait, errorIs(err, &wait), "%s: %v", name, err)
		require.Equal(t, c.gone, errorIs(err, &gone), "%s: %v", name, err)
		require.Empty(t, server.Letters(), name)
	}
}

func TestLetterThatWasTakenIsSentWhateverFollows(t *testing.T) {
	t.Parallel()
	server := mailtest.New(t)
	server.On("RSET", "421 4.3.2 shutting down")
	server.On("QUIT", "421 4.3.2 shutting down")
	_, err := newSender(t, server, "smtp://"+server.Addr).Send(t.Context(), outgoing())
	require.NoError(t, err)
	require.Len(t, server.Letters(), 1)
}

func TestRepeatAfterACutIsTheSameLetter(t *testing.T) {
	t.Parallel()
	server := mailtest.New(t)
	s := newSender(t, server, "smtp://"+server.Addr)
	o := outgoing()
	server.CutAfterData()
	_, err := s.Send(t.Context(), o)
	require.Error(t, err, "nobody said that it was taken")
	_, err = s.Send(t.Context(), o)
	require.NoError(t, err)
	letters := server.Letters()
	require.Len(t, letters, 2)
	first, _ := parts(t, letters[0])
	second, _ := parts(t, letters[1])
	require.Equal(t, first.Get("Message-ID"), second.Get("Message-ID"))
}

func TestServerThatIsAwayPausesTheChannel(t *testing.T) {
	t.Parallel()
	server := mailtest.New(t)
	s := newSender(t, server, "smtp://"+server.Addr)
	server.Stop()
	_, err := s.Send(t.Context(), outgoing())
	var wait outbox.RetryAfter
	require.ErrorAs(t, err, &wait)
	require.Equal(t, serverPause, wait.After)
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	server := mailtest.New(t, mailtest.WithUser("centre", "pass word"))
	_, err := newSender(t, server, "smtp://centre:pass%20word@"+server.Addr+"?tls=required").Send(t.Context(), outgoing())
	require.NoError(t, err)
	require.Equal(t, "centre", server.Letters()[0].User)

	_, err = newSender(t, server, "smtp://centre:wrong@"+server.Addr).Send(t.Context(), outgoing())
	var wait outbox.RetryAfter
	require.ErrorAs(t, err, &wait)
	require.Equal(t, signInPause, wait.After)
	require.NotContains(t, err.Error(), "wrong@")
}

func TestTLSIsRequiredUnlessSaidOtherwise(t *testing.T) {
	t.Parallel()
	server := mailtest.New(t, mailtest.WithoutTLS())
	for query, ok := range map[string]bool{"": true, "?tls=opportunistic": true, "?tls=none": true, "?tls=required": false} {
		_, err := newSender(t, server, "smtp://"+server.Addr+query).Send(t.Context(), outgoing())
		require.Equal(t, ok, err == nil, "%q: %v", query, err)
	}
	far, err := parse("smtp://mail.example.org")
	require.NoError(t, err)
	require.Equal(t, 587, far.port)
	require.Equal(t, policies["required"], far.policy)
	implicit, err := parse("smtps://mail.example.org")
	require.NoError(t, err)
	require.Equal(t, 465, implicit.port)
}

func TestAddressThatIsNoneIsUnreachable(t *testing.T) {
	t.Parallel()
	server := mailtest.New(t)
	s := newSender(t, server, "smtp://"+server.Addr)
	for _, address := range []string{"", "olena", "a@b\r\nBcc: c@d"} {
		o := outgoing()
		o.Delivery.Address = address
		_, err := s.Send(t.Context(), o)
		var gone outbox.Unreachable
		require.ErrorAs(t, err, &gone, "%q", address)
	}
	require.Empty(t, server.Letters())
}

func TestWrongConfigurationIsNamedWithoutItsPassword(t *testing.T) {
	t.Parallel()
	for url, from := range map[string]string{
		"mail.example.org:25": from, "http://mail": from, "smtp://u:sesame@": from, "smtp://u:sesame@h:x": from,
		"smtp://u:sesame@h?tls=maybe": from, "smtp://u:sesame@h": "nobody",
	} {
		_, err := New(Config{URL: url, From: from}, nil, nil, time.Now)
		require.Error(t, err, url)
		require.NotContains(t, err.Error(), "sesame")
	}
}

func errorIs[T error](err error, target *T) bool { return errors.As(err, target) }
