package dashboard

import (
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/desk"
)

// PhoneView is the caller's own telephone: their seat, their call, and how the queue stands.
type PhoneView struct {
	Configured bool          `json:"configured" doc:"There is a telephone exchange"`
	Seat       SeatView      `json:"seat"`
	Account    *PhoneAccount `json:"account,omitempty" doc:"What the browser registers with; absent after the first look"`
	Call       *PhoneCall    `json:"call,omitempty" doc:"The one that rings or is talked on"`
	Queue      QueueView     `json:"queue"`
	Colleagues []Colleague   `json:"colleagues" nullable:"false" doc:"Who else is at the desk"`
}

// SeatView is one's place at the desk.
type SeatView struct {
	State       desk.State `json:"state" enum:"off,ready,ringing,talking,wrapup,break"`
	Since       *time.Time `json:"since,omitempty"`
	Why         desk.Why   `json:"why,omitempty" doc:"Of a break that one did not take: no_answer, busy, unreachable, gone, off_shift, or what the line said"`
	DeskPhone   bool       `json:"desk_phone" doc:"A telephone on the desk instead of the browser"`
	WrapUpUntil *time.Time `json:"wrapup_until,omitempty"`
}

// PhoneAccount is what a browser registers with. It is shown to its own person alone.
type PhoneAccount struct {
	Name     string   `json:"name"`
	Password string   `json:"password"`
	Sockets  []string `json:"sockets" nullable:"false" doc:"Paths of SIP over WebSocket, one for each exchange"`
}

// PhoneCall is a call that somebody at the desk holds.
type PhoneCall struct {
	CallView

	Held   bool        `json:"held" doc:"The caller hears music"`
	Paused bool        `json:"paused" doc:"Nothing is recorded"`
	Broken bool        `json:"broken" doc:"Nothing is recorded, because the recording failed and could not be begun anew"`
	Joined bool        `json:"joined" doc:"Somebody else is in the talk"`
	Orders []OrderView `json:"orders" nullable:"false" doc:"Oldest first"`
}

// OrderView is a wish about a call and what came of it.
type OrderView struct {
	ID      uuid.UUID           `json:"id"`
	Kind    desk.OrderKind      `json:"kind" enum:"hold,unhold,transfer,conference,drop,pause,resume,speak,number,hangup"`
	Wording *casecore.WordingID `json:"wording,omitempty" doc:"That is read out"`
	Done    bool                `json:"done"`
	Result  desk.Result         `json:"result,omitempty" doc:"done, refused, over, agreed, corrected, silent, stale, or what the line said"`
}

// QueueView is the queue of callers, now and since midnight.
type QueueView struct {
	Waiting   int `json:"waiting"`
	Backs     int `json:"backs" doc:"Who wait to be called back, in their place"`
	LongestS  int `json:"longest_s" doc:"That somebody waits now, seconds"`
	Queued    int `json:"queued"`
	Answered  int `json:"answered"`
	Promptly  int `json:"promptly" doc:"Of the answered, within 20 s"`
	Abandoned int `json:"abandoned"`
	AverageS  int `json:"average_s" doc:"That the answered waited, seconds"`
	CallBacks int `json:"call_backs" doc:"Asked to be called back instead"`
	Messages  int `json:"messages" doc:"Left a message instead"`
	Ready     int `json:"ready" doc:"Agents"`
	Talking   int `json:"talking"`
	WrapUp    int `json:"wrapup"`
	Break     int `json:"break"`
}

// Colleague is somebody else at the desk.
type Colleague struct {
	ID    casecore.StaffID `json:"id"`
	Name  string           `json:"name"`
	State desk.State       `json:"state" enum:"ready,ringing,talking,wrapup,break"`
}

// Ordered is an order that was taken down; the console hears of its result.
type Ordered struct {
	ID uuid.UUID `json:"id"`
}

func seatView(s *desk.Seat) SeatView {
	return SeatView{
		State: s.State, Since: ref(s.Since), Why: s.Why, DeskPhone: s.DeskPhone, WrapUpUntil: ref(s.WrapUpUntil),
	}
}

func queueView(f *desk.Figures) QueueView {
	v := QueueView{
		Waiting: f.Waiting, Backs: f.Backs, LongestS: seconds(f.Longest), Queued: f.Queued, Answered: f.Answered, Promptly: f.Promptly,
		Abandoned: f.Abandoned, AverageS: seconds(f.Average), CallBacks: f.CalledBack, Messages: f.Messages,
	}
	for i := range f.Seats {
		switch f.Seats[i].State {
		case desk.Ready:
			v.Ready++
		case desk.Ringing, desk.Talking:
			v.Talking++
		case desk.WrapUp:
			v.WrapUp++
		case desk.Break:
			v.Break++
		}
	}
	return v
}

// phoneCall is a call with its orders and how its talk stands.
func phoneCall(v CallView, talk calls.Talking, orders []desk.Order) PhoneCall {
	p := PhoneCall{CallView: v, Held: talk.Held, Paused: talk.Paused, Broken: talk.Broken, Joined: talk.Joined, Orders: make([]OrderView, 0, len(orders))}
	for i := range orders {
		o := &orders[i]
		p.Orders = append(p.Orders, OrderView{ID: o.ID, Kind: o.Kind, Wording: ref(o.Args.Wording), Done: !o.DoneAt.IsZero(), Result: o.Result})
	}
	return p
}
