package secret

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatIsSealedIsReadForItsPurposeByItsSecretsAlone(t *testing.T) {
	t.Parallel()
	k := keeper(t, newer)
	sealed := k.Seal(Invite, []byte("42"))
	require.NotEqual(t, sealed, k.Seal(Invite, []byte("42")), "of two of the same nobody sees that they are")
	text, ok := k.Unseal(Invite, sealed)
	require.True(t, ok)
	require.Equal(t, "42", string(text))
	text, ok = keeper(t, newer, older).Unseal(Invite, keeper(t, older).Seal(Invite, []byte("7")))
	require.True(t, ok, "a secret that was changed reads on")
	require.Equal(t, "7", string(text))

	_, ok = k.Unseal(Booking, sealed)
	require.False(t, ok, "another purpose")
	_, ok = keeper(t, older).Unseal(Invite, sealed)
	require.False(t, ok, "another secret")
	for _, wrong := range []string{"", "A", "not base64!", sealed[1:], sealed + "AAAA"} {
		_, ok = k.Unseal(Invite, wrong)
		require.False(t, ok, wrong)
	}
}
