package dashboard

import (
	"encoding/binary"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/secret"
	"hotline/internal/site"
)

const (
	// maxPhotos is how many pictures come with a report.
	maxPhotos = 10
	// formPause is how long a person takes at least to fill the form; a script takes less.
	formPause = 2 * time.Second
	// formLife is how long a form may lie open: as long as the photos that were sent ahead are kept.
	formLife = 23 * time.Hour
)

// reportForm is the public form as somebody filled it. Nothing of it is lost when something is wrong.
type reportForm struct {
	id       uuid.UUID // names this filling: the command's key, and when the form was shown
	Key      string    // the id, signed
	Text     string
	Place    string
	District string
	Lat, Lon string
	SOS      bool
	Person   map[string]string // the card's personal fields by their ids, phone and email for its contact
	// Anonymous does without them, after the warning that stands beside it (MR-4.4.2).
	Anonymous bool
	Reply     string
	Answer    string // language
	Consent   bool
	Trap      string // a field that people do not see
	Photos    []formPhoto
	Problems  []problem
	values    url.Values // what else was sent
}

// problem is what is wrong with a field, in the reader's language.
type problem struct{ Field, Text string }

// Wrong returns what is wrong with a field, "" for nothing.
func (f *reportForm) Wrong(field string) string {
	for _, p := range f.Problems {
		if p.Field == field {
			return p.Text
		}
	}
	return ""
}

// Room is how many more photos there may be.
func (f *reportForm) Room() int { return maxPhotos - len(f.Photos) }

func (f *reportForm) wrong(field, text string) {
	if f.Wrong(field) == "" {
		f.Problems = append(f.Problems, problem{field, text})
	}
}

// newFormID makes the id of a filling. It is a UUIDv7 of the injected clock.
func newFormID(now time.Time) uuid.UUID {
	id := uuid.New()
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(max(0, now.UnixMilli())))
	copy(id[:6], ms[2:])
	id[6] = id[6]&0x0F | 0x70
	return id
}

func shownAt(id uuid.UUID) time.Time {
	var ms [8]byte
	copy(ms[2:], id[:6])
	return time.UnixMilli(int64(binary.BigEndian.Uint64(ms[:]))) //nolint:gosec // 48 bits
}

// renew gives the form a new id: what is sent next is another report.
func (s *Server) renew(f *reportForm) {
	f.id = newFormID(s.cfg.Now())
	f.Key = s.cfg.Secrets.Token(secret.Form, f.id)
}

// refuseForm notes in a form why it was not taken, err being nil when that has been noted, and returns the status to show
// it with. Only what is ours is no form of theirs to mend.
func (s *Server) refuseForm(r *http.Request, f *reportForm, err error) int {
	if err == nil {
		return http.StatusUnprocessableEntity
	}
	lang := site.CallerOf(r.Context()).Lang
	p := s.problem(lang, err)
	if p.Code == casecore.Internal {
		s.logFailure(r.Context(), err)
		f.wrong("form", p.Detail)
		return http.StatusInternalServerError
	}
	if p.Key == "error.key_reused" { // they went back and changed what had been sent
		s.renew(f)
		p.Detail = s.cfg.Texts.T(lang, "page.report.wrong.sent", nil)
	}
	f.wrong("form", p.Detail)
	return http.StatusUnprocessableEntity
}

// personFields are the personal fields of cards, with what browsers call them.
var personFields = []struct{ id, autocomplete string }{
	{"surname", "family-name"}, {"name", "given-name"}, {"patronymic", "additional-name"}, {"residence", "street-address"},
}

const (
	fieldContact = "contact"
	fieldPhone   = "phone"
	fieldEmail   = "email"
)

// fill takes what was typed. Values that are longer than anything meant are cut; the checks speak of the rest.
func (f *reportForm) fill(v url.Values) {
	f.values = v
	get := func(name string) string { return strings.TrimSpace(strings.ToValidUTF8(v.Get(name), "")) }
	f.Text, f.Place, f.District = get("text"), get("place"), get("district")
	f.Lat, f.Lon = get("lat"), get("lon")
	f.SOS, f.Anonymous, f.Consent = v.Has("sos"), v.Has("anonymous"), v.Has("consent")
	f.Reply, f.Answer, f.Trap = get("reply"), get("answer"), get("website")
	f.Person = make(map[string]string)
	for _, p := range personFields {
		f.Person[p.id] = get(p.id)
	}
	f.Person[fieldPhone], f.Person[fieldEmail] = get(fieldPhone), get(fieldEmail)
}

