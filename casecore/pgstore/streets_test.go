package pgstore_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore/pgstore"
	"hotline/casecore/streets"
	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

func demoStreets(t *testing.T) *pgstore.Streets {
	t.Helper()
	register := pgstore.NewStreets(pg.NewDB(pgtest.New(t)))
	demo, err := streets.Demo(nil)
	require.NoError(t, err)
	empty, err := register.Empty(t.Context())
	require.NoError(t, err)
	require.True(t, empty)
	require.NoError(t, register.Import(t.Context(), demo))
	return register
}

func TestAStreetIsFoundAsPeopleTypeIt(t *testing.T) {
	t.Parallel()
	register := demoStreets(t)
	for typed, want := range map[string]string{
		"просп. Миру, 5":            "просп. Миру, 5",
		"проспект мира 5а кв 3":     "просп. Миру, 5а, кв. 3",
		"просп меру":                "просп. Миру",
		"вул шевчен":                "бульв. Шевченка",
		"вул. Азовстальська 12":     "вул. Азовстальська, 12",
		"азовстальска":              "вул. Азовстальська",
		"Azovstalska 7":             "вул. Азовстальська, 7",
		"ул Металургичная":          "вул. Металургійна",
		"кобилянськой":              "вул. Ольги Кобилянської",
		"Кобилянської 4":            "вул. Ольги Кобилянської, 4",
		"сагайдачого":               "вул. Петра Сагайдачного",
		"ул 8 марта 3":              "вул. 8 Березня, 3",
		"Урицького":                 "вул. Пилипа Орлика",
		"пров театральный":          "пров. Театральний",
		"Набережная лівобережная 2": "наб. Лівобережна, 2",
		"словянска":                 "вул. Слов'янська",
	} {
		found, err := register.Search(t.Context(), streets.Parse(typed), 6)
		require.NoError(t, err)
		require.NotEmpty(t, found, typed)
		require.Equal(t, want, found[0].Address(), typed)
	}
}

func TestAFormerNameTellsThatItIsOne(t *testing.T) {
	t.Parallel()
	register := demoStreets(t)
	found, err := register.Search(t.Context(), streets.Parse("вул. Урицького, 8"), 6)
	require.NoError(t, err)
	require.Equal(t, "Урицького", found[0].Former)
	require.Equal(t, "вул. Пилипа Орлика, 8", found[0].Address())
}

func TestAHouseHasTheDistrictThatTheRegisterGivesIt(t *testing.T) {
	t.Parallel()
	register := pgstore.NewStreets(pg.NewDB(pgtest.New(t)))
	require.NoError(t, register.Import(t.Context(), []streets.Street{{
		Code: "1", Type: "avenue", Names: map[string]string{"uk": "Миру"}, District: "central",
		Houses: []streets.House{{Number: "12-Б", District: "livyi", Point: &streets.Point{Lat: 47, Lon: 37}}},
	}}))
	found, err := register.Search(t.Context(), streets.Parse("миру 12 б"), 6)
	require.NoError(t, err)
	require.EqualValues(t, "livyi", found[0].District)
	require.NotNil(t, found[0].Point)
	found, err = register.Search(t.Context(), streets.Parse("миру 13"), 6)
	require.NoError(t, err)
	require.EqualValues(t, "central", found[0].District)
	for _, nothing := range []string{"", "м", "  ", "щщщщщщщ", "%", "_"} {
		found, err = register.Search(t.Context(), streets.Parse(nothing), 6)
		require.NoError(t, err)
		require.Empty(t, found, nothing)
	}
}

func TestTheRegisterComesOutAsItWentIn(t *testing.T) {
	t.Parallel()
	register := demoStreets(t)
	demo, err := streets.Demo(nil)
	require.NoError(t, err)
	out, err := register.Export(t.Context())
	require.NoError(t, err)
	require.Len(t, out, len(demo))
	require.NoError(t, register.Import(t.Context(), demo[:3]))
	out, err = register.Export(t.Context())
	require.NoError(t, err)
	require.Equal(t, demo[:3], out)
}
