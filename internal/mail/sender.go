package mail

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"hotline/casecore/outbox"
	"hotline/internal/letter"
)

const (
	// timeout bounds the greeting with the server, and then the letter: together what the outbox allows a send.
	timeout = 10 * time.Second
	// serverPause is how long a server that is away or closing is left alone.
	serverPause = 30 * time.Second
	// signInPause is how long a server that refuses the sign-in is left alone: somebody has to change the password.
	signInPause = 5 * time.Minute
)

// Letters writes what a delivery tells.
type Letters interface {
	Write(lang, template string, args ...json.RawMessage) (letter.Letter, error)
}

// Sender sends deliveries by e-mail.
type Sender struct {
	client  *gomail.Client
	from    *mail.Address
	domain  string
	letters Letters
	texts   Texts
	now     func() time.Time
}

var _ outbox.Sender = (*Sender)(nil)

// New returns a Sender. It fails when cfg is wrong; whether the server answers shows with the first letter.
func New(cfg Config, letters Letters, texts Texts, now func() time.Time) (*Sender, error) {
	s, err := parse(cfg.URL)
	if err != nil {
		return nil, err
	}
	from, err := sender(cfg.From)
	if err != nil {
		return nil, err
	}
	client, err := s.client(cfg.Roots)
	if err != nil {
		return nil, err
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	return &Sender{client: client, from: from, domain: domain, letters: letters, texts: texts, now: now}, nil
}

// Send implements outbox.Sender.
func (s *Sender) Send(ctx context.Context, o outbox.Outgoing) (outbox.Result, error) {
	to, err := mail.ParseAddress(o.Delivery.Address)
	if err != nil {
		return outbox.Result{}, outbox.Unreachable{Err: errors.New("not a mail address")}
	}
	msg, err := s.compose(o, to)
	if err != nil {
		return outbox.Result{}, err
	}
	conn, err := s.client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return outbox.Result{}, ofServer(err)
	}
	defer func() {
		_ = s.client.CloseWithSMTPClient(conn) // a farewell that fails leaves the connection open
		_ = conn.Close()
	}()
	// An error after the server took the letter, of the reset that follows, changes nothing.
	if err := s.client.SendWithSMTPClient(conn, msg); err != nil && !msg.IsDelivered() {
		return outbox.Result{}, ofLetter(err)
	}
	return outbox.Result{ExternalID: strings.TrimSpace(msg.ServerResponse())}, nil
}

// compose writes the letter with its headers.
func (s *Sender) compose(o outbox.Outgoing, to *mail.Address) (*gomail.Msg, error) {
	var args []json.RawMessage
	for _, d := range o.All() {
		args = append(args, d.Args)
	}
	l, err := s.letters.Write(o.Lang, o.Delivery.Template, args...)
	if err != nil {
		return nil, err
	}
	page := s.page(o.Lang, o.Delivery.Template, l)
	html, err := page.html()
	if err != nil {
		return nil, err
	}
	msg := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingB64), gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(s.from)
	msg.ToMailAddress(to)
	msg.Subject(l.Subject)
	msg.SetDateWithValue(s.now())
	msg.SetMessageIDWithValue(o.Delivery.ID.String() + "@" + s.domain)
	msg.SetGenHeader("List-Id", "<"+strings.ReplaceAll(o.Delivery.Template, "_", "-")+"."+s.domain+">")
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader(gomail.HeaderContentLang, o.Lang)
	if o.Delivery.Urgent {
		msg.SetImportance(gomail.ImportanceHigh)
	}
	msg.SetBodyString(gomail.TypeTextPlain, page.plain())
	msg.AddAlternativeString(gomail.TypeTextHTML, html)
	return msg, nil
}

// ofServer is an error before any letter was spoken of.
func ofServer(err error) error {
	var said *textproto.Error
	if errors.As(err, &said) && said.Code == 535 || errors.Is(err, gomail.ErrNoSupportedAuthDiscovered) {
		return outbox.RetryAfter{After: signInPause, Err: err}
	}
	return outbox.RetryAfter{After: serverPause, Err: err}
}

// ofLetter is an error of one letter.
func ofLetter(err error) error {
	var e *gomail.SendError
	if !errors.As(err, &e) {
		return err
	}
	switch {
	case e.ErrorCode() == 421:
		return outbox.RetryAfter{After: serverPause, Err: errors.New("the mail server is closing")}
	case e.Reason == gomail.ErrSMTPRcptTo && noMailbox(e.ErrorCode(), e.EnhancedStatusCode()):
		return outbox.Unreachable{Err: err}
	}
	return fmt.Errorf("mail: %w", err)
}

// noMailbox tells a mailbox that does not exist or takes nothing from a server that does not want us (5.7) or is full.
func noMailbox(code int, enhanced string) bool {
	switch code {
	case 550, 551, 553, 556:
		return !strings.HasPrefix(enhanced, "5.7.") && !strings.HasPrefix(enhanced, "5.2.2")
	}
	return false
}
