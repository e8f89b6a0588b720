package pad

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// pairWait bounds the asking for a token, mostAnswer what is read of the answer.
const (
	pairWait   = 15 * time.Second
	mostAnswer = 64 << 10
)

// Pair asks a hall for the token of the pad that has this code.
func Pair(ctx context.Context, hall, code string) (token string, err error) {
	ctx, cancel := context.WithTimeout(ctx, pairWait)
	defer cancel()
	body, err := json.Marshal(map[string]string{"code": code})
	if err != nil {
		return "", fmt.Errorf("pad: pair: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(hall, "/")+"/api/hall/pair", bytes.NewReader(body))
	if err != nil {
		return "", fmt.Errorf("pad: pair: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", fmt.Errorf("pad: pair: %w", err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, mostAnswer))
	if err != nil {
		return "", fmt.Errorf("pad: pair: %w", err)
	}
	var paired struct {
		Token  string `json:"token"`
		Device struct {
			Role string `json:"role"`
		} `json:"device"`
		Detail string `json:"detail"`
	}
	if err := json.Unmarshal(answer, &paired); err != nil {
		return "", fmt.Errorf("pad: pair: %s: %w", response.Status, err)
	}
	switch {
	case response.StatusCode != http.StatusOK:
		return "", fmt.Errorf("pad: pair: %s: %s", response.Status, paired.Detail)
	case paired.Device.Role != "pad":
		return "", errors.New("pad: pair: the code is of another kind of device: " + paired.Device.Role)
	}
	return paired.Token, nil
}
