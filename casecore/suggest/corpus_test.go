package suggest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore/regulation"
)

func shippedSet(t testing.TB) ([]regulation.Topic, []Example) {
	t.Helper()
	classifier, err := regulation.EmbeddedClassifier()
	require.NoError(t, err)
	examples, err := Corpus()
	require.NoError(t, err)
	return classifier.Topics, examples
}

func TestEveryTopicHasADozenReportsThatDiffer(t *testing.T) {
	t.Parallel()
	topics, examples := shippedSet(t)
	families, langs, texts := map[regulation.TopicCode]map[string]bool{}, map[string]int{}, map[string]bool{}
	for _, e := range examples {
		if families[e.Topic] == nil {
			families[e.Topic] = map[string]bool{}
		}
		families[e.Topic][e.Near] = true
		langs[e.Lang]++
		require.False(t, texts[e.Text], e.Text)
		texts[e.Text] = true
		require.NotEmpty(t, split(e.Text), e.Text)
	}
	require.Len(t, families, len(topics))
	for i := range topics {
		require.GreaterOrEqual(t, len(families[topics[i].Code]), 12, topics[i].Code)
	}
	require.Len(t, langs, 3)
	require.Greater(t, langs["ru"]*100, 18*len(examples))
	require.Greater(t, langs["surzhyk"]*100, 5*len(examples))
}

func TestReportsThatSayNearlyTheSameStayInOneFold(t *testing.T) {
	t.Parallel()
	_, examples := shippedSet(t)
	folds, sizes := map[string]int{}, make([]int, Folds)
	for i, fold := range deal(examples, 7) {
		sizes[fold]++
		key := string(examples[i].Topic) + "/" + examples[i].Near
		if before, ok := folds[key]; ok {
			require.Equal(t, before, fold, key)
		}
		folds[key] = fold
	}
	for _, n := range sizes {
		require.InDelta(t, len(examples)/Folds, n, float64(len(examples))/20)
	}
}
