package dashboard

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/calls"
	"hotline/casecore/desk"
	"hotline/internal/site"
)

// Desk is the queue of agents.
type Desk interface {
	DeskSeats
	DeskSkills
	Order(ctx context.Context, cmd desk.PlaceOrder) (uuid.UUID, error)
	Orders(ctx context.Context, id calls.CallID) ([]desk.Order, error)
	Figures(ctx context.Context, from, until time.Time) (desk.Figures, error)
}

// DeskSeats are who sits there and may take calls.
type DeskSeats interface {
	Seat(ctx context.Context, id casecore.StaffID) (desk.Seat, error)
	Heard(ctx context.Context, id casecore.StaffID) (desk.Seat, error)
	Take(ctx context.Context, cmd desk.TakeSeat) error
	Rest(ctx context.Context, cmd desk.ChangeSeat) error
	Leave(ctx context.Context, cmd desk.ChangeSeat) error
	Extend(ctx context.Context, cmd desk.ChangeSeat) error
}

// Telephones are what agents' browsers need of the exchanges. Without exchanges there is no telephony.
type Telephones struct {
	// Exchanges are where the SIP sockets of browsers are: ws or http addresses.
	Exchanges []*url.URL
	// Registrars are where telephones on desks register: host or host:port.
	Registrars []string
	// Password makes the SIP password of a telephone's name.
	Password func(name string) string
}

// There tells whether there is telephony.
func (t *Telephones) There() bool { return len(t.Exchanges) > 0 }

// What somebody wishes for their own seat.
const (
	seatReady  = "ready"
	seatBreak  = "break"
	seatLeave  = "leave"
	seatExtend = "extend"
)

type seatInput struct {
	site.Keyed

	Body struct {
		To        string `json:"to" enum:"ready,break,leave,extend" doc:"extend: longer to write up; ready ends a write-up"`
		DeskPhone bool   `json:"desk_phone,omitempty" doc:"Calls go to the telephone on the desk"`
	}
}

type orderInput struct {
	site.Keyed

	Body struct {
		Call    calls.CallID        `json:"call" format:"uuid"`
		Kind    desk.OrderKind      `json:"kind" enum:"hold,unhold,transfer,conference,drop,pause,resume,speak,number,hangup"`
		To      *casecore.StaffID   `json:"to,omitempty" doc:"transfer: whom to; absent for the queue"`
		Phone   string              `json:"phone,omitempty" maxLength:"20" doc:"conference: E.164, or as it is dialled in Ukraine"`
		Wording *casecore.WordingID `json:"wording,omitempty" doc:"speak"`
		Text    string              `json:"text,omitempty" maxLength:"32" doc:"number: a case's"`
	}
}

func (s *Server) mountPhone() {
	r := s.router
	site.Operation(r, access.UsePhone, "GET /api/phone", "phone", "One's seat, telephone and call", s.phone)
	site.Operation(r, access.UsePhone, "POST /api/phone/presence", "phonePresence",
		"Say that the console is there, every 10 s: a seat that is not heard for as long as the regulation says gets no calls", s.phonePresence)
	site.Operation(r, access.UsePhone, "POST /api/phone/seat", "seat", "Be ready, take a break, leave, or write up for longer", s.seat)
	site.Operation(r, access.UsePhone, "POST /api/phone/orders", "order", "What is to be done with one's call", s.order)
	r.Handle(access.UsePhone, "GET /api/phone/sip/{n}", s.phoneSocket())
}

func (s *Server) phone(ctx context.Context, _ *nothing) (*site.Body[PhoneView], error) {
	who := site.CallerOf(ctx).Actor.Staff
	seat, err := s.cfg.Desk.Seat(ctx, who)
	if err != nil {
		return nil, err
	}
	v, err := s.phoneView(ctx, &seat)
	if err != nil || !v.Configured {
		return site.Answer(v, err)
	}
	name := desk.PhoneName(who, false)
	v.Account = &PhoneAccount{Name: name, Password: s.cfg.Telephones.Password(name)}
	for i := range s.cfg.Telephones.Exchanges {
		v.Account.Sockets = append(v.Account.Sockets, "/api/phone/sip/"+strconv.Itoa(i))
	}
	return &site.Body[PhoneView]{Body: v}, nil
}

