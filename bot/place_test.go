package bot_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/casecore/streets"
)

// inTown runs a bot in a city with a small register of streets.
func inTown(t *testing.T) *rig {
	t.Helper()
	return run(t, "mariupol", func(r *rig) {
		require.NoError(t, pgstore.NewStreets(r.world.DB).Import(t.Context(), []streets.Street{
			{Code: "1", Type: "street", Names: regulation.Text{uk: "Куїнджі"}, Former: []string{"Артема"}, District: "central"},
			{Code: "2", Type: "street", Names: regulation.Text{uk: "Свободи"}, District: "central"},
			{
				Code: "3", Type: "avenue", Names: regulation.Text{uk: "Свободи"}, District: "central",
				Houses: []streets.House{{Number: "200", District: "livyi"}},
			},
		}))
	})
}

// asked begins a report up to the question where it is.
func (k *talk) where() *talk {
	k.say("Третій день немає гарячої води").hear(1)
	return k.press("Ні").hear(1)
}

// MR-4.4.1: an address of the register goes onto the card as the register writes it, and its district need not be asked.
func TestAnAddressOfTheRegisterBringsItsDistrict(t *testing.T) {
	t.Parallel()
	r := inTown(t)
	k := newTalk(t, r.tg.Person(100, uk)).where().say("Куїнджі 12").hear(2)
	require.Contains(t, k.last.Text, "Додайте фото")
	k.press("Далі").hear(1)
	k.complete().press("Надіслати")
	r.settled()
	require.Equal(t, "вул. Куїнджі, 12", r.reports()[0].place)
	require.Equal(t, "central", r.reports()[0].district)
}

// MR-4.4.1: of an address that is nearly a known one the person says which it is; nobody's words are changed for them.
func TestAMisspeltStreetIsAskedAbout(t *testing.T) {
	t.Parallel()
	r := inTown(t)
	chat := int64(200)
	for typed, want := range map[string][]string{
		"вул. Куїнжі, 12": {"вул. Куїнджі, 12"},                         // misspelt
		"вул. Артема, 12": {"вул. Куїнджі, 12"},                         // its former name
		"Свободи 200":     {"вул. Свободи, 200", "просп. Свободи, 200"}, // two of that name
	} {
		chat++
		k := newTalk(t, r.tg.Person(chat, uk)).where().say(typed).hear(2)
		require.Contains(t, k.last.Text, "Уточніть", typed)
		var offered []string
		for _, b := range k.last.Buttons {
			offered = append(offered, b.Text)
		}
		require.ElementsMatch(t, append(want, "Залишити як є"), offered, typed)
		stale := k.last
		k.press(want[len(want)-1]).hear(1)
		require.Contains(t, k.last.Text, "Додайте фото", "the district is known: %s", typed)
		require.Equal(t, r.T("bot.stale"), k.chat.Answer(t, k.chat.Press(t, stale, "Залишити як є")))
	}
}

func TestWhatIsNoAddressOfTheRegisterStaysAsItWasWritten(t *testing.T) {
	t.Parallel()
	r := inTown(t)
	for i, typed := range []string{"біля школи", "вул. Польова, 3", "вул. Куїнжі, 12"} {
		k := newTalk(t, r.tg.Person(int64(300+i), uk)).where().say(typed).hear(2)
		if _, asked := k.last.Button("Залишити як є"); asked {
			k.press("Залишити як є").hear(1)
		}
		require.Contains(t, k.last.Text, "У якому це районі", typed)
		k.press("Центральний").hear(1)
		k.press("Далі").hear(1)
		k.complete().press("Надіслати")
		r.settled()
		reports := r.reports()
		require.Equal(t, typed, reports[len(reports)-1].place)
	}
}

func TestWhileStreetsAreOfferedTheAddressCanBeTypedAnew(t *testing.T) {
	t.Parallel()
	r := inTown(t)
	k := newTalk(t, r.tg.Person(100, uk)).where().say("вул. Куїнжі, 12").hear(2)
	k.say("просп. Свободи, 200").hear(1)
	require.Contains(t, k.last.Text, "Додайте фото")
	k.press("Далі").hear(1)
	k.complete()
	require.Contains(t, k.last.Text, "Лівобережний", "the house's own district")

	k.press("Змінити").hear(1)
	k.press("Адреса проблеми").hear(1)
	k.say("вул. Польова, 3").hear(2)
	require.Contains(t, k.last.Text, "У якому це районі", "the district of the address before went with it")
	k.press("Центральний").hear(1)
	require.Contains(t, k.last.Text, "вул. Польова, 3")
	require.Contains(t, k.last.Text, "Центральний")
}
