package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"hotline/internal/asterisktest"
	"hotline/telephony/pbx"
	"hotline/telephony/speech"
)

const (
	hotlineLine  = "1555"
	dialplanLine = "1999" // answered by the dialplan alone
	promptLength = 1400 * time.Millisecond
)

// pbxServer is a real Asterisk of this run's own.
type pbxServer struct {
	home, http, sip, password string
	cmd                       *exec.Cmd
	callers                   int // so far
}

func startPBX(ctx context.Context) (p *pbxServer, err error) {
	tree, err := asterisktest.FindTree()
	if err != nil {
		return nil, err
	}
	home, err := os.MkdirTemp("/var/tmp", "hotline-bench-pbx-")
	if err != nil {
		return nil, err
	}
	p = &pbxServer{home: home, password: rand.Text()}
	defer func() {
		if err != nil {
			p.stop()
		}
	}()
	if err := tree.Give(home); err != nil {
		return p, err
	}
	etc, err := p.render(ctx, tree.Root)
	if err != nil {
		return p, err
	}
	p.cmd = tree.Command(etc, "-f")
	if err := p.cmd.Start(); err != nil {
		p.cmd = nil
		return p, err
	}
	ctx, cancel := context.WithTimeout(ctx, startWait)
	defer cancel()
	return p, until(ctx, func() error {
		_, err := p.channels(ctx)
		return err
	})
}

// render writes the configuration that a city installs, with one line more.
func (p *pbxServer) render(ctx context.Context, tree string) (etc string, err error) {
	paths, err := pbx.PreparePrivate(p.home, tree)
	if err != nil {
		return "", err
	}
	if p.http, err = freePort(ctx, "tcp"); err != nil {
		return "", err
	}
	if p.sip, err = freePort(ctx, "udp"); err != nil {
		return "", err
	}
	if err := pbx.Render(pbx.Settings{
		Name: "bench", Paths: paths, Language: "uk", LongestMessage: time.Minute,
		HTTP: pbx.HTTP{Bind: p.http}, SIP: pbx.SIP{Bind: p.sip}, ARI: pbx.ARI{User: "hotline", Password: p.password, App: "hotline"},
		RTP:   pbx.RTP{First: 12000, Last: 19999},
		Trunk: &pbx.Trunk{Match: []string{callerHost}, Codecs: []string{"alaw"}, DTMF: "auto_info"},
		// The callers are silent.
		RTPTimeout: 10 * time.Minute, HoldTimeout: 10 * time.Minute,
		Lines: []pbx.Line{{Number: hotlineLine, Dialled: []string{hotlineLine}, Language: "uk"}},
	}, paths.Etc); err != nil {
		return "", err
	}
	prompt := filepath.Join(paths.Sounds(), "prompt")
	if err := os.WriteFile(prompt+".wav", promptWav(), 0o644); err != nil { //nolint:gosec // Asterisk reads it
		return "", err
	}
	if err := os.WriteFile(filepath.Join(paths.Music, "music.wav"), promptWav(), 0o644); err != nil { //nolint:gosec // likewise
		return "", err
	}
	file, err := os.OpenFile(filepath.Join(paths.Etc, "extensions.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return "", err
	}
	_, err = fmt.Fprintf(file, "\n[hotline-lines](+)\nexten => %s,1,Answer()\n same => n,Playback(%s)\n same => n,Wait(10)\n",
		dialplanLine, prompt)
	return paths.Etc, errors.Join(err, file.Close())
}

func (p *pbxServer) stop() {
	if p.cmd != nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait() // it ends by a signal
	}
	_ = os.RemoveAll(p.home) // a leftover in /var/tmp is no failure
}

// ari is what a subject needs to speak to it.
func (p *pbxServer) ari() []string {
	return []string{"http://" + p.http + "/ari", "hotline", p.password, "hotline"}
}

// channels counts the lines that are up.
func (p *pbxServer) channels(ctx context.Context) (int, error) {
	list, err := p.lines(ctx)
	return len(list), err
}

// cut hangs every line up.
func (p *pbxServer) cut(ctx context.Context) error {
	list, err := p.lines(ctx)
	if err != nil {
		return err
	}
	for _, line := range list {
		response, err := p.ask(ctx, http.MethodDelete, "/channels/"+line.ID)
		if err != nil {
			return err
		}
		_ = response.Body.Close() // one that has gone by itself is none the less gone
	}
	return nil
}

type line struct {
	ID string `json:"id"`
}

func (p *pbxServer) lines(ctx context.Context) (list []line, err error) {
	response, err := p.ask(ctx, http.MethodGet, "/channels")
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	err = json.NewDecoder(response.Body).Decode(&list)
	return list, err
}

func (p *pbxServer) ask(ctx context.Context, method, path string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, p.ari()[0]+path, nil)
	if err != nil {
		return nil, err
	}
	request.SetBasicAuth("hotline", p.password)
	return http.DefaultClient.Do(request)
}

func freePort(ctx context.Context, network string) (string, error) {
	if network == "udp" {
		conn, err := new(net.ListenConfig).ListenPacket(ctx, network, "127.0.0.1:0")
		if err != nil {
			return "", err
		}
		return conn.LocalAddr().String(), conn.Close()
	}
	listener, err := new(net.ListenConfig).Listen(ctx, network, "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// promptWav is a tone.
func promptWav() []byte {
	samples := make([]int16, int(promptLength.Seconds()*speech.Rate))
	for i := range samples {
		samples[i] = int16(9000 * math.Sin(2*math.Pi*440*float64(i)/speech.Rate))
	}
	return speech.Wav(samples)
}
