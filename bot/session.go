package bot

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// chat is a locked chat.
type chat struct {
	id            int64
	kind          string
	lang          string
	session       session
	stored        string
	unreachableAt *time.Time
	chosen        chosen
}

func (c *chat) private() bool { return c.kind == "" || c.kind == "private" }

// session is where a conversation stands.
type session struct {
	Draft   *draft `json:"draft,omitempty"`
	Asked   *asked `json:"asked,omitempty"`
	Sent    []sent `json:"sent,omitempty"`    // what recent reports were made of, for corrections
	Noticed bool   `json:"noticed,omitempty"` // the profile's legal notices were shown
	Keys    bool   `json:"keys,omitempty"`    // there are keys below the input field
}

// What the bot may have asked outside of a draft.
const (
	askedCorrection = "correction" // what is wrong in a wording (MR-4.4)
	askedReason     = "reason"     // why an executor declines, with proof (MR-5.2)
	askedAnswer     = "answer"     // what an executor wants to know
	askedOffered    = "offered"    // the same, but the person may be about to say something else
	askedAdd        = "add"        // what a case lacks, or an answer to the centre
	askedAddReport  = "add_report" // the same for a report that is no case yet
	askedNotFixed   = "not_fixed"  // what is still wrong with an ended case (MR-6.4)
	askedRating     = "rating"     // words beside a mark
)

// asked is a question that waits for an answer outside of a draft.
type asked struct {
	What  string    `json:"what"`
	ID    uuid.UUID `json:"id"`   // of the wording or the case
	From  int64     `json:"from"` // who was asked, in a group
	Proof bool      `json:"proof,omitempty"`
	Mark  int       `json:"mark,omitempty"`
	// Answer is what an offered question's answer becomes: askedAnswer when empty.
	Answer string `json:"answer,omitempty"`
	// Number is the case's, Parked what may be its answer, of an offered question.
	Number string            `json:"number,omitempty"`
	Parked *input            `json:"parked,omitempty"`
	Text   string            `json:"text,omitempty"`
	Files  []casecore.FileID `json:"files,omitempty"`
}

// draft is a report that its author has not sent yet. Personal data.
type draft struct {
	ID       string    `json:"id"`
	Version  int       `json:"version"` // moves with every step, so that older buttons are stale
	Step     step      `json:"step"`
	Changing bool      `json:"changing,omitempty"` // one field; then back to the preview
	At       time.Time `json:"at"`                 // of the last step
	Parked   *input    `json:"parked,omitempty"`   // what came after a pause, until its author says whether to go on

	Text     string                  `json:"text,omitempty"`
	Parts    []part                  `json:"parts,omitempty"` // the messages that Text is made of
	Said     map[step]int            `json:"said,omitempty"`  // the messages that answered the steps
	Voice    bool                    `json:"voice,omitempty"`
	SOS      bool                    `json:"sos,omitempty"`
	Place    string                  `json:"place,omitempty"`
	Point    *point                  `json:"point,omitempty"`
	Offers   []offer                 `json:"offers,omitempty"` // what the typed address may mean
	District regulation.DistrictCode `json:"district,omitempty"`
	Located  bool                    `json:"located,omitempty"` // the district came with an address, and goes with it
	Files    []casecore.FileID       `json:"files,omitempty"`

	Same       bool      `json:"same,omitempty"`      // the card of the last report serves for this one
	Anonymous  bool      `json:"anonymous,omitempty"` // MR-4.4.2
	WarnedAt   time.Time `json:"warned_at,omitzero"`
	Surname    string    `json:"surname,omitempty"`
	Name       string    `json:"name,omitempty"`
	Patronymic string    `json:"patronymic,omitempty"`
	Residence  string    `json:"residence,omitempty"` // not the place of the problem (MR-4.4.1)
	Phone      string    `json:"phone,omitempty"`     // E.164
}

// point is a place on the map as the session keeps it.
type point struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

func (p *point) core() *casecore.Point {
	if p == nil {
		return nil
	}
	return &casecore.Point{Lat: p.Lat, Lon: p.Lon}
}

func newDraft(now time.Time) *draft {
	var raw [5]byte
	_, _ = rand.Read(raw[:]) // never fails
	return &draft{ID: strings.ToLower(base32.StdEncoding.EncodeToString(raw[:])), Version: 1, Step: stepText, At: now}
}

// move makes all buttons that were shown so far stale.
func (d *draft) move(to step, now time.Time) {
	d.Step, d.At = to, now
	d.Version++
}

// forget drops who the author is.
func (d *draft) forget() {
	d.Surname, d.Name, d.Patronymic, d.Residence, d.Phone = "", "", "", "", ""
}

// applicant is the card's applicant (MR-4.4.1), answered in the chat.
func (d *draft) applicant(chat int64, lang string) casecore.Applicant {
	return casecore.Applicant{
		Surname: d.Surname, Name: d.Name, Patronymic: d.Patronymic, Residence: d.Residence, Phone: casecore.Phone(d.Phone),
		Anonymous: d.Anonymous, WarnedAt: d.WarnedAt, Lang: lang,
		ReplyChannel: casecore.ReplyByTelegram, ReplyAddress: address(chat),
	}
}

// field returns where a step's answer is kept, nil for a step that is no plain text.
func (d *draft) field(s step) *string {
	switch s {
	case stepSurname:
		return &d.Surname
	case stepName:
		return &d.Name
	case stepPatronymic:
		return &d.Patronymic
	case stepResidence:
		return &d.Residence
	case stepPhone:
		return &d.Phone
	}
	return nil
}
