package report

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestWholePercentsAddUpToAHundred(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ marks, want [Marks]int }{
		{[Marks]int{}, [Marks]int{}},
		{[Marks]int{1, 1, 1}, [Marks]int{34, 33, 33}},
		{[Marks]int{1, 2, 3}, [Marks]int{17, 33, 50}},
		{[Marks]int{0, 0, 7}, [Marks]int{0, 0, 100}},
		{[Marks]int{1, 199, 0}, [Marks]int{1, 99, 0}},
	} {
		f := Figures{Marks: c.marks}
		require.Equal(t, c.want, f.Percents(), c.marks)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 1000)
		f := Figures{Marks: [Marks]int{n.Draw(t, "bad"), n.Draw(t, "good"), n.Draw(t, "exemplary")}}
		whole := f.Percents()
		if f.Rated() > 0 && whole[0]+whole[1]+whole[2] != 100 {
			t.Fatal(f.Marks, whole)
		}
		for i := range whole {
			if exact := 100 * f.Mark(i).Value(); float64(whole[i]) < exact-1 || float64(whole[i]) > exact+1 {
				t.Fatal(f.Marks, whole)
			}
		}
	})
}
