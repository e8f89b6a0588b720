package dashboard

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/privacy"
	"hotline/internal/secret"
	"hotline/internal/site"
)

// requestsShown is how many requests the list holds.
const requestsShown = 200

func (s *Server) mountPrivacy() {
	r := s.router
	site.Operation(r, access.AskPrivacy, "POST /api/privacy/find", "findPerson", "The reports made with a contact", s.findPerson)
	site.Operation(r, access.AskPrivacy, "POST /api/privacy/requests", "askPrivacy", "Record what a person asks about their data", s.askPrivacy, site.Created)
	site.Operation(r, access.AskPrivacy, "GET /api/privacy/requests", "privacyRequests", "What was asked, and what came of it", s.privacyRequests)
	site.Operation(r, access.ServePrivacy, "POST /api/privacy/requests/{id}/erase", "erasePerson", "Erase", s.erasePerson)
	site.Operation(r, access.ServePrivacy, "POST /api/privacy/requests/{id}/refuse", "refusePrivacy", "Refuse, with the reason", s.refusePrivacy)
	r.Handle(access.ServePrivacy, "GET /api/privacy/requests/{id}/archive", http.HandlerFunc(s.privacyArchive))
	r.Handle(access.ReadPublic, "GET /receipt/{token}", s.visit(s.receiptPage))
}

type findPersonInput struct {
	Body struct {
		Phone    string `json:"phone,omitempty" maxLength:"40"`
		Email    string `json:"email,omitempty" maxLength:"300"`
		Telegram string `json:"telegram,omitempty" maxLength:"40" doc:"The chat's id"`
		Number   string `json:"number,omitempty" maxLength:"30" doc:"Of a case"`
	}
}

// FoundPerson is what a contact leads to.
type FoundPerson struct {
	Reports  []FoundReport  `json:"reports" nullable:"false"`
	Bookings []FoundBooking `json:"bookings" nullable:"false" doc:"Visits to halls, while their numbers are kept"`
}

// FoundBooking is a visit to a hall that was booked with a contact.
type FoundBooking struct {
	ID      uuid.UUID `json:"id"`
	At      time.Time `json:"at"`
	Branch  string    `json:"branch"`
	Service string    `json:"service"`
	Ahead   bool      `json:"ahead" doc:"An erasure cancels it"`
}

// FoundReport is a report made with a contact. A telephone may be a family's: who asks says which are theirs.
type FoundReport struct {
	ID         casecore.ReportID     `json:"id"`
	Name       string                `json:"name,omitempty"`
	ReceivedAt time.Time             `json:"received_at"`
	Status     casecore.ReportStatus `json:"status"`
	Number     string                `json:"number,omitempty"`
	Ended      bool                  `json:"ended"`
	Held       bool                  `json:"held" doc:"Protected by a legal hold"`
}

type askPrivacyInput struct {
	site.Keyed
	Body struct {
		Kind     privacy.Kind        `json:"kind" enum:"export,erasure"`
		Reports  []casecore.ReportID `json:"reports" maxItems:"200"`
		Bookings []uuid.UUID         `json:"bookings,omitempty" maxItems:"200" doc:"Of visits to halls"`
		Proof    string              `json:"proof" minLength:"1" maxLength:"300" doc:"How the person showed who they are"`
	}
}

type privacyRequestInput struct {
	site.KeyedOn[uuid.UUID]
}

