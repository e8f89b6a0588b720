package dashboard

import (
	"context"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/phrases"
	"hotline/casecore/regulation"
	"hotline/casecore/wordcheck"
	"hotline/internal/site"
)

// Phrases is the phrase book.
type Phrases interface {
	List(ctx context.Context, who casecore.Actor) ([]phrases.Phrase, error)
	Save(ctx context.Context, cmd phrases.Save) error
	Remove(ctx context.Context, cmd phrases.Remove) error
}

func (s *Server) mountWriting() {
	r := s.router
	site.Operation(r, access.WordReport, "POST /api/wording-check", "checkWording", "What an agent may want to mend before asking", s.checkWording)
	site.Operation(r, access.WordReport, "GET /api/phrases", "phrases", "The centre's phrases and one's own", s.phraseList)
	site.Operation(r, access.WordReport, "POST /api/phrases", "savePhrase", "Write a phrase, or its next version", s.savePhrase)
	site.Operation(r, access.WordReport, "POST /api/phrases/{id}/remove", "removePhrase", "Take a phrase out of the book", s.removePhrase)
}

type checkWordingInput struct {
	Body struct {
		Text     string `json:"text" maxLength:"8000"`
		HasPlace bool   `json:"has_place,omitempty" doc:"An address or a point stands beside the text"`
	}
}

// WordingHints is what was found, the worst first. Nothing is changed.
type WordingHints struct {
	Hints []HintView `json:"hints" nullable:"false"`
}

// HintView is one thing that may be mended.
type HintView struct {
	Kind   wordcheck.Kind `json:"kind" enum:"short,long,unclear,capitals,no_place,no_time,rude,obscene"`
	Blocks bool           `json:"blocks" doc:"The wording cannot be sent like this"`
	Words  []string       `json:"words" nullable:"false" doc:"As they were written"`
}

func (s *Server) checkWording(_ context.Context, in *checkWordingInput) (*site.Body[WordingHints], error) {
	v := WordingHints{Hints: []HintView{}}
	for _, h := range wordcheck.Check(wordcheck.Input{Text: in.Body.Text, HasPlace: in.Body.HasPlace}) {
		v.Hints = append(v.Hints, HintView{Kind: h.Kind, Blocks: h.Blocks, Words: orEmpty(h.Words)})
	}
	return &site.Body[WordingHints]{Body: v}, nil
}

// PhraseList is the phrase book as one person sees it.
type PhraseList struct {
	Phrases    []PhraseView `json:"phrases" nullable:"false"`
	EditCentre bool         `json:"edit_centre" doc:"The person may change the centre's phrases"`
}

// PhraseView is a phrase; empty lang, kind and topic mean any.
type PhraseView struct {
	ID      uuid.UUID            `json:"id"`
	Version int64                `json:"version"`
	Centre  bool                 `json:"centre"`
	Lang    string               `json:"lang,omitempty"`
	Kind    regulation.KindID    `json:"kind,omitempty"`
	Topic   regulation.TopicCode `json:"topic,omitempty"`
	Short   string               `json:"short"`
	Text    string               `json:"text"`
}

type savePhraseInput struct {
	site.Keyed
	Body struct {
		ID      *uuid.UUID           `json:"id,omitempty" doc:"Of the one that is changed"`
		Version int64                `json:"version,omitempty" doc:"That was seen"`
		Centre  bool                 `json:"centre,omitempty"`
		Lang    string               `json:"lang,omitempty" enum:",uk,en,pl"`
		Kind    regulation.KindID    `json:"kind,omitempty" maxLength:"40"`
		Topic   regulation.TopicCode `json:"topic,omitempty" maxLength:"60"`
		Short   string               `json:"short" minLength:"1" maxLength:"31"`
		Text    string               `json:"text" minLength:"1" maxLength:"2000"`
	}
}

type removePhraseInput struct {
	site.KeyedOn[uuid.UUID]

	Body struct {
		Version int64 `json:"version"`
	}
}

func (s *Server) phraseList(ctx context.Context, _ *nothing) (*site.Body[PhraseList], error) {
	who := site.CallerOf(ctx).Actor
	list, err := s.cfg.Phrases.List(ctx, who)
	v := PhraseList{Phrases: []PhraseView{}, EditCentre: phrases.MayEditCentre(who)}
	for i := range list {
		p := &list[i]
		v.Phrases = append(v.Phrases, PhraseView{
			ID: p.ID, Version: p.Version, Centre: p.Owner.IsZero(), Lang: p.Lang, Kind: p.Kind, Topic: p.Topic, Short: p.Short, Text: p.Text,
		})
	}
	return site.Answer(v, err)
}

func (s *Server) savePhrase(ctx context.Context, in *savePhraseInput) (*site.Body[PhraseList], error) {
	b := &in.Body
	err := s.cfg.Phrases.Save(ctx, phrases.Save{
		Command: site.CallerOf(ctx).Command(in.Keyed), ID: deref(b.ID), Version: b.Version, Centre: b.Centre, Lang: b.Lang, Kind: b.Kind,
		Topic: b.Topic, Short: b.Short, Text: b.Text,
	})
	return s.editedPhrases(ctx, err)
}

func (s *Server) removePhrase(ctx context.Context, in *removePhraseInput) (*site.Body[PhraseList], error) {
	err := s.cfg.Phrases.Remove(ctx, phrases.Remove{
		Command: site.CallerOf(ctx).Command(in.Keyed), ID: in.ID, Version: in.Body.Version,
	})
	return s.editedPhrases(ctx, err)
}

// editedPhrases answers a change with the book as it is now, also where it met a newer phrase.
func (s *Server) editedPhrases(ctx context.Context, err error) (*site.Body[PhraseList], error) {
	return edited(ctx, s, err, func(ctx context.Context) (*site.Body[PhraseList], error) { return s.phraseList(ctx, nil) })
}
