package mail

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"strconv"

	gomail "github.com/wneessen/go-mail"
)

// Config says where mail is handed over and whom it comes from.
type Config struct {
	// URL is smtp://user:password@host:port or, for TLS from the first byte, smtps://. The parameter tls of smtp says what
	// becomes of STARTTLS: required (the default), opportunistic (the default on the same machine) or none.
	URL string
	// From is the sender: an address, maybe with a name.
	From string
	// Roots are the authorities trusted to sign the server's certificate, nil for those of the machine.
	Roots *x509.CertPool
}

// server is a URL taken apart.
type server struct {
	host     string
	port     int
	user     string
	password string
	policy   gomail.TLSPolicy
	implicit bool
}

var policies = map[string]gomail.TLSPolicy{
	"required": gomail.TLSMandatory, "opportunistic": gomail.TLSOpportunistic, "none": gomail.NoTLS,
}

// parse takes a URL apart. Its errors never quote it: it may hold a password.
func parse(rawURL string) (server, error) {
	u, err := url.Parse(rawURL)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return server{}, errors.New("mail: SMTP_URL is not an address such as smtp://user:password@mail.example.org:587")
	}
	s := server{host: u.Hostname(), port: 587, policy: gomail.TLSMandatory, implicit: u.Scheme == "smtps"}
	s.user = u.User.Username()
	s.password, _ = u.User.Password()
	if s.implicit {
		s.port = 465
	}
	if p := u.Port(); p != "" {
		if s.port, err = strconv.Atoi(p); err != nil || s.port < 1 || s.port > 65535 {
			return server{}, errors.New("mail: SMTP_URL has no port number after its host")
		}
	}
	if local(s.host) {
		s.policy = gomail.TLSOpportunistic
	}
	if name := u.Query().Get("tls"); name != "" {
		p, ok := policies[name]
		if !ok {
			return server{}, fmt.Errorf("mail: SMTP_URL asks for tls=%q: required, opportunistic and none are known", name)
		}
		s.policy = p
	}
	return s, nil
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// client makes go-mail's client for the server.
func (s server) client(roots *x509.CertPool) (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithTLSPolicy(s.policy), gomail.WithPort(s.port), gomail.WithTimeout(timeout), gomail.WithoutNoop(),
		gomail.WithTLSConfig(&tls.Config{ServerName: s.host, RootCAs: roots, MinVersion: tls.VersionTLS12}),
	}
	if s.implicit {
		options = append(options, gomail.WithSSL())
	}
	if s.user != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.user),
			gomail.WithPassword(s.password))
	}
	c, err := gomail.NewClient(s.host, options...)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return c, nil
}

// sender takes From apart.
func sender(from string) (*mail.Address, error) {
	a, err := mail.ParseAddress(from)
	if err != nil {
		return nil, errors.New("mail: the sender is not a mail address")
	}
	return a, nil
}
