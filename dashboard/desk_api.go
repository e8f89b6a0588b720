package dashboard

import (
	"cmp"
	"context"
	"slices"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/adminlog"
	"hotline/casecore/desk"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
	"hotline/internal/site"
)

// DeskSkills is what people at the desk can do.
type DeskSkills interface {
	Known(ctx context.Context) ([]desk.Seat, error)
	SetSkills(ctx context.Context, cmd desk.SetSkills) error
}

// DeskView is everybody who may take calls.
type DeskView struct {
	People []DeskPerson `json:"people" nullable:"false" doc:"By name"`
}

// DeskPerson is somebody who may take calls: what they can do and what they do now.
type DeskPerson struct {
	ID        casecore.StaffID `json:"id"`
	Name      string           `json:"name"`
	State     desk.State       `json:"state" enum:"off,ready,ringing,talking,wrapup,break"`
	Since     *time.Time       `json:"since,omitempty"`
	Langs     []string         `json:"langs" nullable:"false" doc:"Ukrainian among them: everybody speaks it"`
	Emergency bool             `json:"emergency" doc:"Emergencies go to them first"`
}

// DeskPhone is what a telephone on somebody's desk registers with. The password is kept nowhere.
type DeskPhone struct {
	Servers  []string `json:"servers" nullable:"false" doc:"host or host:port, one for each exchange; SIP over UDP"`
	User     string   `json:"user"`
	Password string   `json:"password"`
}

type skillsInput struct {
	site.KeyedOn[casecore.StaffID]

	Body struct {
		Langs     []string `json:"langs" nullable:"false" maxItems:"10" doc:"Codes of languages"`
		Emergency bool     `json:"emergency"`
	}
}

func (s *Server) mountDesk() {
	r := s.router
	site.Operation(r, access.ManageDesk, "GET /api/desk", "desk", "Who may take calls, what they can do and what they do now", s.desk)
	site.Operation(r, access.ManageDesk, "POST /api/desk/{id}/skills", "setSkills", "Say what somebody at the desk can do", s.setSkills)
	site.Operation(r, access.ManageDesk, "POST /api/desk/{id}/phone", "deskPhone",
		"What the telephone on somebody's desk registers with. Who looked is kept", s.deskPhone)
	site.Operation(r, access.UsePhone, "POST /api/phone/desk", "ownDeskPhone",
		"What the telephone on one's own desk registers with. That one looked is kept", s.ownDeskPhone)
}

func (s *Server) desk(ctx context.Context, _ *nothing) (*site.Body[DeskView], error) {
	people, err := s.answering(ctx)
	if err != nil {
		return nil, err
	}
	seats, err := s.cfg.Desk.Known(ctx)
	if err != nil {
		return nil, err
	}
	of := make(map[casecore.StaffID]*desk.Seat, len(seats))
	for i := range seats {
		of[seats[i].Staff] = &seats[i]
	}
	v := DeskView{People: make([]DeskPerson, 0, len(people))}
	for i := range people {
		p := DeskPerson{ID: people[i].ID, Name: people[i].Name, State: desk.Off, Langs: []string{desk.Everybodys}}
		if seat, ok := of[p.ID]; ok {
			p.State, p.Since, p.Langs, p.Emergency = seat.State, ref(seat.Since), seat.Langs, seat.Emergency
		}
		v.People = append(v.People, p)
	}
	return &site.Body[DeskView]{Body: v}, nil
}

// answering are the people who may take calls, by name.
func (s *Server) answering(ctx context.Context) ([]staff.Listed, error) {
	enabled := false
	var people []staff.Listed
	for _, role := range []regulation.RoleID{regulation.RoleAgent, regulation.RoleSupervisor} {
		found, err := s.cfg.Admin.Register.Search(ctx, staff.PeopleFilter{
			Role: string(role), Disabled: &enabled, Today: s.today(), Limit: peopleShown,
		})
		if err != nil {
			return nil, err
		}
		people = append(people, found...)
	}
	names := collate.New(language.Ukrainian) // by its alphabet «І» comes after «Б»
	slices.SortFunc(people, func(a, b staff.Listed) int {
		return cmp.Or(names.CompareString(a.Name, b.Name), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	return slices.CompactFunc(people, func(a, b staff.Listed) bool { return a.ID == b.ID }), nil
}

func (s *Server) setSkills(ctx context.Context, in *skillsInput) (*site.Body[DeskView], error) {
	if err := s.answers(ctx, in.ID); err != nil {
		return nil, err
	}
	for _, lang := range in.Body.Langs {
		if !s.spoken(lang) {
			return nil, &casecore.Error{Code: casecore.Invalid, Op: "set skills", Key: "error.form"}
		}
	}
	err := s.cfg.Desk.SetSkills(ctx, desk.SetSkills{
		Command: site.CallerOf(ctx).Command(in.Keyed), Staff: in.ID, Langs: in.Body.Langs, Emergency: in.Body.Emergency,
	})
	if err != nil {
		return nil, err
	}
	return s.desk(ctx, nil)
}

// spoken tells whether the city's line speaks a language.
func (s *Server) spoken(lang string) bool {
	p, err := s.cfg.Rules.At(s.cfg.Now())
	return err == nil && slices.Contains(p.Languages, lang)
}

// answers wants somebody who may take calls.
func (s *Server) answers(ctx context.Context, id casecore.StaffID) error {
	m, err := s.cfg.People.Lookup(ctx, id)
	if err != nil || access.May(m.Actor(), access.UsePhone) {
		return err
	}
	return &casecore.Error{Code: casecore.Refused, Op: "desk", Key: "error.takes_no_calls"}
}

func (s *Server) deskPhone(ctx context.Context, in *personCommand) (*site.Body[DeskPhone], error) {
	if err := s.answers(ctx, in.ID); err != nil {
		return nil, err
	}
	return s.showDeskPhone(ctx, in.Keyed, in.ID)
}

func (s *Server) ownDeskPhone(ctx context.Context, in *site.Keyed) (*site.Body[DeskPhone], error) {
	return s.showDeskPhone(ctx, *in, site.CallerOf(ctx).Member.ID)
}

// showDeskPhone writes down who looks before it tells the password.
func (s *Server) showDeskPhone(ctx context.Context, key site.Keyed, whose casecore.StaffID) (*site.Body[DeskPhone], error) {
	if !s.cfg.Telephones.There() {
		return nil, errNoTelephony
	}
	_, _, err := s.cfg.Admin.Log.Do(ctx, site.CallerOf(ctx).Command(key), "see desk phone", whose,
		func(context.Context) (adminlog.Change, error) {
			return adminlog.Change{Subject: adminlog.Person, SubjectID: whose.String(), Action: "see_desk_phone"}, nil
		})
	if err != nil {
		return nil, err
	}
	name := desk.PhoneName(whose, true)
	return &site.Body[DeskPhone]{Body: DeskPhone{
		Servers: orEmpty(s.cfg.Telephones.Registrars), User: name, Password: s.cfg.Telephones.Password(name),
	}}, nil
}
