package regulation_test
import ("testing"; "hotline/casecore/regulation"; "github.com/stretchr/testify/require")
func TestEmb(t *testing.T){ l, err := regulation.Embedded(); require.NoError(t, err); t.Log(l.Names()) }
