package letter

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/internal/i18n"
	"hotline/internal/secret"
)

const (
	caseID    = "01890000-0000-7000-8000-000000000001"
	wordingID = "01890000-0000-7000-8000-000000000002"
)

func writer(t *testing.T) (*Writer, *secret.Keeper) {
	t.Helper()
	texts, err := i18n.New()
	require.NoError(t, err)
	keeper, err := secret.New("a signing secret of at least 32 bytes")
	require.NoError(t, err)
	zone, err := time.LoadLocation("Europe/Kyiv")
	require.NoError(t, err)
	return NewWriter(texts, keeper, "https://hotline.example/", zone), keeper
}

func args(t *testing.T, more map[string]any) json.RawMessage {
	t.Helper()
	a := map[string]any{
		"case_id": caseID, "number": "2026-000123", "text": "Прорвало трубу.", "place": "вул. Миру, 1",
		"executor": map[string]any{"uk": "Водоканал", "en": "Water works"}, "org": map[string]any{"uk": "Водоканал"},
		"topic": map[string]any{"uk": "Витік води", "en": "Leak"}, "status": map[string]any{"uk": "В роботі", "en": "In work"},
		"accept_due": "2026-11-22T12:30:00Z", "solve_due": "2026-11-23T22:30:00Z", "due_at": "2026-07-01T09:05:00Z",
		"action": "accept", "statutory": true, "reason": "insult",
		"body": map[string]any{"uk": "Обленерго"}, "phones": "0 800 00 00 00", "site": "example.org", "note": "Цілодобово.",
	}
	for k, v := range more {
		if v == nil {
			delete(a, k)
		} else {
			a[k] = v
		}
	}
	b, err := json.Marshal(a)
	require.NoError(t, err)
	return b
}

// MR-4.8
func TestRegisteredTellsNumberTermAndHowToLook(t *testing.T) {
	t.Parallel()
	w, keeper := writer(t)
	l, err := w.Write("uk", "citizen.registered", args(t, nil))
	require.NoError(t, err)
	id := uuid.MustParse(caseID)
	require.Equal(t, "Зареєстровано за № 2026-000123", l.Subject)
	require.Equal(t, "Ваше звернення зареєстровано за № 2026-000123.\n\n«Прорвало трубу.»\n\nВиконавець: Водоканал\n"+
		"Строк вирішення: до 24 листопада 2026 року, 00:30\n\n"+
		"Щоб дізнатися про стан, відкрийте посилання або назвіть номер і код "+keeper.Code(secret.Status, id)+".", l.Body)
	require.Equal(t, Action{Label: "Переглянути стан", URL: "https://hotline.example/s/" + keeper.Token(secret.Status, id)}, l.Action)
}

// RO-1.4
func TestMessageThatIsNoAppealSaysSo(t *testing.T) {
	t.Parallel()
	w, _ := writer(t)
	l, err := w.Write("uk", "citizen.registered", args(t, map[string]any{"statutory": false, "solve_due": ""}))
	require.NoError(t, err)
	require.Contains(t, l.Body, "Ваше повідомлення зареєстровано за № 2026-000123.")
	require.Contains(t, l.Body, "не є зверненням у розумінні Закону")
	require.NotContains(t, l.Body, "Строк вирішення", "without a term its line is left out")
	require.NotContains(t, l.Body, "\n\n\n")
}

// MR-4.4
func TestWordingLinksToItsPage(t *testing.T) {
	t.Parallel()
	w, keeper := writer(t)
	for _, template := range []string{"citizen.wording", "citizen.wording_link", "citizen.reminder"} {
		l, err := w.Write("uk", template, args(t, map[string]any{"wording_id": wordingID, "case_id": nil}))
		require.NoError(t, err)
		require.Equal(t, "https://hotline.example/w/"+keeper.Token(secret.Wording, uuid.MustParse(wordingID)), l.Action.URL)
		require.NotEmpty(t, l.Action.Label)
		require.Contains(t, l.Body, "Прорвало трубу.")
	}
}

