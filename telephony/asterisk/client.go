package asterisk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/CyCoreSystems/ari/v5"
	"github.com/CyCoreSystems/ari/v5/client/native"
)

// Errors that callers tell apart. Everything else is a failure that may pass.
var (
	ErrGone   = errors.New("asterisk: it is not there any more")  // 404: the channel, bridge, playback or recording
	ErrState  = errors.New("asterisk: not in that state")         // 409, 412
	ErrFailed = errors.New("asterisk: the call cannot be placed") // 400, 500 of an originate: nobody is registered there
)

// Config says where an Asterisk is and as whom to speak to it.
type Config struct {
	URL      string // of ARI, such as http://127.0.0.1:8088/ari
	Username string
	Password string
	App      string // the Stasis application
}

// Client speaks to one Asterisk.
type Client struct {
	cfg  Config
	base *url.URL
	ari  *native.Client
}

// New returns a client. It connects to nothing.
func New(cfg Config) (*Client, error) {
	base, err := url.Parse(strings.TrimSuffix(cfg.URL, "/"))
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, fmt.Errorf("asterisk: ARI_URL is not an address such as http://127.0.0.1:8088/ari")
	}
	cfg.URL = base.String()
	return &Client{cfg: cfg, base: base, ari: native.New(&native.Options{
		Application: cfg.App, URL: cfg.URL, Username: cfg.Username, Password: cfg.Password,
	})}, nil
}

// Name is how logs, leases and rows call this Asterisk and its application.
func (c *Client) Name() string { return c.base.Host + "/" + c.cfg.App }

// App is the Stasis application.
func (c *Client) App() string { return c.cfg.App }

// Host is "host:port" of ARI.
func (c *Client) Host() string { return c.base.Host }

// told turns the library's error into one of ours.
func told(op string, err error) error {
	if err == nil {
		return nil
	}
	var code native.RequestError
	if errors.As(err, &code) {
		return withStatus(op, code.Code(), err)
	}
	return fmt.Errorf("asterisk: %s: %w", op, err)
}

func withStatus(op string, status int, err error) error {
	switch status {
	case http.StatusNotFound:
		err = ErrGone
	case http.StatusConflict, http.StatusPreconditionFailed:
		err = ErrState
	}
	return fmt.Errorf("asterisk: %s: %w", op, err)
}

// get is for what the library has no handle: its answer goes to out unless that is nil.
func (c *Client) get(ctx context.Context, path string, out any) error {
	res, err := c.open(ctx, path)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if out == nil {
		return nil
	}
	if err := json.NewDecoder(res.Body).Decode(out); err != nil {
		return fmt.Errorf("asterisk: %s: %w", path, err)
	}
	return nil
}

func (c *Client) open(ctx context.Context, path string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.cfg.URL+path, nil)
	if err != nil {
		return nil, fmt.Errorf("asterisk: %w", err)
	}
	return c.send(req)
}

func (c *Client) send(req *http.Request) (*http.Response, error) {
	path := strings.TrimPrefix(req.URL.Path, c.base.Path)
	req.SetBasicAuth(c.cfg.Username, c.cfg.Password)
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, fmt.Errorf("asterisk: %s: %w", path, err)
	}
	if res.StatusCode >= http.StatusMultipleChoices {
		_ = res.Body.Close()
		return nil, withStatus(path, res.StatusCode, errors.New(res.Status))
	}
	return res, nil
}

func channel(id string) *ari.Key  { return ari.NewKey(ari.ChannelKey, id) }
func bridge(id string) *ari.Key   { return ari.NewKey(ari.BridgeKey, id) }
func playback(id string) *ari.Key { return ari.NewKey(ari.PlaybackKey, id) }

// seconds is a whole number of them, at least one.
func seconds(d time.Duration) int { return max(1, int((d+time.Second-1)/time.Second)) }
