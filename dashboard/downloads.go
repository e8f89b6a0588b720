package dashboard

import (
	"bytes"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/casecore/access"
	"hotline/casecore/export"
)

// fileCSP keeps a file that is opened by itself from doing anything.
const fileCSP = "default-src 'none'; sandbox; frame-ancestors 'none'"

// attachment has what follows saved under a name.
func attachment(h http.Header, name string) {
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", fileCSP)
}

// sendTable answers with rows as a file whose name gets the format's ending. widths are those of columns, from 1.
func (s *Server) sendTable(w http.ResponseWriter, r *http.Request, format export.Format, name string, widths map[int]float64, rows [][]string) {
	var out bytes.Buffer
	if err := export.Rows(format, &out, widths, rows); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", format.ContentType())
	attachment(w.Header(), name+"."+string(format))
	_, _ = out.WriteTo(w) // a client that has gone cannot be told
}

// tableFormat is the format that a request for a table asks for, XLSX when it says none.
func tableFormat(r *http.Request) export.Format {
	if r.URL.Query().Get("format") == string(export.CSV) {
		return export.CSV
	}
	return export.XLSX
}

// describeFile writes an operation whose answer is a file's bytes into the description.
func (r *router) describeFile(action access.Action, path, name, summary, contentType string, params ...*huma.Param) {
	r.describe(action, &huma.Operation{
		OperationID: name, Method: http.MethodGet, Path: path, Summary: summary, Parameters: params,
		Responses: map[string]*huma.Response{"200": {
			Description: "The bytes",
			Content: map[string]*huma.MediaType{
				contentType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
			},
		}},
	})
}

// anyBytes is the type of a file of whatever kind.
const anyBytes = "application/octet-stream"

// idParam is the id of an address.
func idParam() *huma.Param {
	return &huma.Param{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Format: "uuid"}}
}

// formatParam is what tableFormat reads.
func formatParam() *huma.Param {
	return &huma.Param{Name: "format", In: "query", Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"csv", "xlsx"}}}
}
