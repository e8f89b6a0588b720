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
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, c.cfg.URL+path, bytes.NewReader(data))
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
