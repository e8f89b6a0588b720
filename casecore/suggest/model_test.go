package suggest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore/regulation"
)

func shippedModel(t testing.TB) *Model {
	t.Helper()
	topics, _ := shippedSet(t)
	seeds, err := Seeds()
	require.NoError(t, err)
	return Train(topics, seeds)
}

// MR-4.6
func TestThreeTopicsAtMostWithTheWordsThatSpokeForThem(t *testing.T) {
	t.Parallel()
	m := shippedModel(t)
	got := m.Suggest("Добрий день! У третьому під'їзді темно, Лампочка перегоріла", 3)
	require.NotEmpty(t, got)
	require.LessOrEqual(t, len(got), 3)
	require.Equal(t, regulation.TopicCode("power.entrance"), got[0].Topic)
	require.Contains(t, got[0].Because, "лампочка")
	require.LessOrEqual(t, len(got[0].Because), reasons)
	require.Greater(t, got[0].Confidence, 0.8)
}

func TestWordsThatSayNothingSuggestNothing(t *testing.T) {
	t.Parallel()
	m := shippedModel(t)
	for _, text := range []string{"", "Добрий день!", "12, 0501112233", "🙂", strings.Repeat("щ", 9000)} {
		require.Empty(t, m.Suggest(text, 3), text)
	}
}

// A city with topics of its own starts with their keywords alone.
func TestKeywordsAreEnoughOnTheFirstDay(t *testing.T) {
	t.Parallel()
	topic := func(code regulation.TopicCode, group, name string, words ...string) regulation.Topic {
		return regulation.Topic{Code: code, Group: group, Names: regulation.Text{"uk": name}, Keywords: map[string][]string{"uk": words}}
	}
	m := Train([]regulation.Topic{
		topic("ferry", "sea", "Паром", "пором не ходить", "причал"), topic("beach", "sea", "Пляж", "пісок", "лежаки"),
		topic("tram", "rails", "Трамвай", "рейки"),
	})
	got := m.Suggest("на причалі знов нема порому", 3)
	require.NotEmpty(t, got)
	require.Equal(t, regulation.TopicCode("ferry"), got[0].Topic)
	require.Empty(t, Train(nil).Suggest("вода", 3), "a city without topics")
}

func TestWhatIsCountedMovesTheModel(t *testing.T) {
	t.Parallel()
	topics, _ := shippedSet(t)
	seeds, err := Seeds()
	require.NoError(t, err)
	const text = "пургатор знову деренчить"
	before := Train(topics, seeds).Suggest(text, 1)
	learned := Counts{}
	for range 5 {
		learned.Add("order.noise", text, 1)
	}
	after := Train(topics, seeds, learned).Suggest(text, 1)
	require.NotEmpty(t, after)
	require.Equal(t, regulation.TopicCode("order.noise"), after[0].Topic)
	require.True(t, len(before) == 0 || before[0].Confidence < after[0].Confidence)
}

func TestConfidencesAddUpToOneAtMost(t *testing.T) {
	t.Parallel()
	m := shippedModel(t)
	_, examples := shippedSet(t)
	for _, e := range examples {
		sum := 0.0
		for _, s := range m.Suggest(e.Text, 3) {
			sum += s.Confidence
		}
		require.LessOrEqual(t, sum, 1+1e-9, e.Text)
	}
}

func BenchmarkTrain(b *testing.B) {
	topics, _ := shippedSet(b)
	seeds, err := Seeds()
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		Train(topics, seeds)
	}
}

// BenchmarkSuggest asks about a report as long as the bot takes.
func BenchmarkSuggest(b *testing.B) {
	m := shippedModel(b)
	_, examples := shippedSet(b)
	var long strings.Builder
	for _, e := range examples {
		if long.Len() > 4000 {
			break
		}
		long.WriteString(e.Text + ". ")
	}
	for name, text := range map[string]string{"short": examples[0].Text, "4kB": long.String()} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				m.Suggest(text, 3)
			}
		})
	}
}
