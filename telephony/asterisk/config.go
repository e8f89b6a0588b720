package asterisk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// PutConfig changes what this Asterisk knows. path begins below /ari.
func (c *Client) PutConfig(ctx context.Context, path string, body any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("asterisk: %s: %w", path, err)
	}
	return c.change(ctx, http.MethodPut, path, data)
}

// DeleteConfig takes something away; what is not there is no error.
func (c *Client) DeleteConfig(ctx context.Context, path string) error {
	return gone(c.change(ctx, http.MethodDelete, path, nil))
}

func (c *Client) change(ctx context.Context, method, path string, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, method, c.cfg.URL+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("asterisk: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := c.send(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}
