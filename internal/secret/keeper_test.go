package secret

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const (
	older = "an older signing secret of 32 bytes!"
	newer = "a newer signing secret of 32 bytes!!"
)

func keeper(t testing.TB, secrets ...string) *Keeper {
	t.Helper()
	k, err := New(secrets...)
	require.NoError(t, err)
	return k
}

func TestTokenOpensWhatItWasMadeForAndNothingElse(t *testing.T) {
	t.Parallel()
	k := keeper(t, newer)
	id := uuid.New()
	token := k.Token(Wording, id)
	require.Regexp(t, `^[A-Za-z0-9_-]{36}$`, token)

	got, ok := k.Open(Wording, token)
	require.True(t, ok)
	require.Equal(t, id, got)

	_, ok = k.Open(Status, token)
	require.False(t, ok, "another purpose")
	_, ok = keeper(t, older).Open(Wording, token)
	require.False(t, ok, "another secret")
}

func TestNoOtherSpellingOpens(t *testing.T) {
	t.Parallel()
	k := keeper(t, newer)
	rapid.Check(t, func(t *rapid.T) {
		id := uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		token := []byte(k.Token(Status, id))
		i := rapid.IntRange(0, len(token)-1).Draw(t, "position")
		c := rapid.Byte().Filter(func(c byte) bool { return c != token[i] }).Draw(t, "character")
		token[i] = c
		_, ok := k.Open(Status, string(token))
		require.False(t, ok)
	})
	right := k.Token(Status, uuid.New())
	for _, wrong := range []string{"", "x", strings.Repeat("A", 36), strings.Repeat("A", 400), right + "A", right + "\n", "\n"} {
		_, ok := k.Open(Status, wrong)
		require.False(t, ok, "%q", wrong)
	}
}

func TestSecretIsChangedByPuttingTheNewOneInFront(t *testing.T) {
	t.Parallel()
	before, after := keeper(t, older), keeper(t, newer, older)
	id := uuid.New()
	_, ok := after.Open(Status, before.Token(Status, id))
	require.True(t, ok)
	require.True(t, after.CheckCode(Status, id, before.Code(Status, id)))
	require.Equal(t, keeper(t, newer).Token(Status, id), after.Token(Status, id))
}

func TestCodeIsSpokenAndTypedOnAnyKeyboard(t *testing.T) {
	t.Parallel()
	k := keeper(t, newer)
	rapid.Check(t, func(t *rapid.T) {
		id := uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		code := k.Code(Status, id)
		require.Regexp(t, `^[2345679ACEHKMPTX]{8}$`, code)
		cyrillic := strings.NewReplacer("A", "А", "C", "С", "E", "Е", "H", "Н", "K", "К", "M", "М", "P", "Р", "T", "Т", "X", "Х").Replace(code)
		for _, typed := range []string{
			code, strings.ToLower(code), code[:4] + "-" + code[4:], " " + code[:4] + " – " + code[4:],
			cyrillic, strings.ToLower(cyrillic),
		} {
			require.True(t, k.CheckCode(Status, id, typed), typed)
		}
		require.False(t, k.CheckCode(Wording, id, code))
		require.False(t, k.CheckCode(Status, id, code+"2"))
		require.False(t, k.CheckCode(Status, id, code[1:]))
		require.False(t, k.CheckCode(Status, id, ""))
	})
}

func TestShortSigningSecretIsRefused(t *testing.T) {
	t.Parallel()
	for _, secrets := range [][]string{nil, {"short"}, {newer, ""}} {
		_, err := New(secrets...)
		require.Error(t, err)
		require.NotContains(t, err.Error(), "short\"")
	}
}

func FuzzOpen(f *testing.F) {
	k := keeper(f, newer)
	f.Add(k.Token(Wording, uuid.Nil))
	f.Fuzz(func(t *testing.T, token string) {
		if id, ok := k.Open(Wording, token); ok {
			require.Equal(t, token, k.Token(Wording, id))
		}
	})
}
