package calls

import "encoding/json"

// Talking is how an agent's talk stands.
type Talking struct {
	Held   bool // the caller hears music
	Paused bool // nothing is recorded
	Broken bool // nothing is recorded, and nobody wanted that: Asterisk could not
	Joined bool // somebody else is in the talk
}

// leg is the other one's leg of a call, as the call remembers it.
type leg struct {
	Channel   string `json:"channel"`
	Up        bool   `json:"up"`
	Recording string `json:"recording"`
}

// broken tells whether two people talk whose talk is not recorded.
func (l leg) broken() bool { return l.Up && l.Channel != "" && l.Recording == "" }

// Talking tells how the present talk stands, by the call's last committed step; all false outside of a talk.
func (c *Call) Talking() Talking {
	var s struct {
		Agent *struct {
			leg

			Held   bool `json:"held"`
			Paused bool `json:"paused"`
			Third  *struct {
				Up bool `json:"up"`
			} `json:"third"`
		} `json:"agent"`
		Out struct {
			Far leg `json:"far"`
		} `json:"out"`
	}
	switch {
	case json.Unmarshal(c.State, &s) != nil:
		return Talking{}
	case s.Agent == nil:
		return Talking{Broken: s.Out.Far.broken()}
	}
	a := s.Agent
	return Talking{Held: a.Held, Paused: a.Paused, Broken: a.broken(), Joined: a.Third != nil && a.Third.Up}
}
