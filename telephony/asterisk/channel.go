package asterisk

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/CyCoreSystems/ari/v5"
)

// Channel is a channel as a listing shows it.
type Channel struct {
	ID     string
	State  string
	Caller string
	App    string   // the application of the dialplan that it is in, "Stasis" for ours and others'
	Args   []string // of Stasis: the application's name first
}

// Channels lists every channel of this Asterisk, also those of no application.
func (c *Client) Channels(ctx context.Context) ([]Channel, error) {
	var found []struct {
		ID       string `json:"id"`
		State    string `json:"state"`
		Caller   struct{ Number string }
		Dialplan struct {
			AppName string `json:"app_name"`
			AppData string `json:"app_data"`
		}
	}
	if err := c.get(ctx, "/channels", &found); err != nil {
		return nil, err
	}
	list := make([]Channel, len(found))
	for i, f := range found {
		list[i] = Channel{
			ID: f.ID, State: f.State, Caller: f.Caller.Number, App: f.Dialplan.AppName,
			Args: split(f.Dialplan.AppData),
		}
	}
	return list, nil
}

// Answer answers the channel; one that is answered already stays as it is.
func (c *Client) Answer(id string) error { return told("answer", c.ari.Channel().Answer(channel(id))) }

// Hangup ends the channel.
func (c *Client) Hangup(id string) error {
	return told("hang up", c.ari.Channel().Hangup(channel(id), "normal"))
}

// Continue gives the channel back to the dialplan, at the beginning of an extension.
func (c *Client) Continue(id, context, extension string) error {
	return told("continue", c.ari.Channel().Continue(channel(id), context, extension, 1))
}

// Play plays a medium ("sound:…") on a channel under an id of the caller's choice.
func (c *Client) Play(id, playbackID, media string) error {
	_, err := c.ari.Channel().Play(channel(id), playbackID, media)
	return told("play", err)
}

// StopPlayback ends a playback; one that has ended is no error.
func (c *Client) StopPlayback(id string) error {
	return gone(told("stop playback", c.ari.Playback().Stop(playback(id))))
}

// PlaybackGoesOn tells whether a playback of that id has not ended.
func (c *Client) PlaybackGoesOn(ctx context.Context, id string) (bool, error) {
	err := c.get(ctx, "/playbacks/"+url.PathEscape(id), nil)
	if errors.Is(err, ErrGone) {
		return false, nil
	}
	return err == nil, err
}

// StartMusic plays music on hold until [Client.StopMusic].
func (c *Client) StartMusic(id string) error {
	return told("music", c.ari.Channel().MOH(channel(id), ""))
}

// StopMusic ends the music on hold.
func (c *Client) StopMusic(id string) error {
	return gone(told("stop music", c.ari.Channel().StopMOH(channel(id))))
}

// Recording says how to record.
type Recording struct {
	Name       string
	Max        time.Duration // zero: no end
	MaxSilence time.Duration // zero: silence does not end it
	Beep       bool
	EndKey     string // "#", "any" or "none"
}

// Record records what a channel says, as wav, under a name that must be new.
func (c *Client) Record(id string, r Recording) error {
	_, err := c.ari.Channel().Record(channel(id), r.Name, r.options())
	return told("record", err)
}

func (r Recording) options() *ari.RecordingOptions {
	return &ari.RecordingOptions{
		Format: "wav", MaxDuration: r.Max, MaxSilence: r.MaxSilence, Exists: "fail", Beep: r.Beep, Terminate: r.EndKey,
	}
}

// Originate is a call out.
type Originate struct {
	ID       string // the new channel's
	Endpoint string // PJSIP/trunk/sip:…
	CallerID string
	Args     []string // of the application, when it answers
	Timeout  time.Duration
}

// Originate places a call whose channel comes into the application when it answers. A channel of that id is ErrState; an
// endpoint that nobody is registered at is ErrFailed.
func (c *Client) Originate(o Originate) error {
	_, err := c.ari.Channel().Originate(nil, ari.OriginateRequest{
		Endpoint: o.Endpoint, Timeout: seconds(o.Timeout), CallerID: o.CallerID, App: c.cfg.App, AppArgs: join(o.Args),
		ChannelID: o.ID,
	})
	return originated(told("originate", err))
}
