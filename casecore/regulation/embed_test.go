package regulation_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore/regulation"
)

func TestEmb(t *testing.T) {
	l, err := regulation.Embedded()
	require.NoError(t, err)
	c, err := regulation.EmbeddedClassifier()
	require.NoError(t, err)
	for _, n := range l.Names() {
		require.NoError(t, l.Versions(n)[0].CheckClassifier(c))
	}
}
