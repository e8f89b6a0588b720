package wordcheck_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore/wordcheck"
)

func kinds(in wordcheck.Input) []wordcheck.Kind {
	var list []wordcheck.Kind
	for _, h := range wordcheck.Check(in) {
		list = append(list, h.Kind)
	}
	return list
}

// MR-4.3
func TestAClearWordingHasNothingToMend(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"За адресою вул. Миру, 5 з 12.03 відсутня гаряча вода.",
		"Біля будинку № 7 по просп. Металургів третій день не вивозять сміття.",
		"У під'їзді 2 будинку 14 по вул. Азовській з учорашнього вечора не працює ліфт.",
	} {
		require.Empty(t, wordcheck.Check(wordcheck.Input{Text: text}), text)
	}
	require.Empty(t, wordcheck.Check(wordcheck.Input{Text: "  "}))
}

// MR-4.3
func TestWhatAnExecutorWouldAskAboutIsHintedAt(t *testing.T) {
	t.Parallel()
	require.Equal(t, []wordcheck.Kind{wordcheck.Short, wordcheck.NoPlace, wordcheck.NoTime}, kinds(wordcheck.Input{Text: "нема води"}))
	require.Equal(t, []wordcheck.Kind{wordcheck.Unclear, wordcheck.NoTime},
		kinds(wordcheck.Input{Text: "Воно там якось тече з труби на дорогу", HasPlace: true}))
	require.Equal(t, []wordcheck.Kind{wordcheck.Capitals},
		kinds(wordcheck.Input{Text: "ТРЕТІЙ ДЕНЬ НЕМАЄ ГАРЯЧОЇ ВОДИ", HasPlace: true}))
	require.Equal(t, []wordcheck.Kind{wordcheck.Long},
		kinds(wordcheck.Input{Text: strings.Repeat("третій день на вулиці темно ", 40)}))
	hints := wordcheck.Check(wordcheck.Input{Text: "Воно там, там тече вже третій день", HasPlace: true})
	require.Equal(t, []string{"Воно", "там"}, hints[0].Words, "each as it was written, once")
	require.Equal(t, []wordcheck.Kind{wordcheck.Rude},
		kinds(wordcheck.Input{Text: "Заявник вважає, що двірник ідіот і третій день не прибирає", HasPlace: true}))
}

// MR-4.4.3
func TestObscenityIsFoundInItsDisguisesAndBlocks(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"іди нахуй", "хуууй знає що", "х у й", "пизд*ць повний", "п1здець", "xуйня яка", "єбаний ліфт", "Заїбали вже", "заебали", "бля",
		"pizdec", "х*й", "х.у.й.н.я", "БЛЯДЬ", "бл@дь", "йобані труби", "fucking lift", "kurwa",
	} {
		require.NotEmpty(t, wordcheck.ObsceneWords(text), text)
		require.True(t, wordcheck.Check(wordcheck.Input{Text: text})[0].Blocks, text)
	}
}

func TestInnocentWordsAreNotTakenForObscene(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"хулігани розбили лавку", "хутір Веселий", "мандарини на ринку", "застрахувати", "бляшанки біля смітника", "потреба", "мудрість",
		"в небі", "требі", "зеберного", "скипидар", "себе", "небезпечно", "ребристий", "хустка", "команда", "потребує ремонту", "мандрівник",
		"оббивка", "розбита бляха даху", "сукупність", "область", "корабля", "земля", "а у нас", "р у с", "серебро", "употребляти", "дебет", "будинок 3б",
		"Підорвали люк", "підорожник на клумбі", "підорендар", "мандала на стіні",
	} {
		require.Empty(t, wordcheck.ObsceneWords(text), text)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("Воно там тече", true)
	f.Fuzz(func(t *testing.T, text string, place bool) {
		for _, h := range wordcheck.Check(wordcheck.Input{Text: text, HasPlace: place}) {
			require.Equal(t, h.Kind == wordcheck.Obscene, h.Blocks)
		}
	})
}
