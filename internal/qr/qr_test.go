package qr_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/internal/qr"
)

const link = "https://hotline.example/t/AZrB2V5Zc0yGJ3vF0kq3xk9nUo1pQmWcYtRs"

func TestACodeHasItsThreeFinders(t *testing.T) {
	t.Parallel()
	c, err := qr.New(link)
	require.NoError(t, err)
	require.Zero(t, (c.Size-21)%4, "a size that there is")
	for _, corner := range [][2]int{{0, 0}, {c.Size - 7, 0}, {0, c.Size - 7}} {
		for i := range 7 {
			require.True(t, c.Dark(corner[0]+i, corner[1]))
			require.True(t, c.Dark(corner[0], corner[1]+i))
		}
		require.False(t, c.Dark(corner[0]+1, corner[1]+1))
		require.True(t, c.Dark(corner[0]+3, corner[1]+3))
	}
	require.False(t, c.Dark(-1, 0))
	require.False(t, c.Dark(0, c.Size))
}

func TestThePictureHasAsManyDarkSquaresAsTheCode(t *testing.T) {
	t.Parallel()
	c, err := qr.New(link)
	require.NoError(t, err)
	runs := 0
	for y := range c.Size {
		for x := range c.Size {
			if c.Dark(x, y) && !c.Dark(x-1, y) {
				runs++
			}
		}
	}
	svg := string(c.SVG())
	require.Equal(t, runs, strings.Count(svg, "v1h-"))
	require.Contains(t, svg, `fill="#fff"`)
}

func TestATextThatIsTooLongIsRefused(t *testing.T) {
	t.Parallel()
	_, err := qr.New(strings.Repeat("x", 5000))
	require.Error(t, err)
}
