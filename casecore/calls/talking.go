package calls

import "encoding/json"

// Talking is how an agent's talk stands.
type Talking struct {
	Held   bool // the caller hears music
	Paused bool // nothing is recorded
	Joined bool // somebody else is in the talk
}

// Talking tells how the present talk stands, by the call's last committed step; all false outside of a talk.
func (c *Call) Talking() Talking {
	var s struct {
		Agent *struct {
			Held   bool `json:"held"`
			Paused bool `json:"paused"`
			Third  *struct {
				Up bool `json:"up"`
			} `json:"third"`
		} `json:"agent"`
	}
	if json.Unmarshal(c.State, &s) != nil || s.Agent == nil {
		return Talking{}
	}
	return Talking{Held: s.Agent.Held, Paused: s.Agent.Paused, Joined: s.Agent.Third != nil && s.Agent.Third.Up}
}
