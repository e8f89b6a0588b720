package dashboard

import (
	"bytes"
	"html"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/photo"
	"hotline/internal/secret"
)

// cleaned is a house whose files come in as they do in the product.
func cleaned(t testing.TB, profile regulation.ProfileName, change ...func(*Config)) *house {
	t.Helper()
	return build(t, profile, append([]func(*Config){func(c *Config) {
		c.Blobs = photo.NewIntake(c.Blobs, photo.NewCleaner(1))
	}}, change...)...)
}

// sheet is a form on its way: fields in order, then photos.
type sheet struct {
	fields [][2]string
	photos [][]byte
}

func (s sheet) with(pairs ...string) sheet {
	fields := append([][2]string{}, s.fields...)
	for i := 0; i+1 < len(pairs); i += 2 {
		fields = append(fields, [2]string{pairs[i], pairs[i+1]})
	}
	return sheet{fields, s.photos}
}

func (s sheet) picture(content []byte) sheet {
	return sheet{s.fields, append(s.photos[:len(s.photos):len(s.photos)], content)}
}

var keyOnPage = regexp.MustCompile(`name="key" value="([^"]+)"`)

// sheet opens the form and waits as long as a person takes.
func (b *browser) sheet() sheet {
	b.h.t.Helper()
	page := b.get("/report")
	require.Equal(b.h.t, http.StatusOK, page.Status)
	key := keyOnPage.FindSubmatch(page.Body)
	require.NotNil(b.h.t, key)
	b.h.Clock.Advance(time.Minute)
	return sheet{fields: [][2]string{{"key", string(key[1])}}}
}

// named is what somebody of Mariupol writes (MR-4.4.1).
func (s sheet) named() sheet {
	return s.with("text", "Третій день немає гарячої води", "place", "вул. Миру, 5", "district", "central",
		"surname", "Коваль", "name", "Оксана", "patronymic", "Іванівна", "residence", "вул. Миру, 5, кв. 12",
		"phone", "050 111-22-33", "email", "oksana@example.org", "reply", "email", "answer", "en", "consent", "1")
}

func (b *browser) submit(path string, s sheet) *reply {
	b.h.t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for _, f := range s.fields {
		require.NoError(b.h.t, w.WriteField(f[0], f[1]))
	}
	for _, content := range s.photos {
		part, err := w.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {`form-data; name="photo"; filename="яма.png"`}, "Content-Type": {"image/png"},
		})
		require.NoError(b.h.t, err)
		_, err = part.Write(content)
		require.NoError(b.h.t, err)
	}
	require.NoError(b.h.t, w.Close())
	r := b.request(http.MethodPost, path, &form)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.send(r)
}

func pixels(n int) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, n, n)))
	return b.Bytes()
}

// follow wants a form to have been taken in, and returns the report with its page.
func (h *house) follow(b *browser, sent *reply) (casecore.Report, *reply) {
	h.t.Helper()
	require.Equal(h.t, http.StatusSeeOther, sent.Status, text(sent))
	path, _, _ := strings.Cut(sent.Header.Get("Location"), "?")
	id, ok := h.secrets.Open(secret.Report, strings.TrimPrefix(path, "/r/"))
	require.True(h.t, ok, path)
	r, err := h.Store.Report(h.t.Context(), casecore.ReportID(id))
	require.NoError(h.t, err)
	return r, b.get(sent.Header.Get("Location"))
}

func text(r *reply) string { return html.UnescapeString(string(r.Body)) }

