package dashboard

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore/casetest"
	"hotline/internal/secret"
)

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// carried is the form of a busy page, to be sent again.
func carried(r *reply) sheet {
	var s sheet
	for _, field := range hidden.FindAllStringSubmatch(string(r.Body), -1) {
		s = s.with(field[1], text(&reply{Body: []byte(field[2])}))
	}
	return s
}

// busyHouse lets one page a minute through.
func busyHouse(t *testing.T) (h *house, opened func()) {
	t.Helper()
	h = cleaned(t, "mariupol", func(c *Config) { c.Limits.PublicPages = Rate{Burst: 1, Every: time.Minute} })
	return h, func() { h.Clock.Advance(time.Minute) }
}

// MR-4.5: thousands share a carrier's address; whoever meets the bound has lost no word.
func TestWhatWasTypedOutlivesABusyAddress(t *testing.T) {
	t.Parallel()
	h, opened := busyHouse(t)
	b := h.browser()
	form := b.sheet().named().with("text", "перший рядок\r\nдругий \"рядок\" & <ще>")
	b.get("/status")
	busy := b.submit("/report?lang=uk", form)
	require.Equal(t, http.StatusTooManyRequests, busy.Status)
	require.Contains(t, string(busy.Body), `action="/report?lang=uk" enctype="multipart/form-data"`)
	require.Contains(t, text(busy), "Надіслати ще раз")
	again := carried(busy)
	require.ElementsMatch(t, form.fields, again.fields)
	opened()
	r, _ := h.follow(b, b.submit("/report?lang=uk", again))
	require.Equal(t, "Третій день немає гарячої води", r.Text, "the first of two fields of a name")
}

// A page carries no files: the form asks for them again and takes nothing in without them.
func TestPhotosThatMetABusyAddressAreAskedForAgain(t *testing.T) {
	t.Parallel()
	h, opened := busyHouse(t)
	b := h.browser()
	form := b.sheet().named()
	b.get("/status")
	busy := b.submit("/report", form.picture(pixels(20)))
	require.Contains(t, text(busy), "Фото сторінка зберегти не може")
	opened()
	asked := b.submit("/report", carried(busy))
	require.Equal(t, http.StatusUnprocessableEntity, asked.Status)
	require.Contains(t, text(asked), "Додайте фото ще раз")
	require.Contains(t, text(asked), "Третій день немає гарячої води")
	require.NotContains(t, text(asked), filesLost)

	ahead := b.submit("/report/photo", form.picture(pixels(20)))
	require.Equal(t, http.StatusTooManyRequests, ahead.Status)
	require.Contains(t, string(ahead.Body), `"problem":"З вашої адреси`)
}

func TestACorrectionOutlivesABusyAddress(t *testing.T) {
	t.Parallel()
	h, _ := busyHouse(t)
	out := h.Worded(h.Agent(), casetest.Topic)
	path := "/w/" + h.secrets.Token(secret.Wording, out.Wording.ID.UUID())
	b := h.browser()
	b.get(path)
	busy := b.form(path, "answer=correct&text=%D0%BD%D1%96%2C+%D0%BD%D0%B5+%D1%82%D0%B0%D0%BA")
	require.Equal(t, http.StatusTooManyRequests, busy.Status)
	require.NotContains(t, string(busy.Body), "enctype")
	require.ElementsMatch(t, [][2]string{{"answer", "correct"}, {"text", "ні, не так"}}, carried(busy).fields)

	long := b.form(path, "answer=correct&text="+strings.Repeat("a", maxSent))
	require.Equal(t, http.StatusTooManyRequests, long.Status)
	require.Contains(t, text(long), "не змогла зберегти")
	require.NotContains(t, string(long.Body), "<form", "half of it is not to be sent")
	require.Less(t, len(long.Body), maxSent)
}
