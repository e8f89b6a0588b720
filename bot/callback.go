package bot

import (
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// Callback data is "<about>:<what>:<action>[:<argument>]", at most 64 bytes.
const (
	aboutDraft    = "d" // d:<draft id>.<version>:<action>[:<argument>]
	aboutWording  = "w" // w:<wording id>:y|n
	aboutCase     = "c" // c:<case id>:a|d
	aboutQuestion = "q" // q:<case id>:r|y|n
	aboutReport   = "x" // x:<report id>:y|n|a
	aboutOwn      = "m" // m:<case id>:s|a|n, one's own case: see, add, not fixed
	aboutRating   = "r" // r:<case id>:<mark>|w:<cycle>, a mark, or words beside it
	aboutMute     = "u" // u:<minutes>:m
	aboutChat     = "k" // k:here:unlink|keep|forget
	aboutLanguage = "l" // l:<language>:s
)

// tap is callback data taken apart.
type tap struct {
	about, what, action, argument string
}

func parseTap(data string) (tap, bool) {
	parts := strings.SplitN(data, ":", 4)
	if len(parts) < 3 || parts[0] == "" || parts[1] == "" || parts[2] == "" {
		return tap{}, false
	}
	t := tap{about: parts[0], what: parts[1], action: parts[2]}
	if len(parts) == 4 {
		t.argument = parts[3]
	}
	return t, true
}

// id reads the tap's subject as a UUID.
func (t tap) id() (uuid.UUID, bool) {
	id, err := uuid.Parse(t.what)
	return id, err == nil && len(t.what) == 36
}

// data writes callback data for a draft's button: it is good for this version of this draft alone.
func (d *draft) data(action string, argument ...string) string {
	return strings.Join(append([]string{aboutDraft, d.ID + "." + strconv.Itoa(d.Version), action}, argument...), ":")
}

// fresh tells whether the tap is on a button of the draft as it stands.
func (d *draft) fresh(t tap) bool { return d != nil && t.what == d.ID+"."+strconv.Itoa(d.Version) }

func subjectData(about string, id uuid.UUID, action string) string {
	return about + ":" + id.String() + ":" + action
}
