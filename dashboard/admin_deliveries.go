package dashboard

import (
	"context"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/stats"
	"hotline/internal/site"
)

const (
	// lettersPage is how many deliveries a page of the list has.
	lettersPage = 50
	// lettersCounted is how far back deliveries are counted.
	lettersCounted = 7 * 24 * time.Hour
)

// DeliveryLists lists deliveries of every state.
type DeliveryLists interface {
	DeliveryList(ctx context.Context, f stats.DeliveryFilter) ([]stats.Delivery, error)
	DeliveryCounts(ctx context.Context, since time.Time) ([]stats.DeliveryCount, error)
}

// DeadUpdate is something that a messenger told us and that could not be worked off.
type DeadUpdate struct {
	ID         int64     `json:"id"`
	ReceivedAt time.Time `json:"received_at"`
	DeadAt     time.Time `json:"dead_at"`
	LastError  string    `json:"last_error,omitempty"`
}

// Updates tells which of a messenger's updates were given up, and tries them again.
type Updates interface {
	DeadUpdates(ctx context.Context, limit int) ([]DeadUpdate, error)
	Replay(ctx context.Context, update int64) error
}

// LetterList is a page of deliveries, and how many there were in a week.
type LetterList struct {
	Deliveries []DeliveryView       `json:"deliveries" nullable:"false"`
	Next       *casecore.DeliveryID `json:"next,omitempty" doc:"Give it as before for the next page"`
	Counts     []LetterCount        `json:"counts" nullable:"false" doc:"Of the last seven days"`
}

// LetterCount is how many deliveries are in a state.
type LetterCount struct {
	State   string `json:"state"`
	Channel string `json:"channel,omitempty"`
	N       int    `json:"n"`
}

// DeadUpdateList is updates that were given up, the latest first.
type DeadUpdateList struct {
	Updates []DeadUpdate `json:"updates" nullable:"false"`
}

type lettersInput struct {
	State    string `query:"state" enum:"failed,dead,unreachable,queued,sent" doc:"All when absent; failed stands for dead and unreachable"`
	Channel  string `query:"channel" enum:"telegram,email"`
	Template string `query:"template" maxLength:"60" doc:"Its beginning: breach."`
	Person   string `query:"person" format:"uuid"`
	Before   string `query:"before" format:"uuid"`
}

type replayManyInput struct {
	site.Keyed
	Body struct {
		IDs []casecore.DeliveryID `json:"ids" minItems:"1" maxItems:"200"`
	}
}

// ReplayedMany says how many were tried again; the others had gone out meanwhile.
type ReplayedMany struct {
	Replayed int `json:"replayed"`
}

type replayUpdateInput struct {
	site.Keyed
	Body struct {
		Update int64 `json:"update"`
	}
}

func (s *Server) mountDeliveryLists() {
	r := s.router
	site.Operation(r, access.ReadDead, "GET /api/letters", "letters", "Deliveries by state, channel, template, person", s.letters)
	site.Operation(r, access.ReplayDead, "POST /api/letters/replay", "replayLetters", "Try several deliveries again", s.replayLetters)
	site.Operation(r, access.ReadDead, "GET /api/updates/dead", "deadUpdates", "Messages to the bot that were given up", s.deadUpdates)
	site.Operation(r, access.ReplayDead, "POST /api/updates/replay", "replayUpdate", "Try a message to the bot again", s.replayUpdate)
}

func (s *Server) letters(ctx context.Context, in *lettersInput) (*site.Body[LetterList], error) {
	f := stats.DeliveryFilter{State: in.State, Channel: in.Channel, Template: in.Template, Limit: lettersPage + 1}
	if in.Person != "" {
		f.Person = casecore.StaffID(uuid.MustParse(in.Person)) // its form has been checked
	}
	if in.Before != "" {
		f.Before = uuid.MustParse(in.Before) // its form has been checked
	}
	found, err := s.cfg.Admin.Lists.DeliveryList(ctx, f)
	if err != nil {
		return nil, err
	}
	var list LetterList
	if len(found) > lettersPage {
		found = found[:lettersPage]
		list.Next = &found[lettersPage-1].ID
	}
	list.Deliveries = deliveryViews(found)
	counts, err := s.cfg.Admin.Lists.DeliveryCounts(ctx, s.cfg.Now().Add(-lettersCounted))
	list.Counts = make([]LetterCount, 0, len(counts))
	for _, c := range counts {
		list.Counts = append(list.Counts, LetterCount(c))
	}
	return site.Answer(list, err)
}

func (s *Server) replayLetters(ctx context.Context, in *replayManyInput) (*site.Body[ReplayedMany], error) {
	var done ReplayedMany
	for _, id := range in.Body.IDs {
		switch err := s.cfg.Deliverer.Replay(ctx, id); casecore.CodeOf(err) {
		case "":
			done.Replayed++
		case casecore.Conflict, casecore.NotFound: // somebody was faster
		default:
			return nil, err
		}
	}
	return &site.Body[ReplayedMany]{Body: done}, nil
}

func (s *Server) deadUpdates(ctx context.Context, _ *nothing) (*site.Body[DeadUpdateList], error) {
	list, err := s.cfg.Admin.Updates.DeadUpdates(ctx, deadShown)
	return site.Answer(DeadUpdateList{orEmpty(list)}, err)
}

func (s *Server) replayUpdate(ctx context.Context, in *replayUpdateInput) (*site.Body[Replayed], error) {
	err := s.cfg.Admin.Updates.Replay(ctx, in.Body.Update)
	if casecore.CodeOf(err) == casecore.NotFound {
		return &site.Body[Replayed]{Body: Replayed{false}}, nil
	}
	return site.Answer(Replayed{err == nil}, err)
}
