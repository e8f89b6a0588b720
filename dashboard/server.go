package dashboard

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/casecore"
	"hotline/casecore/access"
)

// Server answers HTTP.
type Server struct {
	router *router
}

// Config is what a Server needs.
type Config struct{}

// New returns a Server.
func New(Config) *Server {
	s := &Server{}
	s.router = newRouter(func(_ access.Action, h http.Handler) http.Handler { return h })
	s.routes()
	return s
}

// Handler returns the whole of it.
func (s *Server) Handler() http.Handler { return s.router.mux }

// OpenAPI returns the description of the API, OpenAPI 3.1 in JSON.
func (s *Server) OpenAPI() ([]byte, error) { return s.router.api.OpenAPI().MarshalJSON() }

var errUnwired = errors.New("unwired")

func unwired[I, O any](context.Context, *I) (*O, error) { return nil, errUnwired }

type none struct{}

func (s *Server) routes() {
	r := s.router
	operation(r, access.SignIn, "POST /api/sign-in", "signIn", "Sign in", unwired[signInInput, body[Me]])
	operation(r, access.UseSession, "POST /api/sign-out", "signOut", "Sign out", unwired[none, none])
	operation(r, access.UseSession, "GET /api/me", "me", "Who has signed in", unwired[none, body[Me]])
	operation(r, access.ReadCatalogue, "GET /api/catalogue", "catalogue", "Names of everything in one language", unwired[catalogueInput, body[Catalogue]])
	operation(r, access.ReadReports, "GET /api/queue", "queue", "Open reports", unwired[none, body[Queue]])
	operation(r, access.ReadReports, "GET /api/reports/{id}", "report", "A report", unwired[reportInput, body[ReportView]])
	operation(r, access.ReceiveReport, "POST /api/reports", "receive", "Type in a report", unwired[receiveInput, body[ReportState]], created)
	operation(r, access.ClaimReport, "POST /api/reports/{id}/claim", "claim", "Take a report", unwired[reportCommand, body[ReportState]])
	operation(r, access.ReleaseReport, "POST /api/reports/{id}/release", "release", "Give a report back", unwired[reportCommand, body[ReportState]])
	operation(r, access.WordReport, "POST /api/reports/{id}/word", "word", "Word a report", unwired[wordInput, body[Worded]])
	operation(r, access.EndReport, "POST /api/reports/{id}/consult", "consult", "Not the city's: tell the competent body", unwired[consultInput, body[ReportState]])
	operation(r, access.EndReport, "POST /api/reports/{id}/refuse", "refuse", "Refuse", unwired[refuseInput, body[ReportState]])
	operation(r, access.EndReport, "POST /api/reports/{id}/withdraw", "withdraw", "The applicant withdraws", unwired[reportCommand, body[ReportState]])
	operation(r, access.SettleWording, "POST /api/reports/{id}/wording/agree", "agree", "The applicant agreed on the telephone", unwired[reportCommand, body[Acted]])
	operation(r, access.SettleWording, "POST /api/reports/{id}/wording/correct", "correct", "The applicant wants it different", unwired[correctInput, body[ReportState]])
	operation(r, access.WordReport, "GET /api/preview", "preview", "Where a wording would go and why", unwired[previewInput, body[PreviewView]])
	operation(r, access.ReadCases, "GET /api/cases", "cases", "Cases", unwired[casesInput, body[CaseList]])
	operation(r, access.ReadCases, "GET /api/cases/{id}", "case", "A case", unwired[caseInput, body[CaseView]])
	operation(r, access.ActOnCases, "POST /api/cases/{id}/actions/{action}", "act", "An action of the profile's table", unwired[actInput, body[Acted]])
	operation(r, access.ReadDead, "GET /api/deliveries", "deadDeliveries", "Deliveries that were given up", unwired[deliveriesInput, body[DeliveryList]])
	operation(r, access.ReplayDead, "POST /api/deliveries/{id}/replay", "replayDelivery", "Try a delivery again", unwired[replayDeliveryInput, body[Replayed]])
	operation(r, access.ReadDead, "GET /api/deadlines/dead", "deadDeadlines", "Deadlines that were given up", unwired[none, body[DeadlineList]])
	operation(r, access.ReplayDead, "POST /api/deadlines/replay", "replayDeadline", "Try a deadline again", unwired[replayDeadlineInput, body[Replayed]])
	operation(r, access.LinkChat, "POST /api/link-codes", "linkCode", "A one-time code that links a chat", unwired[linkCodeInput, body[LinkCode]])
	r.describeFiles()
}

// describeFiles writes the upload and the download into the description.
func (r *router) describeFiles() {
	id := &huma.Schema{Type: huma.TypeString, Format: "uuid"}
	schemas := r.api.OpenAPI().Components.Schemas
	file := schemas.Schema(typeOf[FileView](), true, "FileView")
	r.describe(access.AddFiles, &huma.Operation{
		OperationID: "addFile", Method: http.MethodPost, Path: "/api/files", Summary: "Upload a file (20 MiB at most)",
		Parameters: []*huma.Param{{Name: "Idempotency-Key", In: "header", Required: true, Schema: &huma.Schema{Type: huma.TypeString}}},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
			Type: huma.TypeObject, Required: []string{"file"},
			Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary"}, "purpose": {Type: huma.TypeString}},
		}}}},
		Responses: map[string]*huma.Response{"201": {Description: "Created", Content: map[string]*huma.MediaType{"application/json": {Schema: file}}}},
	})
	r.describe(access.ReadFiles, &huma.Operation{
		OperationID: "file", Method: http.MethodGet, Path: "/api/files/{id}", Summary: "Download a file",
		Parameters: []*huma.Param{{Name: "id", In: "path", Required: true, Schema: id}},
		Responses:  map[string]*huma.Response{"200": {Description: "The bytes", Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}},
	})
}

var _ = casecore.Invalid