// MR-2.1, MR-4.4.1, MR-4.5: what is written on the web waits for an agent as everything does, the number as it is dialled
// in the form of E.164.
func TestAReportComesByTheForm(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	b := h.browser()
	sent := b.submit("/report?lang=uk", b.sheet().named().with("sos", "1", "lat", "47.0951", "lon", "37.5413").picture(pixels(40)))
	r, page := h.follow(b, sent)
	require.Equal(t, casecore.ReportWaiting, r.Status)
	require.Equal(t, casecore.FromWeb, r.Source)
	require.Equal(t, "Третій день немає гарячої води", r.Text)
	require.True(t, r.SOS)
	require.Equal(t, &casecore.Point{Lat: 47.0951, Lon: 37.5413}, r.Point)
	a := r.Applicant
	require.Equal(t, casecore.Phone("+380501112233"), a.Phone)
	require.Equal(t, casecore.ReplyByEmail, a.ReplyChannel)
	require.Equal(t, "oksana@example.org", a.ReplyAddress)
	require.Equal(t, "en", a.Lang)
	require.Equal(t, "1", a.ConsentVersion, "and what they agreed to")
	require.False(t, a.ConsentAt.IsZero())
	files, err := h.Store.Files(t.Context(), r.Subject())
	require.NoError(t, err)
	require.Len(t, files, 1)
	require.Equal(t, "citizen", files[0].AddedBy)

	require.Contains(t, text(page), "Повідомлення отримано")
	require.Contains(t, text(page), "Що буде далі")
	for _, personal := range []string{"Коваль", "111", r.Text, "oksana"} {
		require.NotContains(t, text(page), personal, "whoever finds the link learns nothing")
	}
	require.NotContains(t, h.log.String(), "oksana")
}

// One intent, one report: a form that is sent twice, photos and all, is one report with its photos once.
func TestAFormThatIsSentTwiceIsOneReport(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	b := h.browser()
	s := b.sheet().named().picture(pixels(40)).picture(pixels(50))
	first, _ := h.follow(b, b.submit("/report", s))
	second, _ := h.follow(b, b.submit("/report", s))
	require.Equal(t, first.ID, second.ID)
	files, err := h.Store.Files(t.Context(), first.Subject())
	require.NoError(t, err)
	require.Len(t, files, 2)

	changed := b.submit("/report", b.sheet().named())
	require.Equal(t, http.StatusSeeOther, changed.Status)
	back := b.submit("/report", s.with("sos", "1"))
	require.Equal(t, http.StatusUnprocessableEntity, back.Status, "gone back and changed: another report is another intent")
	require.Contains(t, text(back), "вже надіслано")
	require.NotContains(t, string(back.Body), s.fields[0][1], "with a key of its own")
}

// Whatever is wrong, nothing is lost: not a word, not a photo.
func TestAWrongFormComesBackAsItWas(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	b := h.browser()
	s := b.sheet().with("text", "Яма <на> дорозі", "place", "вул. Миру", "phone", "12", "reply", "email", "consent", "1")
	got := b.submit("/report?lang=uk", s.picture(pixels(40)).picture([]byte("%PDF-1.7 not a photo")))
	require.Equal(t, http.StatusUnprocessableEntity, got.Status)
	page := text(got)
	for _, part := range []string{
		"Перевірте повідомлення", "Яма <на> дорозі", "вул. Миру", `href="#surname"`, `href="#patronymic"`, `href="#residence"`,
		`href="#phone"`, `href="#email"`, `href="#photos"`, "яма.png: Приймаємо фото", `name="kept"`, `id="phone-wrong"`,
	} {
		require.Contains(t, page, part)
	}
	require.NotContains(t, string(got.Body), "<на>", "and it is text, not markup")
	kept := regexp.MustCompile(`name="kept" value="([^"]+)"`).FindStringSubmatch(page)
	thumb := b.get("/photo/" + kept[1])
	require.Equal(t, http.StatusOK, thumb.Status)
	require.Equal(t, "image/png", thumb.Header.Get("Content-Type"))

	again := sheet{fields: s.fields[:1]}.named().with("kept", kept[1])
	r, _ := h.follow(b, b.submit("/report", again))
	files, err := h.Store.Files(t.Context(), r.Subject())
	require.NoError(t, err)
	require.Len(t, files, 1)

	stolen := b.submit("/report", b.sheet().named().with("kept", kept[1]))
	other, _ := h.follow(b, stolen)
	files, err = h.Store.Files(t.Context(), other.Subject())
	require.NoError(t, err)
	require.Empty(t, files, "a photo that belongs to a report is no other's")
}

func TestAPhotoCanBeTakenBackWithoutAScript(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	b := h.browser()
	s := b.sheet()
	ahead := b.submit("/report/photo", s.picture(pixels(40)))
	var answer sentAhead
	ahead.ok().json(&answer)
	require.NotEmpty(t, answer.Token)
	require.Equal(t, http.StatusUnprocessableEntity, b.submit("/report/photo", s.picture([]byte("GIF89a and more"))).Status)
	r, _ := h.follow(b, b.submit("/report", s.named().with("kept", answer.Token, "drop", answer.Token)))
	files, err := h.Store.Files(t.Context(), r.Subject())
	require.NoError(t, err)
	require.Empty(t, files)
}

