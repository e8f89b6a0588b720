package dashboard

import (
	"context"
	"time"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/site"
)

// holdsShown is how many holds each list has.
const holdsShown = 200

// HeldCase is a case whose data nobody erases and no age removes.
type HeldCase struct {
	Number string    `json:"number"`
	Reason string    `json:"reason"`
	Since  time.Time `json:"since"`
	HeldBy string    `json:"held_by,omitempty" doc:"A person's name; nobody's when it was done from the shell"`
}

// ReleasedHold is a hold that was ended.
type ReleasedHold struct {
	ID         string    `json:"id" format:"uuid"`
	Number     string    `json:"number"`
	Reason     string    `json:"reason" doc:"Why it was held"`
	Since      time.Time `json:"since"`
	HeldBy     string    `json:"held_by,omitempty"`
	Release    string    `json:"release" doc:"Why it was released"`
	ReleasedAt time.Time `json:"released_at"`
	ReleasedBy string    `json:"released_by,omitempty"`
}

// HeldCases is the holds and those that were ended, the latest first.
type HeldCases struct {
	Holds    []HeldCase     `json:"holds" nullable:"false"`
	Released []ReleasedHold `json:"released" nullable:"false"`
}

// holdInput is a case and why its data are held, or need not be any longer.
type holdInput struct {
	site.Keyed
	Body struct {
		Number string `json:"number" minLength:"1" maxLength:"30"`
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

func (s *Server) mountHolds() {
	r := s.router
	site.Operation(r, access.ServePrivacy, "GET /api/privacy/holds", "holds", "Cases whose data are kept", s.holds)
	site.Operation(r, access.ServePrivacy, "POST /api/privacy/holds", "hold", "Keep a case's data, or change why", s.hold)
	site.Operation(r, access.ServePrivacy, "POST /api/privacy/holds/release", "releaseHold", "End a hold", s.releaseHold)
}

func (s *Server) holds(ctx context.Context, _ *nothing) (*site.Body[HeldCases], error) {
	list, err := s.cfg.Holds.Holds(ctx, holdsShown)
	if err != nil {
		return nil, err
	}
	ended, err := s.cfg.Holds.Released(ctx, holdsShown)
	if err != nil {
		return nil, err
	}
	people := make([]string, 0, len(list)+2*len(ended))
	for i := range list {
		people = append(people, list[i].By)
	}
	for i := range ended {
		people = append(people, ended[i].By, ended[i].ReleasedBy)
	}
	names, err := s.nameStaff(ctx, people...)
	if err != nil {
		return nil, err
	}
	out := HeldCases{Holds: make([]HeldCase, 0, len(list)), Released: make([]ReleasedHold, 0, len(ended))}
	for i := range list {
		h := &list[i]
		out.Holds = append(out.Holds, HeldCase{h.Number.String(), h.Reason, h.Since, names.of(h.By)})
	}
	for i := range ended {
		r := &ended[i]
		out.Released = append(out.Released, ReleasedHold{
			ID: r.ID.String(), Number: r.Number.String(), Reason: r.Reason, Since: r.Since, HeldBy: names.of(r.By),
			Release: r.Why, ReleasedAt: r.ReleasedAt, ReleasedBy: names.of(r.ReleasedBy),
		})
	}
	return site.Answer(out, nil)
}

// hold is the same however often it is done: its key guards nothing more.
func (s *Server) hold(ctx context.Context, in *holdInput) (*site.Body[HeldCases], error) {
	n, err := casecore.ParseNumber(in.Body.Number)
	if err != nil {
		return nil, err
	}
	if err = s.cfg.Holds.Hold(ctx, n, in.Body.Reason, site.CallerOf(ctx).Actor); err != nil {
		return nil, err
	}
	return s.holds(ctx, nil)
}

func (s *Server) releaseHold(ctx context.Context, in *holdInput) (*site.Body[HeldCases], error) {
	n, err := casecore.ParseNumber(in.Body.Number)
	if err != nil {
		return nil, err
	}
	if err = s.cfg.Holds.Release(ctx, n, in.Body.Reason, site.CallerOf(ctx).Actor); err != nil && casecore.CodeOf(err) != casecore.NotFound {
		return nil, err
	}
	return s.holds(ctx, nil) // a repeat finds it released
}