// MR-4.9
func TestExecutorSeesEmergencyTermsAndPlace(t *testing.T) {
	t.Parallel()
	w, _ := writer(t)
	l, err := w.Write("uk", "executor.case", args(t, map[string]any{"sos": true}))
	require.NoError(t, err)
	require.Equal(t, "SOS · Нове: № 2026-000123 · Витік води", l.Subject)
	require.Equal(t, "‼ АВАРІЙНЕ (SOS)\n№ 2026-000123 · Витік води\nАдреса: вул. Миру, 1\n\nПрорвало трубу.\n\n"+
		"Прийняти в роботу до: 22 листопада 2026 року, 14:30\nВирішити до: 24 листопада 2026 року, 00:30", l.Body)
	require.Equal(t, "https://hotline.example/cases/"+caseID, l.Action.URL)

	l, err = w.Write("en", "executor.case", args(t, map[string]any{"sos": false, "place": "", "accept_due": ""}))
	require.NoError(t, err)
	require.Equal(t, "No. 2026-000123 · Leak\n\nПрорвало трубу.\n\nSolve by: 24 November 2026, 00:30", l.Body)
}

func TestCitizenHearsWhatTheStepMeans(t *testing.T) {
	t.Parallel()
	w, _ := writer(t)
	l, err := w.Write("uk", "citizen.status", args(t, map[string]any{"text": ""}))
	require.NoError(t, err)
	require.Equal(t, "№ 2026-000123: В роботі\nВиконавець узяв питання в роботу.\nВиконавець: Водоканал", l.Body)
	l, err = w.Write("uk", "citizen.status", args(t, map[string]any{"action": "something_new"}))
	require.NoError(t, err)
	require.Equal(t, "№ 2026-000123: В роботі\nВиконавець: Водоканал\n\nПрорвало трубу.", l.Body)
	l, err = w.Write("uk", "citizen.question", args(t, nil))
	require.NoError(t, err)
	require.Contains(t, l.Body, "зателефонуйте", "a letter cannot be answered")
	require.Zero(t, l.Action)
}

// MR-6.2.2
func TestGatheredBreachesAreOneList(t *testing.T) {
	t.Parallel()
	w, _ := writer(t)
	one := args(t, nil)
	two := args(t, map[string]any{"number": "2026-000124"})
	l, err := w.Write("uk", "breach.solve", one, two, one)
	require.NoError(t, err)
	require.Equal(t, "Порушено строк виконання: 2 випадки", l.Subject)
	require.Equal(t, "У визначений строк не вирішено. Просимо вжити заходів:\n\n"+
		"• № 2026-000123 · Витік води · Водоканал · строк сплив 1 липня 2026 року, 12:05\n"+
		"• № 2026-000124 · Витік води · Водоканал · строк сплив 1 липня 2026 року, 12:05", l.Body)

	l, err = w.Write("uk", "executor.update", args(t, map[string]any{"action": map[string]any{"uk": "Повернути"}}), two)
	require.NoError(t, err)
	require.Contains(t, l.Body, "№ 2026-000123: Повернути")
	require.Contains(t, l.Body, "№ 2026-000124")
}

var templateInGo = regexp.MustCompile(`"((?:citizen|executor)\.[a-z_]+)"`)