func TestMoreThanTenPhotosAreSaid(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	b := h.browser()
	s := b.sheet().named()
	for n := range maxPhotos + 1 {
		s = s.picture(pixels(10 + n))
	}
	got := b.submit("/report?lang=uk", s)
	require.Equal(t, http.StatusUnprocessableEntity, got.Status)
	require.Contains(t, text(got), "щонайбільше 10 фото")
	require.Equal(t, maxPhotos, strings.Count(string(got.Body), `name="kept"`))
}

// MR-4.4.2: who gives no data is warned, and nothing of what they may have typed is kept.
func TestAnAnonymousReportHoldsNobodysData(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	b := h.browser()
	p, err := h.Rules.At(h.Clock.Now())
	require.NoError(t, err)
	require.Contains(t, text(b.get("/report?lang=uk")), p.Notices[regulation.NoticeAnonymous].In("uk"))
	s := b.sheet().with("text", "Зламана лавка", "anonymous", "1", "surname", "Коваль", "phone", "0501112233", "reply", "phone")
	r, _ := h.follow(b, b.submit("/report", s))
	require.True(t, r.Applicant.Anonymous)
	require.False(t, r.Applicant.WarnedAt.IsZero())
	require.Empty(t, r.Applicant.Surname+string(r.Applicant.Phone)+r.Applicant.ReplyAddress)
}

// MR-4.4.4
func TestAForbiddenSenderIsToldWhy(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	b := h.browser()
	got := b.submit("/report?lang=uk", b.sheet().named().with("email", "x@example.org"))
	require.Equal(t, http.StatusSeeOther, got.Status)
	s := b.sheet()
	s = s.with("text", "Нема світла", "surname", "А", "name", "Б", "patronymic", "В", "residence", "Г", "email", "a@pochta.mail.ru", "consent", "1")
	got = b.submit("/report?lang=uk", s)
	require.Equal(t, http.StatusUnprocessableEntity, got.Status)
	p, err := h.Rules.At(h.Clock.Now())
	require.NoError(t, err)
	require.Contains(t, text(got), p.Notices[regulation.NoticeForbidden].In("uk"))
}

// RO-1.4: no statutory appeal, and the citizen is told; the card of Romny asks for no residence and needs no name.
func TestTheFormIsTheProfiles(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "romny")
	b := h.browser()
	p, err := h.Rules.At(h.Clock.Now())
	require.NoError(t, err)
	page := text(b.get("/report?lang=uk"))
	require.Contains(t, page, p.Notices[regulation.NoticeNotStatutory].In("uk"))
	require.NotContains(t, page, `name="residence"`)
	require.Contains(t, page, `href="tel:53273"`)
	r, followed := h.follow(b, b.submit("/report?lang=uk", b.sheet().with("text", "Яма", "consent", "1")))
	require.Equal(t, casecore.NoReply, r.Applicant.ReplyChannel)
	require.Contains(t, text(followed), p.Notices[regulation.NoticeNotStatutory].In("uk"))
	require.NotContains(t, text(followed), "підтвердите його", "RO-1.4: none is asked")
}

// A machine is asked to try again; a person loses a moment and no word.
func TestMachinesAreHeldUp(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol", func(c *Config) { c.Limits.Reports = Rate{Burst: 1, Every: time.Minute} })
	b := h.browser()
	key := keyOnPage.FindSubmatch(b.get("/report").Body)
	s := sheet{fields: [][2]string{{"key", string(key[1])}}}.named()
	quick := b.submit("/report?lang=uk", s)
	require.Equal(t, http.StatusUnprocessableEntity, quick.Status)
	require.Contains(t, text(quick), "надто швидко")
	require.Contains(t, text(quick), "Третій день")
	trapped := b.submit("/report?lang=uk", b.sheet().named().with("website", "http://spam.example"))
	require.Contains(t, text(trapped), "Очистьте це поле")
	for _, key := range []string{"", "nonsense", h.secrets.Token(secret.Photo, uuid.New())} {
		forged := b.submit("/report?lang=uk", sheet{fields: [][2]string{{"key", key}}}.named())
		require.Equal(t, http.StatusUnprocessableEntity, forged.Status)
	}
	old := b.sheet().named()
	h.Clock.Advance(25 * time.Hour)
	require.Contains(t, text(b.submit("/report?lang=uk", old)), "дуже довго")

	one, two := b.sheet().named(), b.sheet().named()
	require.Equal(t, http.StatusSeeOther, b.submit("/report", one).Status)
	often := b.submit("/report?lang=uk", two)
	require.Equal(t, http.StatusTooManyRequests, often.Status)
	require.Contains(t, text(often), "Третій день", "nothing is lost")
	h.Clock.Advance(time.Minute)
	require.Equal(t, http.StatusSeeOther, b.submit("/report", two).Status)
}

