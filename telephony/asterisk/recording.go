package asterisk

import (
	"context"
	"errors"
	"io"
	"net/url"
	"strings"

	"github.com/CyCoreSystems/ari/v5"
)

// StopRecording ends a recording and keeps what it has; one that is not going on is no error.
func (c *Client) StopRecording(name string) error {
	return gone(told("stop recording", c.ari.LiveRecording().Stop(ari.NewKey(ari.LiveRecordingKey, name))))
}

// RecordingPaused is Asterisk's word for a recording that is in a pause.
const RecordingPaused = "paused"

// RecordingState returns Asterisk's word for how a recording stands ("queued" until it begins), "" when none of that name is going on.
func (c *Client) RecordingState(ctx context.Context, name string) (string, error) {
	var live struct{ State string }
	err := c.get(ctx, "/recordings/live/"+url.PathEscape(name), &live)
	return live.State, gone(err)
}

// RecordingGoesOn tells whether a recording of that name is going on.
func (c *Client) RecordingGoesOn(ctx context.Context, name string) (bool, error) {
	state, err := c.RecordingState(ctx, name)
	return state != "", err
}

// Stored lists the names of the recordings that lie on Asterisk's disk.
func (c *Client) Stored(ctx context.Context) ([]string, error) {
	var list []struct{ Name string }
	if err := c.get(ctx, "/recordings/stored", &list); err != nil {
		return nil, err
	}
	names := make([]string, len(list))
	for i, r := range list {
		names[i] = r.Name
	}
	return names, nil
}

// Fetch opens the bytes of a stored recording; the caller closes them.
func (c *Client) Fetch(ctx context.Context, name string) (io.ReadCloser, error) {
	res, err := c.open(ctx, "/recordings/stored/"+url.PathEscape(name)+"/file")
	if err != nil {
		return nil, err
	}
	return res.Body, nil
}

// DeleteStored removes a stored recording; one that is not there is no error.
func (c *Client) DeleteStored(name string) error {
	return gone(told("delete recording", c.ari.StoredRecording().Delete(ari.NewKey(ari.StoredRecordingKey, name))))
}

// gone takes ErrGone for success.
func gone(err error) error {
	if errors.Is(err, ErrGone) {
		return nil
	}
	return err
}

// originated says what a refused originate means: Asterisk answers 400 or 500 where there is nobody to call.
func originated(err error) error {
	if err == nil || errors.Is(err, ErrState) {
		return err
	}
	return errors.Join(ErrFailed, err)
}

func split(data string) []string {
	if data == "" {
		return nil
	}
	return strings.Split(data, ",")
}

func join(args []string) string { return strings.Join(args, ",") }