func TestEveryTemplateOfTheDomainIsWrittenInEveryLanguage(t *testing.T) {
	t.Parallel()
	w, _ := writer(t)
	templates := map[string]bool{}
	for _, kind := range []string{"accept", "solve", "new", "cap", "inform"} {
		templates["breach."+kind] = true
	}
	files, err := filepath.Glob("../../casecore/*.go")
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, m := range templateInGo.FindAllSubmatch(src, -1) {
			templates[string(m[1])] = true
		}
	}
	require.Greater(t, len(templates), 10)
	for template := range templates {
		for _, lang := range []string{"uk", "en", "pl"} {
			for _, sos := range []bool{false, true} {
				for _, raw := range [][]json.RawMessage{
					{args(t, map[string]any{"sos": sos, "wording_id": wordingID})},
					{args(t, map[string]any{"sos": sos, "text": "", "place": "", "solve_due": "", "accept_due": "", "note": ""})},
					{args(t, nil), args(t, map[string]any{"number": "2026-000124"})},
				} {
					l, err := w.Write(lang, template, raw...)
					require.NoError(t, err)
					for _, s := range []string{l.Subject, l.Body} {
						require.NotEmpty(t, s, template)
						require.NotContains(t, s, "{", template)
						require.NotContains(t, s, "delivery.", template)
						require.NotContains(t, s, "\x00", template)
					}
					require.NotContains(t, l.Subject, "\n")
					require.Equal(t, l.Action.URL == "", l.Action.Label == "", template)
					require.NotContains(t, l.Action.Label, "delivery.", template)
				}
			}
		}
	}
}

// VN-3.3
func TestAnIncidentOfAPadSaysWhereAndWhatAndLeadsToTheHalls(t *testing.T) {
	t.Parallel()
	w, _ := writer(t)
	opened := json.RawMessage(`{"incident_id": "` + caseID + `", "branch": {"uk": "Прозорий офіс", "en": "Transparent Office"}, "counter": "3",
		"kind": "offline", "by": "system", "how": "", "word": "", "opened_at": "2026-03-02T08:00:03.5+00:00", "closed_at": null}`)
	l, err := w.Write("uk", "hall.incident_opened", opened)
	require.NoError(t, err)
	require.Equal(t, "Пульт оцінювання не світиться: Прозорий офіс, віконце 3", l.Subject)
	require.True(t, strings.HasPrefix(l.Body, "Прозорий офіс, віконце 3\nПульт не на зв’язку.\nПомічено автоматично: 2 березня 2026 року, 10:00\n\n"), l.Body)
	require.Equal(t, Action{Label: "Відкрити стан залу", URL: "https://hotline.example/hall/manage"}, l.Action)

	closed := strings.NewReplacer(`"how": ""`, `"how": "support"`, `"word": ""`, `"word": "new cable"`, `null`, `"2026-03-02T08:10:00+00:00"`)
	l, err = w.Write("en", "hall.incident_closed", json.RawMessage(closed.Replace(string(opened))))
	require.NoError(t, err)
	require.Equal(t, "Transparent Office, counter 3\nClosed by hand after a repair.\nnew cable\nOut of order since: 2 March 2026, 10:00\n"+
		"Works since: 2 March 2026, 10:10", l.Body)
}

func TestUnknownTemplateAndMalformedArgumentsFail(t *testing.T) {
	t.Parallel()
	w, _ := writer(t)
	for template, raw := range map[string]string{
		"citizen.nothing": `{}`, "citizen.received": `[]`, "citizen.status": `{"case_id":"x"}`, "citizen.wording": `{"wording_id":"x"}`,
	} {
		_, err := w.Write("uk", template, json.RawMessage(raw))
		require.Error(t, err, template)
	}
	_, err := w.Write("uk", "citizen.received")
	require.Error(t, err)
}

// Whoever joined somebody else's case is led to the page of their own report; the code would open the other's.
func TestWhoeverJoinedACaseIsLedToTheirOwnPage(t *testing.T) {
	t.Parallel()
	w, keeper := writer(t)
	for _, template := range []string{"citizen.linked", "citizen.status"} {
		l, err := w.Write("uk", template, args(t, map[string]any{"report_id": wordingID}))
		require.NoError(t, err)
		require.Equal(t, "https://hotline.example/r/"+keeper.Token(secret.Report, uuid.MustParse(wordingID)), l.Action.URL)
		require.NotContains(t, l.Body, keeper.Code(secret.Status, uuid.MustParse(caseID)))
	}
	_, err := w.Write("uk", "citizen.linked", args(t, map[string]any{"report_id": "x"}))
	require.Error(t, err)
}