func TestTheFormMayRunItsScriptAndNothingElse(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	b := h.browser()
	page := b.get("/report")
	require.Contains(t, string(page.Body), `<script src="`+h.server.pages.scripts[0]+`" defer></script>`)
	require.NotContains(t, page.Header.Get("Content-Security-Policy"), "unsafe")
	for _, active := range []string{"style=", "onclick", "<script>"} {
		require.NotContains(t, string(page.Body), active)
	}
	require.Contains(t, b.get(h.server.pages.scripts[0]).Header.Get("Content-Type"), "text/javascript")
	require.NotContains(t, b.get("/status").Header.Get("Content-Security-Policy"), "script-src")

	r := b.request(http.MethodPost, "/report", strings.NewReader("x"))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	require.Equal(t, http.StatusForbidden, b.send(r).Status)
}

// MR-4.4: until it is a case, the report's page leads to the wording; then to the case.
func TestTheReportsPageLeadsOn(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	b := h.browser()
	sent := b.submit("/report", b.sheet().named())
	r, _ := h.follow(b, sent)
	path := sent.Header.Get("Location")
	agent := h.Agent()
	ctx := t.Context()
	_, err := h.Service.Claim(ctx, casecore.ClaimReport{Command: h.Command(agent), Report: r.ID})
	require.NoError(t, err)
	require.Contains(t, text(b.get(path)), "читають")
	out, err := h.Service.Word(ctx, casecore.WordReport{
		Command: h.Command(agent), Report: r.ID, Text: "Немає гарячої води.", Topic: "water.hot", District: "central", Via: casecore.AskLink,
	})
	require.NoError(t, err)
	require.Contains(t, text(b.get(path)), "/w/"+h.secrets.Token(secret.Wording, out.Wording.ID.UUID()))
	c, err := h.Service.Agree(ctx, casecore.AgreeWording{Command: h.Command(casecore.Citizen), Wording: out.Wording.ID, How: casecore.AskLink})
	require.NoError(t, err)
	on := b.get(path)
	require.Equal(t, http.StatusSeeOther, on.Status)
	require.True(t, strings.HasPrefix(on.Header.Get("Location"), "/s/"+h.secrets.Token(secret.Status, c.ID.UUID())))
	require.Equal(t, http.StatusNotFound, b.get("/r/"+h.secrets.Token(secret.Status, r.ID.UUID())).Status)
	require.Equal(t, http.StatusNotFound, b.get("/r/"+h.secrets.Token(secret.Report, uuid.New())).Status)
}

// A front door for citizens; whoever signed in works here.
func TestTheFrontDoorIsTheCitizens(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol", func(c *Config) { c.BotURL = "https://t.me/city_bot" })
	page := text(h.browser().get("/?lang=uk"))
	for _, part := range []string{`href="/report?lang=uk"`, `href="/status?lang=uk"`, `href="/sign-in"`, "https://t.me/city_bot", "tel:0629001580"} {
		require.Contains(t, page, part)
	}
	staff := h.hire(regulation.RoleAgent, casecore.OrgID{})
	require.NotContains(t, text(staff.get("/?lang=uk")), `href="/report`)
	privacy := text(h.browser().get("/privacy?lang=uk"))
	require.Contains(t, privacy, "5 років")
	require.Contains(t, privacy, "3 роки")
	require.Contains(t, privacy, "Записи розмов")
	require.NotContains(t, privacy, "page.privacy.", "each kind of data has its words")
	require.Contains(t, text(h.browser().get("/privacy?lang=en")), "5 years")
}
