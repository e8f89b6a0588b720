package streets_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore/regulation"
	"hotline/casecore/streets"
)

func TestAnAddressIsTakenApartAsPeopleTypeIt(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]streets.Query{
		"вул. Миру, 5, кв. 12":    {Type: "street", Name: "миру", House: "5", Flat: "12"},
		"ул Мира 5а":              {Type: "street", Name: "мира", House: "5а"},
		"просп. Миру, буд. 12-Б":  {Type: "avenue", Name: "миру", House: "12-Б"},
		"пр-т Металургів 7/2":     {Type: "avenue", Name: "металургив", House: "7/2"},
		"Шевченка б-р 3 корпус 2": {Type: "boulevard", Name: "шевченка", House: "3 корпус 2"},
		"vul Myru 5":            {Type: "street", Name: "миру", House: "5"},
		"Khreshchatyk street":   {Type: "street", Name: "хрешатик"},
		"8 Березня 12":          {Name: "8 березня", House: "12"},
		"вул. 8":                {Type: "street", Name: "8"},
		"вулиця 1-го Травня, 5": {Type: "street", Name: "1 травня", House: "5"},
		"Набережна":             {Name: "набережна"},
		"Набережна вулиця 4":    {Type: "street", Name: "набережна", House: "4"},
		"Миру5":                 {Name: "миру", House: "5"},
		"  вулиця   Під’їзна  ": {Type: "street", Name: "пидизна"},
		"":                      {},
		"пров Тихий д. 3 квартира 4": {Type: "lane", Name: "тихи", House: "3", Flat: "4"},
	} {
		require.Equal(t, want, streets.Parse(typed), typed)
	}
}

func TestSpellingsOfOneNameFoldAlike(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"Під'їзна", "Під’їзна", "підїзна", "Pidyizna"},
		{"Івана Франка", "ивана франка", "Ivana Franka"},
		{"Слов'янська", "словянська", "Slovianska"},
		{"Київська", "кыивська", "Kyivska"},
		{"В’ячеслава Чорновола", "Viacheslava Chornovola"},
		{"1-го Травня", "1 травня"},
	} {
		for _, s := range same {
			require.Equal(t, streets.Fold(same[0]), streets.Fold(s), s)
		}
	}
	require.Equal(t, streets.FoldHouse("12-Б"), streets.FoldHouse("12 б"))
}

func TestWhatIsNearestToTheTypedComesFirst(t *testing.T) {
	t.Parallel()
	uk := func(name string) regulation.Text { return regulation.Text{"uk": name} }
	index := streets.NewIndex([]streets.Street{
		{Code: "1", Type: "street", Names: uk("Миру")},
		{Code: "2", Type: "avenue", Names: uk("Миру")},
		{Code: "3", Type: "street", Names: uk("Мирна")},
		{Code: "4", Type: "street", Names: uk("Мирненька")},
		{Code: "5", Type: "street", Names: uk("Соборна"), Former: []string{"Миру"}},
		{Code: "6", Type: "street", Names: uk("Космічна")},
		{Code: "7", Type: "lane", Names: uk("Тараса Шевченка"), Also: []string{"Кобзаря"}},
	})
	codes := func(q string) string {
		var b strings.Builder
		for _, m := range index.Search(streets.Parse(q), 5) {
			b.WriteString(m.Street.Code)
		}
		return b.String()
	}
	require.Equal(t, "15234", codes("вул. Миру"), "a former name comes after the present one, a mistake after both")
	require.Equal(t, "21534", codes("просп. Миру"))
	require.Equal(t, "12345", codes("мир"))
	require.Equal(t, "125", codes("меру"))
	require.Equal(t, "6", codes("космчина"), "swapped letters are one mistake")
	require.Equal(t, "6", codes("косм1чна"))
	require.Equal(t, "6", codes("кссмична 5"))
	require.Equal(t, "7", codes("шевч"), "any word of the name")
	require.Equal(t, "7", codes("кобзар"))
	require.Empty(t, codes("івана франка"))
	require.Empty(t, codes("м"))
}

func TestOneHouseWrittenInTwoWaysIsOnePlace(t *testing.T) {
	t.Parallel()
	same, street := streets.SamePlace("вул. Миру, 5", "ул. миру д. 5 кв 7")
	require.True(t, same)
	require.False(t, street)
	same, street = streets.SamePlace("вул. Миру", "Миру 5")
	require.False(t, same)
	require.True(t, street)
	same, street = streets.SamePlace("вул. Миру, 5", "просп. Миру, 5")
	require.False(t, same || street)
	same, street = streets.SamePlace("", "")
	require.False(t, same || street)
}

func TestARegisterIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	demo, err := streets.Demo([]regulation.DistrictCode{"central", "kalmius", "livyi", "prymorskyi"})
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(demo), 280)
	for i := range demo {
		require.True(t, demo[i].Demo, demo[i].Code)
	}
	var b bytes.Buffer
	require.NoError(t, streets.WriteCSV(&b, demo))
	again, err := streets.ReadCSV(&b, nil)
	require.NoError(t, err)
	require.Equal(t, demo, again)
}

func TestEveryFaultOfARegisterIsToldWithItsLine(t *testing.T) {
	t.Parallel()
	_, err := streets.ReadCSV(strings.NewReader("\ufeffcode;type;name_uk;district;lat;house;demo\n"+
		"1;street;Миру;nowhere;;;\n1;road2;;;95;;maybe\n9;;;;;5;\n"), []regulation.DistrictCode{"central"})
	var faults *regulation.SchemaError
	require.ErrorAs(t, err, &faults)
	var got []string
	for _, f := range faults.Faults {
		got = append(got, strings.Join([]string{string(rune('0' + f.Line)), f.Path}, ":"))
	}
	require.Equal(t, []string{"2:district", "3:lat", "3:lon", "3:demo", "3:code", "3:type", "3:name_uk", "4:code"}, got)

	_, err = streets.ReadCSV(strings.NewReader("code,typ\n"), nil)
	require.ErrorContains(t, err, "the column type is missing")
	_, err = streets.ReadCSV(strings.NewReader(""), nil)
	require.ErrorContains(t, err, "no header")
	_, err = streets.ReadCSV(strings.NewReader("code,type,name_uk\n1,street,\"Миру\n"), nil)
	require.ErrorContains(t, err, "streets:2")
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"вул. Миру, 5, кв. 12", "пр-т Миру 7/2", "’", "1 1 1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q := streets.Parse(s)
		require.Equal(t, strings.Join(strings.Fields(q.Name), " "), q.Name)
		require.Equal(t, strings.ToLower(q.Name), q.Name)
	})
}
