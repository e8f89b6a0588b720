package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"hotline/internal/i18n"
	"hotline/telephony/pbx"
	"hotline/telephony/speech"
)

// asteriskCmd configures the city's Asterisk; it speaks with none.
type asteriskCmd struct {
	Render asteriskRenderCmd `cmd:"" help:"Write the configuration of the city's Asterisk."`
	Sounds asteriskSoundsCmd `cmd:"" help:"Make what Asterisk plays by itself: the prompts of its fallback and the music of those who wait."`
}

// asteriskPlace is where an Asterisk is.
type asteriskPlace struct {
	Home string `help:"Of an Asterisk that keeps all it has in one folder, that folder; without it, those of a package." type:"path"`
	Tree string `help:"With --home: where Asterisk's packages are unpacked." type:"existingdir"`
}

func (p asteriskPlace) paths() (pbx.Paths, error) {
	switch {
	case p.Home == "" && p.Tree == "":
		return pbx.InstalledPaths(), nil
	case p.Home == "" || p.Tree == "":
		return pbx.Paths{}, errors.New("--home and --tree belong together")
	}
	if err := os.MkdirAll(p.Home, 0o755); err != nil { //nolint:gosec // Asterisk may run as another user
		return pbx.Paths{}, err
	}
	return pbx.PreparePrivate(p.Home, p.Tree)
}

type asteriskRenderCmd struct {
	asteriskPlace `embed:""`

	Dir   string `help:"Where the files go; empty: the configuration's folder of that Asterisk." type:"path"`
	Lines string `required:"" env:"TELEPHONY_LINES" type:"existingfile" help:"The city's lines and its trunk, a YAML file as deploy/asterisk/lines.example.yaml."`

	TrunkPassword string `env:"TRUNK_PASSWORD" help:"The password of the trunk's user."`
	ARIUsername   string `name:"ari-username" env:"ARI_USERNAME" default:"hotline" help:"Who the product is to Asterisk."`
	ARIPassword   string `name:"ari-password" env:"ARI_PASSWORD" required:"" help:"The product's password, 16 characters or more."`
	ARIApp        string `name:"ari-app" env:"ARI_APP" default:"hotline" help:"The application that calls are handed to."`

	Name     string        `default:"pbx" help:"What tells this Asterisk from others."`
	HTTP     string        `default:"127.0.0.1:8088" help:"Where ARI and browsers' sockets are."`
	ARIFrom  []string      `name:"ari-from" help:"Prefixes of addresses that ARI answers besides this machine's, such as 10.8.0.2/32."`
	TLS      string        `name:"tls" help:"Where it answers over TLS, such as 0.0.0.0:8089, when nothing else encrypts the way from the product."`
	TLSCert  string        `name:"tls-cert" help:"The certificate for it."`
	TLSKey   string        `name:"tls-key" help:"The certificate's key."`
	SIP      string        `name:"sip" default:"0.0.0.0:5060" help:"Where the trunk and telephones are, UDP."`
	External string        `help:"The address that others see, behind NAT."`
	LocalNet []string      `help:"Prefixes of addresses inside it, such as 10.0.0.0/8."`
	RTP      string        `name:"rtp" default:"10000-20000" help:"The UDP ports of voice."`
	ICEHost  []string      `name:"ice-host" help:"Addresses told to browsers instead of our own, as 10.0.0.5=198.51.100.7."`
	Quiet    time.Duration `default:"30s" help:"After how long without any voice a call is hung up."`
	Hold     time.Duration `default:"5m" help:"The same while it is on hold."`
	Longest  time.Duration `default:"5m" help:"How long a message may be that is taken while the product is away."`
	Verbose  int           `help:"How much Asterisk tells; from 3 on its log has callers' numbers."`
}

// Run writes the files and names the folder.
func (c *asteriskRenderCmd) Run(k *kong.Context) error {
	city, err := pbx.ReadCity(c.Lines)
	if err != nil {
		return err
	}
	settings, err := c.settings(city)
	if err != nil {
		return err
	}
	dir := c.Dir
	if dir == "" {
		dir = settings.Paths.Etc
	}
	if err := pbx.Render(settings, dir); err != nil {
		return err
	}
	_, err = fmt.Fprintln(k.Stdout, dir)
	return err
}

func (c *asteriskRenderCmd) settings(city pbx.City) (pbx.Settings, error) {
	first, last, err := portRange(c.RTP)
	if err != nil {
		return pbx.Settings{}, err
	}
	hosts, err := iceHosts(c.ICEHost)
	if err != nil {
		return pbx.Settings{}, err
	}
	paths, err := c.paths()
	if err != nil {
		return pbx.Settings{}, err
	}
	if city.Trunk != nil {
		city.Trunk.Password = c.TrunkPassword
	}
	return pbx.Settings{
		Name: c.Name, Paths: paths, Language: city.Language, Trunk: city.Trunk, Lines: city.Lines, Phones: city.Phones,
		HTTP: pbx.HTTP{Bind: c.HTTP, TLSBind: c.TLS, TLSCert: c.TLSCert, TLSKey: c.TLSKey, ARIFrom: c.ARIFrom},
		ARI:  pbx.ARI{User: c.ARIUsername, Password: c.ARIPassword, App: c.ARIApp},
		SIP:  pbx.SIP{Bind: c.SIP, External: c.External, LocalNets: c.LocalNet},
		RTP:  pbx.RTP{First: first, Last: last, ICEHosts: hosts},

		RTPTimeout: c.Quiet, HoldTimeout: c.Hold, LongestMessage: c.Longest, Verbosity: c.Verbose,
	}, nil
}

func portRange(text string) (first, last int, err error) {
	from, to, _ := strings.Cut(text, "-")
	first, err = strconv.Atoi(from)
	if err == nil {
		last, err = strconv.Atoi(to)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("--rtp is %s: expected two ports such as 10000-20000", text)
	}
	return first, last, nil
}

func iceHosts(pairs []string) ([]pbx.ICEHost, error) {
	var hosts []pbx.ICEHost
	for _, pair := range pairs {
		local, told, two := strings.Cut(pair, "=")
		if !two {
			return nil, fmt.Errorf("--ice-host is %s: expected two addresses such as 10.0.0.5=198.51.100.7", pair)
		}
		hosts = append(hosts, pbx.ICEHost{Local: local, Told: told})
	}
	return hosts, nil
}

type asteriskSoundsCmd struct {
	asteriskPlace `embed:""`

	Command string `name:"speech-command" env:"SPEECH_COMMAND" help:"The program that speaks, with {lang} for the language's code; empty: espeak-ng."`
}

// Run makes the sounds and names their folder.
func (c *asteriskSoundsCmd) Run(ctx context.Context, k *kong.Context) error {
	paths, err := c.paths()
	if err != nil {
		return err
	}
	texts, err := i18n.New()
	if err != nil {
		return err
	}
	made, err := os.MkdirTemp("", "hotline-sounds-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(made)
	// These texts are public, so nothing has to hide their names.
	speaker, err := speech.New(speech.Config{Command: c.Command, Dir: made, Key: []byte("sounds")}, time.Now)
	if err != nil {
		return err
	}
	languages := texts.Languages()
	slices.Sort(languages)
	if err := pbx.WriteSounds(ctx, paths, languages, texts, speaker); err != nil {
		return err
	}
	_, err = fmt.Fprintln(k.Stdout, filepath.Join(paths.Sounds(), "hotline"))
	return err
}
