package regulation_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore/regulation"
)

func shippedClassifier(t testing.TB) *regulation.Classifier {
	t.Helper()
	c, err := regulation.EmbeddedClassifier()
	require.NoError(t, err)
	return c
}

// MR-4.6
func TestTheShippedClassifierCoversACity(t *testing.T) {
	t.Parallel()
	c := shippedClassifier(t)
	require.GreaterOrEqual(t, len(c.Topics), 90)
	groups, kinds := make(map[string]bool), make(map[regulation.KindID]bool)
	for _, topic := range c.Topics {
		groups[topic.Group], kinds[topic.Kind] = true, true
		require.NotEmpty(t, topic.Names["uk"], topic.Code)
		for _, lang := range []string{"uk", "en", "pl"} {
			require.NotEmpty(t, topic.Names[lang], topic.Code)
			require.NotEmpty(t, topic.GroupNames[lang], topic.Code)
		}
		require.NotEmpty(t, topic.Keywords["uk"], topic.Code)
		require.NotEmpty(t, topic.Keywords["ru"], topic.Code)
		require.NotEmpty(t, topic.Grounds, topic.Code)
		require.False(t, topic.Solve.IsZero(), topic.Code)
		require.True(t, topic.Assumed, "the annex is not published")
	}
	for _, group := range []string{
		"water", "sewer", "heat", "power", "gas", "lift", "house", "yard", "road", "light", "green", "animal",
		"transport", "waste", "social", "health", "admin", "council",
	} {
		require.True(t, groups[group], group)
	}
	require.Len(t, kinds, 4)
}

// MR-4.6, MR-6.2: every topic has an executor in every district, and somebody answers for it.
func TestEveryTopicHasAnExecutorEverywhereUnderSomeControlBody(t *testing.T) {
	t.Parallel()
	c := shippedClassifier(t)
	require.Len(t, c.Districts, 4)
	districts := []regulation.DistrictCode{"", "elsewhere"}
	for _, d := range c.Districts {
		districts = append(districts, d.Code)
	}
	for _, topic := range c.Topics {
		for _, d := range districts {
			code, ok := topic.Executor(d)
			require.True(t, ok, "%s in %q", topic.Code, d)
			org, ok := c.Org(code)
			require.True(t, ok, code)
			require.NotEmpty(t, org.Area, code)
			require.True(t, org.Council || org.Parent != "", "%s is under nobody", code)
		}
	}
	leak, ok := c.Topic("water.flood")
	require.True(t, ok)
	here, _ := leak.Executor("livyi")
	there, _ := leak.Executor("central")
	require.NotEqual(t, here, there)
	_, ok = regulation.Topic{}.Executor("livyi")
	require.False(t, ok)
	_, ok = c.Topic("no.such")
	require.False(t, ok)
	_, ok = c.District("livyi")
	require.True(t, ok)
}

// MR-4.9.1: only emergencies of the housing stock are passed by telephone at night.
func TestHousingIsMarkedForTheNightCalls(t *testing.T) {
	t.Parallel()
	c := shippedClassifier(t)
	night := 0
	for _, topic := range c.Topics {
		if topic.Housing && topic.Kind == "sos" {
			night++
		}
	}
	require.Positive(t, night)
}

// MR-4.2.1
func TestTheDirectoryNamesOtherCompetentBodies(t *testing.T) {
	t.Parallel()
	c := shippedClassifier(t)
	require.GreaterOrEqual(t, len(c.Bodies), 15)
	for _, b := range c.Bodies {
		require.NotEmpty(t, b.Names["uk"], b.Code)
		require.NotEmpty(t, b.Names["en"], b.Code)
		require.NotEmpty(t, b.Names["pl"], b.Code)
		require.NotEmpty(t, b.Purpose["uk"], b.Code)
		require.NotEmpty(t, b.Keywords["uk"], b.Code)
	}
}

func TestTheShippedClassifierFitsTheShippedProfiles(t *testing.T) {
	t.Parallel()
	for _, name := range []regulation.ProfileName{"mariupol", "romny"} {
		require.NoError(t, shipped(t, name).CheckClassifier(shippedClassifier(t)))
	}
}

// MR-6.3.3
func TestAClassifierThatDoesNotFitIsRefused(t *testing.T) {
	t.Parallel()
	p := parseTown(t)
	days := func(n int) regulation.Term { return regulation.Term{N: n, Unit: regulation.UnitDay, Assumed: true} }
	err := p.CheckClassifier(&regulation.Classifier{Topics: []regulation.Topic{
		{Code: "good", Kind: "plain", Solve: days(20), Grounds: []regulation.GroundID{"act"}},
		{Code: "funded", Kind: "long", Solve: days(200)},
		{Code: "slow", Kind: "plain", Solve: days(21)},
		{Code: "odd", Kind: "weird", Grounds: []regulation.GroundID{"oath"}},
	}})
	require.ErrorContains(t, err, "topic slow: its term of 21 day is longer than the cap")
	require.ErrorContains(t, err, `topic odd: the profile town has no kind "weird"`)
	require.ErrorContains(t, err, `topic odd: the profile town has no ground "oath"`)
	require.NotContains(t, err.Error(), "good")
	require.NotContains(t, err.Error(), "funded")
}
