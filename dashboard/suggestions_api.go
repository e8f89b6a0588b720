package dashboard

import (
	"context"

	"hotline/casecore/regulation"
	"hotline/internal/site"
)

// suggested is how many topics are proposed.
const suggested = 3

// SuggestionView is a topic that a report's words are like.
type SuggestionView struct {
	Topic      regulation.TopicCode `json:"topic"`
	Confidence float64              `json:"confidence" minimum:"0" maximum:"1" doc:"The chance that the topic is right"`
	Because    []string             `json:"because" nullable:"false" doc:"The report's own words that spoke for it, the strongest first"`
}

// Suggestions are proposed topics, the likeliest first.
type Suggestions struct {
	Suggestions []SuggestionView `json:"suggestions" nullable:"false" maxItems:"3"`
}

func (s *Server) suggestions(ctx context.Context, in *reportInput) (*site.Body[Suggestions], error) {
	r, err := s.cfg.Subjects.Report(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := Suggestions{Suggestions: []SuggestionView{}}
	for _, v := range s.cfg.Suggester.Suggest(r.Text, suggested) {
		out.Suggestions = append(out.Suggestions, SuggestionView{Topic: v.Topic, Confidence: v.Confidence, Because: orEmpty(v.Because)})
	}
	return &site.Body[Suggestions]{Body: out}, nil
}