type refusePrivacyInput struct {
	site.KeyedOn[uuid.UUID]

	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

// PrivacyRequest is what a person asked about their data. It names nobody.
type PrivacyRequest struct {
	ID         string              `json:"id"`
	Kind       privacy.Kind        `json:"kind" enum:"export,erasure"`
	State      privacy.State       `json:"state" enum:"asked,done,refused"`
	Reports    []casecore.ReportID `json:"reports" nullable:"false"`
	Bookings   int                 `json:"bookings,omitempty" doc:"How many visits to halls"`
	Proof      string              `json:"proof"`
	AskedAt    time.Time           `json:"asked_at"`
	AskedBy    string              `json:"asked_by"`
	DoneAt     *time.Time          `json:"done_at,omitempty"`
	DoneBy     string              `json:"done_by,omitempty"`
	Reason     string              `json:"reason,omitempty"`
	Removed    map[string]int64    `json:"removed,omitempty"`
	Kept       []privacy.Kept      `json:"kept" nullable:"false"`
	ReceiptURL string              `json:"receipt_url,omitempty" doc:"To print, or to give to the person"`
}

// PrivacyRequests is a list of requests, the latest first.
type PrivacyRequests struct {
	Requests []PrivacyRequest `json:"requests" nullable:"false"`
}

func (s *Server) findPerson(ctx context.Context, in *findPersonInput) (*site.Body[FoundPerson], error) {
	phone, err := parsePhone(in.Body.Phone)
	if err != nil {
		return nil, err
	}
	by := privacy.Contact{Phone: phone, Email: in.Body.Email, Telegram: in.Body.Telegram}
	if in.Body.Number != "" {
		if by.Number, err = casecore.ParseNumber(in.Body.Number); err != nil {
			return nil, err
		}
	}
	found, err := s.cfg.Privacy.Find(ctx, by)
	if err != nil {
		return nil, err
	}
	list := make([]FoundReport, 0, len(found))
	for i := range found {
		f := &found[i]
		list = append(list, FoundReport{f.Report, f.Name, f.ReceivedAt, f.Status, f.Number, f.Ended, f.Held})
	}
	booked, err := s.cfg.Privacy.FindBookings(ctx, by)
	lang := site.CallerOf(ctx).Lang
	visits := make([]FoundBooking, 0, len(booked))
	for i := range booked {
		b := &booked[i]
		visits = append(visits, FoundBooking{b.ID, b.At, b.Branch.In(lang), b.Service.In(lang), b.Ahead})
	}
	return site.Answer(FoundPerson{list, visits}, err)
}

func (s *Server) askPrivacy(ctx context.Context, in *askPrivacyInput) (*site.Body[PrivacyRequest], error) {
	who := site.CallerOf(ctx)
	r, err := s.cfg.Privacy.Ask(ctx, privacy.Ask{
		ID: uuid.NewSHA1(who.Member.ID.UUID(), []byte(in.IdempotencyKey)), Kind: in.Body.Kind, Reports: in.Body.Reports, Bookings: in.Body.Bookings,
		Proof: in.Body.Proof, Actor: who.Actor,
	})
	return s.privacyRequest(ctx, r, err)
}

func (s *Server) erasePerson(ctx context.Context, in *privacyRequestInput) (*site.Body[PrivacyRequest], error) {
	r, err := s.cfg.Privacy.Erase(ctx, in.ID, site.CallerOf(ctx).Actor)
	return s.privacyRequest(ctx, r, err)
}

func (s *Server) refusePrivacy(ctx context.Context, in *refusePrivacyInput) (*site.Body[PrivacyRequest], error) {
	r, err := s.cfg.Privacy.Refuse(ctx, in.ID, in.Body.Reason, site.CallerOf(ctx).Actor)
	return s.privacyRequest(ctx, r, err)
}

func (s *Server) privacyRequests(ctx context.Context, _ *nothing) (*site.Body[PrivacyRequests], error) {
	list, err := s.cfg.Privacy.Requests(ctx, requestsShown)
	if err != nil {
		return nil, err
	}
	var actors []string
	for i := range list {
		actors = append(actors, list[i].AskedBy, list[i].DoneBy)
	}
	names, err := s.nameStaff(ctx, actors...)
	views := make([]PrivacyRequest, 0, len(list))
	for i := range list {
		views = append(views, s.privacyView(&list[i], names))
	}
	return site.Answer(PrivacyRequests{views}, err)
}

func (s *Server) privacyRequest(ctx context.Context, r privacy.Request, err error) (*site.Body[PrivacyRequest], error) {
	if err != nil {
		return nil, err
	}
	names, err := s.nameStaff(ctx, r.AskedBy, r.DoneBy)
	return site.Answer(s.privacyView(&r, names), err)
}

func (s *Server) privacyView(r *privacy.Request, names names) PrivacyRequest {
	view := PrivacyRequest{
		ID: r.ID.String(), Kind: r.Kind, State: r.State, Reports: r.Reports, Bookings: len(r.Bookings), Proof: r.Proof, AskedAt: r.AskedAt,
		AskedBy: names.of(r.AskedBy), DoneAt: ref(r.DoneAt), Reason: r.Reason, Removed: r.Removed, Kept: orEmpty(r.Kept),
	}
	if r.State != privacy.Asked {
		view.DoneBy = names.of(r.DoneBy)
		view.ReceiptURL = s.cfg.PublicURL + "/receipt/" + s.cfg.Secrets.Token(secret.Receipt, r.ID)
	}
	return view
}

// privacyArchive sends a person's data. It is made whole before the first byte goes: half an archive is no answer.
func (s *Server) privacyArchive(w http.ResponseWriter, r *http.Request) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		s.fail(w, r, errNotFound)
		return
	}
	var archive bytes.Buffer
	if _, err = s.cfg.Privacy.Package(r.Context(), id, site.CallerOf(r.Context()).Actor, &archive); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/zip")
	site.Attachment(w.Header(), "data-"+id.String()+".zip")
	_, _ = archive.WriteTo(w)
}

// receiptData is what a person keeps: what was done, when, by whose request, and what was kept and why.
type receiptData struct {
	ID, Asked, Done string
	Kind            privacy.Kind
	State           privacy.State
	Reason          string
	Removed         []receiptLine
	Kept            []receiptLine
}

type receiptLine struct{ What, Of string }

func (s *Server) receiptPage(w http.ResponseWriter, r *http.Request) {
	request, ok := opened(s, w, r, secret.Receipt, s.cfg.Privacy.Request)
	if !ok {
		return
	}
	p, err := s.cfg.Rules.At(s.cfg.Now())
	if err != nil {
		s.failed(w, r, err)
		return
	}
	lang := site.CallerOf(r.Context()).Lang
	d := receiptData{
		ID: request.ID.String(), Asked: s.moment(lang, p.Zone, request.AskedAt), Done: s.moment(lang, p.Zone, request.DoneAt),
		Kind: request.Kind, State: request.State, Reason: request.Reason,
	}
	for _, what := range request.Removed.Kinds() {
		d.Removed = append(d.Removed, receiptLine{
			s.cfg.Texts.T(lang, "page.receipt.of."+what, nil), s.cfg.Texts.T(lang, "page.receipt.records", map[string]any{"count": request.Removed[what]}),
		})
	}
	for _, kept := range request.Kept {
		number := kept.Number
		if number == "" {
			number = s.cfg.Texts.T(lang, "page.receipt.report", nil)
		}
		d.Kept = append(d.Kept, receiptLine{number, s.cfg.Texts.T(lang, "page.receipt.kept."+kept.Why, nil)})
	}
	s.render(w, r, http.StatusOK, "receipt", "page.receipt.title", d)
}
