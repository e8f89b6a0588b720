package pgstore_test

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/casecore/suggest"
)

// school is a city whose suggestions learn.
type school struct {
	*casetest.World

	memory    *pgstore.Suggestions
	learner   *suggest.Learner
	suggester *suggest.Suggester
}

func newSchool(t *testing.T) *school {
	t.Helper()
	s := &school{World: casetest.New(t, "romny")}
	s.memory = pgstore.NewSuggestions(s.DB)
	var err error
	s.learner, err = suggest.NewLearner(s.memory, s.Catalogue, s.Clock.Now, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	s.suggester, err = suggest.NewSuggester(t.Context(), s.memory, s.Catalogue, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return s
}

// confirm registers what a citizen said under a topic; Romny asks for no agreement (RO-1.4).
func (s *school) confirm(text string, topic regulation.TopicCode) casecore.Case {
	s.T.Helper()
	ctx := context.Background()
	r, err := s.Service.Receive(ctx, casecore.ReceiveReport{
		Command: s.Command(casecore.Citizen), Source: casecore.FromTelegram, Applicant: casetest.Citizen(), Text: text,
		Place: "вул. Миру, 5", District: "central",
	})
	require.NoError(s.T, err)
	agent := s.Agent()
	_, err = s.Service.Claim(ctx, casecore.ClaimReport{Command: s.Command(agent), Report: r.ID})
	require.NoError(s.T, err)
	out, err := s.Service.Word(ctx, casecore.WordReport{
		Command: s.Command(agent), Report: r.ID, Text: "Як сформулював агент.", Topic: topic, District: "central",
		Place: "вул. Миру, 5", Via: casecore.AskNone,
	})
	require.NoError(s.T, err)
	require.NotNil(s.T, out.Case)
	return *out.Case
}

func (s *school) learn() bool {
	s.T.Helper()
	done, err := s.learner.Learn(s.T.Context())
	require.NoError(s.T, err)
	require.NoError(s.T, s.suggester.Follow(s.T.Context()))
	return done
}

func (s *school) tokens() map[string]float64 {
	s.T.Helper()
	counts, _, err := s.memory.Counts(s.T.Context())
	require.NoError(s.T, err)
	all := map[string]float64{}
	for _, c := range counts {
		for token, n := range c.Tokens {
			all[token] += n
		}
	}
	return all
}

// MR-4.6
func TestSuggestionsLearnWhatWasConfirmed(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	const said = "пургатор деренчить"
	require.NotContains(t, topicsOf(s.suggester.Suggest("пургатор", 1)), regulation.TopicCode("order.noise"))
	for i := range 4 {
		s.confirm(fmt.Sprintf("%s %s", said, []string{"зранку", "надвечір", "опівночі", "щодня"}[i]), "order.noise")
	}
	require.True(t, s.learn())
	require.Equal(t, []regulation.TopicCode{"order.noise"}, topicsOf(s.suggester.Suggest("пургатор", 1)))

	require.False(t, s.learn(), "nothing new")
	s.Clock.Advance(time.Minute)
	s.confirm("ще один пургатор", "order.noise")
	require.False(t, s.learn(), "too soon")
	s.Clock.Advance(10 * time.Minute)
	require.True(t, s.learn())
}

func TestWordsOfFewReportsAreNotKeptAndRepeatsAreOne(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	for range 3 {
		s.confirm("Коваленчиха кричить на подвірʼї", "order.noise") // one person, thrice
	}
	s.confirm("торохкотіння з цеху 12", "order.noise")
	s.confirm("торохкотіння уночі 0501112233", "order.noise")
	s.confirm("торохкотіння щоночі", "order.noise")
	require.True(t, s.learn())
	require.Equal(t, []string{"торохкотиння"}, slices.Collect(maps.Keys(s.tokens())), "neither names nor numbers")
}

func TestWhatTheShippedModelWouldHavePutElsewhereWeighsTwice(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	for _, where := range []string{"на розі", "біля школи", "навпроти аптеки"} {
		s.confirm("не горить ліхтар "+where, "light.out")
		s.confirm("ліхтар не горить "+where, "light.pole")
	}
	require.True(t, s.learn())
	counts, _, err := s.memory.Counts(t.Context())
	require.NoError(t, err)
	require.InDelta(t, 3, counts["light.out"].Tokens["лихтар"], 0.01)
	require.InDelta(t, 6, counts["light.pole"].Tokens["лихтар"], 0.01)
}

func TestWhatWasErasedIsForgottenWithTheNextCount(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	var last casecore.Case
	for _, when := range []string{"зранку", "надвечір", "опівночі"} {
		last = s.confirm("пургатор "+when, "order.noise")
	}
	require.True(t, s.learn())
	require.Contains(t, s.tokens(), "пургатор")

	_, err := s.DB.Exec(t.Context(), `UPDATE reports SET text = '' WHERE id = $1`, last.ReportID.UUID())
	require.NoError(t, err)
	s.Clock.Advance(11 * time.Minute)
	require.False(t, s.learn(), "no case came in")
	s.Clock.Advance(25 * time.Hour)
	require.True(t, s.learn(), "a day later all the same")
	require.Empty(t, s.tokens())
}

func TestOneCopyCountsAtATime(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	s.confirm("торохкотіння з цеху", "order.noise")
	require.NoError(t, s.DB.InTx(t.Context(), func(ctx context.Context) error {
		_, mine, err := s.memory.Due(ctx)
		require.True(t, mine)
		done, otherErr := s.learner.Learn(t.Context()) // another transaction
		require.NoError(t, otherErr)
		require.False(t, done)
		return err
	}))
	require.True(t, s.learn())
}

func topicsOf(all []suggest.Suggestion) []regulation.TopicCode {
	var out []regulation.TopicCode
	for _, s := range all {
		out = append(out, s.Topic)
	}
	return out
}