// check makes the command of the form, or notes what is wrong with which field.
func (s *Server) checkForm(f *reportForm, p *regulation.Profile, lang string) casecore.ReceiveReport {
	say := func(key string) string { return s.cfg.Texts.T(lang, key, nil) }
	cmd := casecore.ReceiveReport{
		Command: casecore.Command{Scope: "form", Key: f.id.String(), Actor: casecore.Citizen},
		Source:  casecore.FromWeb, Text: f.Text, Place: f.Place, SOS: f.SOS,
	}
	switch n := utf8.RuneCountInString(f.Text); {
	case n == 0:
		f.wrong("text", say("page.report.wrong.text"))
	case n > casecore.MaxTextRunes:
		f.wrong("text", say("error.text_long"))
	}
	if utf8.RuneCountInString(f.Place) > casecore.MaxFieldRunes {
		f.wrong("place", say("error.field_long"))
	}
	if f.District != "" {
		cmd.District = regulation.DistrictCode(f.District)
		known := slices.ContainsFunc(s.cfg.Orgs.Classifier().Districts, func(d regulation.District) bool { return d.Code == cmd.District })
		if !known {
			f.wrong("district", say("page.report.wrong.district"))
		}
	}
	cmd.Point = f.point()
	cmd.Applicant = s.checkPerson(f, p, lang)
	if len(f.Photos) > maxPhotos {
		f.wrong("photos", s.cfg.Texts.T(lang, "page.report.wrong.photos", map[string]any{"limit": maxPhotos}))
	}
	cmd.Files = f.files()
	return cmd
}

// point is the place that the browser measured or somebody showed on the map; what is no place on earth is as if it had measured none.
func (f *reportForm) point() *casecore.Point {
	lat, err1 := strconv.ParseFloat(f.Lat, 64)
	lon, err2 := strconv.ParseFloat(f.Lon, 64)
	if err1 != nil || err2 != nil || !(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180) {
		f.Lat, f.Lon = "", ""
		return nil
	}
	return &casecore.Point{Lat: lat, Lon: lon}
}

// checkPerson makes the card's applicant: whom the profile wants named (MR-4.4.1), or nobody after the warning (MR-4.4.2).
func (s *Server) checkPerson(f *reportForm, p *regulation.Profile, lang string) casecore.Applicant {
	say := func(key string) string { return s.cfg.Texts.T(lang, key, nil) }
	a := casecore.Applicant{Lang: s.cfg.Texts.Match(f.Answer, lang), Anonymous: f.Anonymous}
	if f.Anonymous {
		if !p.Card.Anonymous.Allowed {
			f.wrong("anonymous", say("error.anonymous_not_allowed"))
		}
		a.WarnedAt = s.cfg.Now()
		return a
	}
	a.Surname, a.Name, a.Patronymic, a.Residence = f.Person["surname"], f.Person["name"], f.Person["patronymic"], f.Person["residence"]
	for _, field := range personFields {
		if utf8.RuneCountInString(f.Person[field.id]) > casecore.MaxFieldRunes {
			f.wrong(field.id, say("error.field_long"))
		}
	}
	s.checkContact(f, p, &a, lang)
	missing := p.Card.Missing(map[string]string{
		"surname": a.Surname, "name": a.Name, "patronymic": a.Patronymic, "residence": a.Residence,
		fieldContact: f.Person[fieldPhone] + f.Person[fieldEmail], "substance": "-", "address": f.Place,
	}, false)
	for _, id := range missing {
		switch id {
		case fieldContact:
			f.wrong(fieldPhone, say("page.report.wrong.contact"))
		case "address":
			f.wrong("place", s.cfg.Texts.T(lang, "page.report.wrong.empty", map[string]any{"field": say("page.report.place")}))
		default:
			f.wrong(id, s.cfg.Texts.T(lang, "page.report.wrong.empty", map[string]any{"field": say("page.report.field." + id)}))
		}
	}
	if !f.Consent {
		f.wrong("consent", say("page.report.wrong.consent"))
	}
	a.ConsentAt, a.ConsentVersion = s.cfg.Now(), p.Privacy.Consent
	return a
}

// checkContact reads phone and mailbox, and how they want to be answered.
func (s *Server) checkContact(f *reportForm, p *regulation.Profile, a *casecore.Applicant, lang string) {
	var err error
	if a.Phone, err = parsePhone(f.Person[fieldPhone]); err != nil {
		f.wrong(fieldPhone, s.cfg.Texts.Explain(lang, err))
	}
	if a.Email, err = parseEmail(f.Person[fieldEmail]); err != nil || utf8.RuneCountInString(a.Email) > casecore.MaxFieldRunes {
		f.wrong(fieldEmail, s.cfg.Texts.T(lang, "error.email", nil))
	}
	if p.ForbiddenEmail(a.Email) { // MR-4.4.4
		text := p.Notices[regulation.NoticeForbidden].In(lang)
		if text == "" {
			text = s.cfg.Texts.T(lang, "error.forbidden_sender", nil)
		}
		f.wrong(fieldEmail, text)
	}
	channel := casecore.ReplyChannel(f.Reply)
	switch {
	case channel == casecore.ReplyByEmail && f.Person[fieldEmail] == "":
		f.wrong(fieldEmail, s.cfg.Texts.T(lang, "page.report.wrong.reply_email", nil))
	case channel == casecore.ReplyByPhone && f.Person[fieldPhone] == "":
		f.wrong(fieldPhone, s.cfg.Texts.T(lang, "page.report.wrong.reply_phone", nil))
	case channel == casecore.ReplyByEmail || channel == casecore.ReplyByPhone:
		_ = replyTo(a, channel) // what is wrong with the address has been said
	}
}
