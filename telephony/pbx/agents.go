package pbx

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Agent is the telephone of somebody who answers: in the browser, or on the desk.
type Agent struct {
	Name      string // what it registers as, and is called at: PJSIP/<name>
	Password  string // of [AgentPassword]
	DeskPhone bool
}

// Configurer changes what a running Asterisk knows, over ARI: PUT with the body as JSON. Paths begin below /ari.
type Configurer interface {
	PutConfig(ctx context.Context, path string, body any) error
}

// Field is one setting of an [Object], as ARI takes it.
type Field struct {
	Attribute string `json:"attribute"`
	Value     string `json:"value"`
}

// Object is one of the things that a telephone is to Asterisk.
type Object struct {
	Kind, ID string
	Fields   []Field
}

// Path is where ARI has it.
func (o Object) Path() string { return "/asterisk/config/dynamic/res_pjsip/" + o.Kind + "/" + o.ID }

// Admit lets the agent's telephone register, now and without disturbing a call. Asterisk keeps it in memory alone, so it is
// called again when Asterisk has come back; to repeat it changes nothing.
func Admit(ctx context.Context, asterisk Configurer, a Agent) error {
	objects, err := a.Objects()
	if err != nil {
		return err
	}
	for _, o := range objects {
		body := struct {
			Fields []Field `json:"fields"`
		}{o.Fields}
		if err := asterisk.PutConfig(ctx, o.Path(), body); err != nil {
			return fmt.Errorf("pbx: %s of an agent: %w", o.Kind, err)
		}
	}
	return nil
}

// Objects are what the telephone is to Asterisk, in the order in which they are made.
func (a Agent) Objects() ([]Object, error) {
	var f faults
	f.expect(agentName.MatchString(a.Name) && !slices.Contains(reserved, a.Name), "agent.name", "letters, digits, dots and hyphens")
	f.expect(isPassword(a.Password), "agent.password", passwordExpected)
	if err := errors.Join(f...); err != nil {
		return nil, err
	}
	endpoint := []Field{
		{"context", "hotline-closed"}, // what the telephone dials by itself goes nowhere
		{"disallow", "all"},
		{"allow", "alaw,ulaw"},
		{"direct_media", "no"},
		{"allow_subscribe", "no"},
		{"timers", "no"},
		{"auth", a.Name},
		{"aors", a.Name},
		{"rtp_timeout", "30"},
		{"rtp_timeout_hold", "900"},
	}
	aor := []Field{
		{"max_contacts", "1"}, {"remove_existing", "yes"}, // a second window takes over from the first
		{"minimum_expiration", "60"}, {"default_expiration", "300"},
	}
	if a.DeskPhone {
		aor = append(aor, Field{"qualify_frequency", "30"}) // a browser's socket tells by itself when it is gone
		endpoint = append(endpoint, Field{"transport", "transport-udp"},
			Field{"rtp_symmetric", "yes"}, Field{"force_rport", "yes"}, Field{"rewrite_contact", "yes"})
	} else {
		endpoint = append(endpoint, Field{"transport", "transport-ws"}, Field{"webrtc", "yes"}, Field{"dtls_auto_generate_cert", "yes"})
	}
	return []Object{
		{"auth", a.Name, []Field{{"auth_type", "userpass"}, {"username", a.Name}, {"password", a.Password}}},
		{"aor", a.Name, aor},
		{"endpoint", a.Name, endpoint},
	}, nil
}