func (s *Server) phonePresence(ctx context.Context, _ *nothing) (*site.Body[PhoneView], error) {
	seat, err := s.cfg.Desk.Heard(ctx, site.CallerOf(ctx).Actor.Staff)
	if err != nil {
		return nil, err
	}
	return site.Answer(s.phoneView(ctx, &seat))
}

// phoneView is a seat with its call, the queue and who else is there.
func (s *Server) phoneView(ctx context.Context, seat *desk.Seat) (PhoneView, error) {
	v := PhoneView{Configured: s.cfg.Telephones.There(), Seat: seatView(seat), Colleagues: []Colleague{}}
	queue, err := s.callers(ctx)
	if err != nil {
		return v, err
	}
	v.Queue = queueView(&queue)
	if v.Colleagues, err = s.colleagues(ctx, queue.Seats, seat.Staff); err != nil || seat.Call.IsZero() {
		return v, err
	}
	l, err := s.cfg.Calls.Open(ctx, seat.Call)
	if err != nil {
		return v, err
	}
	views, err := s.callViews(ctx, []calls.Listed{l})
	if err != nil {
		return v, err
	}
	orders, err := s.cfg.Desk.Orders(ctx, seat.Call)
	if err != nil {
		return v, err
	}
	call := phoneCall(views[0], l.Talking(), orders)
	v.Call = &call
	return v, nil
}

// callers are the figures of the day, by the city's clocks.
func (s *Server) callers(ctx context.Context) (desk.Figures, error) {
	now := s.cfg.Now()
	p, err := s.cfg.Rules.At(now)
	if err != nil {
		return desk.Figures{}, err
	}
	year, month, day := now.In(p.Zone).Date()
	midnight := time.Date(year, month, day, 0, 0, 0, 0, p.Zone)
	return s.cfg.Desk.Figures(ctx, midnight, midnight.AddDate(0, 0, 1))
}

// colleagues are those of the seats who are not me.
func (s *Server) colleagues(ctx context.Context, seats []desk.Seat, me casecore.StaffID) ([]Colleague, error) {
	ids := make([]string, 0, len(seats))
	for i := range seats {
		ids = append(ids, seats[i].Staff.String())
	}
	names, err := s.nameStaff(ctx, ids...)
	list := make([]Colleague, 0, len(seats))
	for i := range seats {
		if seats[i].Staff != me {
			list = append(list, Colleague{ID: seats[i].Staff, Name: names.of(seats[i].Staff.String()), State: seats[i].State})
		}
	}
	return list, err
}

func (s *Server) seat(ctx context.Context, in *seatInput) (*site.Body[PhoneView], error) {
	cmd := site.CallerOf(ctx).Command(in.Keyed)
	var err error
	switch in.Body.To {
	case seatReady:
		if !s.cfg.Telephones.There() {
			return nil, errNoTelephony
		}
		err = s.cfg.Desk.Take(ctx, desk.TakeSeat{Command: cmd, DeskPhone: in.Body.DeskPhone})
	case seatBreak:
		err = s.cfg.Desk.Rest(ctx, desk.ChangeSeat{Command: cmd})
	case seatLeave:
		err = s.cfg.Desk.Leave(ctx, desk.ChangeSeat{Command: cmd})
	case seatExtend:
		err = s.cfg.Desk.Extend(ctx, desk.ChangeSeat{Command: cmd})
	}
	if err != nil {
		return nil, err
	}
	seat, err := s.cfg.Desk.Seat(ctx, cmd.Actor.Staff)
	if err != nil {
		return nil, err
	}
	return site.Answer(s.phoneView(ctx, &seat))
}

func (s *Server) order(ctx context.Context, in *orderInput) (*site.Body[Ordered], error) {
	b := &in.Body
	cmd := desk.PlaceOrder{Command: site.CallerOf(ctx).Command(in.Keyed), Call: b.Call, Kind: b.Kind}
	cmd.To, cmd.Wording, cmd.Text = deref(b.To), deref(b.Wording), b.Text
	if b.Phone != "" {
		number, err := parsePhone(b.Phone)
		if err != nil {
			return nil, err
		}
		cmd.Phone = number
	}
	id, err := s.cfg.Desk.Order(ctx, cmd)
	return site.Answer(Ordered{id}, err)
}
