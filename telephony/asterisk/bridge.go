package asterisk

import (
	"context"

	"github.com/CyCoreSystems/ari/v5"
)

// Bridge is a bridge as a listing shows it.
type Bridge struct {
	ID       string   `json:"id"`
	Channels []string `json:"channels"`
}

// Bridges lists every bridge of this Asterisk.
func (c *Client) Bridges(ctx context.Context) ([]Bridge, error) {
	var list []Bridge
	return list, c.get(ctx, "/bridges", &list)
}

// MakeBridge makes a mixing bridge of that id; one that is there stays as it is.
func (c *Client) MakeBridge(id string) error {
	_, err := c.ari.Bridge().Create(bridge(id), "mixing,dtmf_events", id)
	return told("make bridge", err)
}

// Join puts a channel into a bridge.
func (c *Client) Join(id, channelID string) error {
	return told("join", c.ari.Bridge().AddChannel(bridge(id), channelID))
}

// Leave takes a channel out of a bridge; one that is not in it is no error.
func (c *Client) Leave(id, channelID string) error {
	err := told("leave", c.ari.Bridge().RemoveChannel(bridge(id), channelID))
	return gone(err)
}

// EndBridge destroys a bridge; one that is not there is no error.
func (c *Client) EndBridge(id string) error {
	return gone(told("end bridge", c.ari.Bridge().Delete(bridge(id))))
}

// PlayInto plays a medium to everybody in a bridge.
func (c *Client) PlayInto(id, playbackID, media string) error {
	_, err := c.ari.Bridge().Play(bridge(id), playbackID, media)
	return told("play into", err)
}

// RecordBridge records everybody in a bridge.
func (c *Client) RecordBridge(id string, r Recording) error {
	_, err := c.ari.Bridge().Record(bridge(id), r.Name, r.options())
	return told("record bridge", err)
}

// PauseRecording and [Client.ResumeRecording] leave out a part.
func (c *Client) PauseRecording(name string) error {
	return told("pause recording", c.ari.LiveRecording().Pause(ari.NewKey(ari.LiveRecordingKey, name)))
}

// ResumeRecording goes on with a recording that was paused.
func (c *Client) ResumeRecording(name string) error {
	return told("resume recording", c.ari.LiveRecording().Resume(ari.NewKey(ari.LiveRecordingKey, name)))
}
