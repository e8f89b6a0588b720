package site

import (
	"bytes"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/casecore/access"
	"hotline/casecore/export"
)

// FileCSP keeps a file that is opened by itself from doing anything.
const FileCSP = "default-src 'none'; sandbox; frame-ancestors 'none'"

// Attachment has what follows saved under a name.
func Attachment(h http.Header, name string) {
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", FileCSP)
}

// SendTable answers with rows as a file whose name gets the format's ending. widths are those of columns, from 1. Nothing was sent
// when it fails.
func SendTable(w http.ResponseWriter, format export.Format, name string, widths map[int]float64, rows [][]string) error {
	var out bytes.Buffer
	if err := export.Rows(format, &out, widths, rows); err != nil {
		return err
	}
	w.Header().Set("Content-Type", format.ContentType())
	Attachment(w.Header(), name+"."+string(format))
	_, _ = out.WriteTo(w) // a client that has gone cannot be told
	return nil
}

// TableFormat is the format that a request for a table asks for, XLSX when it says none.
func TableFormat(r *http.Request) export.Format {
	if r.URL.Query().Get("format") == string(export.CSV) {
		return export.CSV
	}
	return export.XLSX
}

// DescribeFile writes an operation whose answer is a file's bytes into the description.
func (r *Router) DescribeFile(action access.Action, path, name, summary, contentType string, params ...*huma.Param) {
	r.Describe(action, &huma.Operation{
		OperationID: name, Method: http.MethodGet, Path: path, Summary: summary, Parameters: params,
		Responses: map[string]*huma.Response{"200": {
			Description: "The bytes",
			Content: map[string]*huma.MediaType{
				contentType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
			},
		}},
	})
}

// AnyBytes is the type of a file of whatever kind.
const AnyBytes = "application/octet-stream"

// IDParam is the id of an address.
func IDParam() *huma.Param {
	return &huma.Param{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Format: "uuid"}}
}

// FormatParam is what TableFormat reads.
func FormatParam() *huma.Param {
	return &huma.Param{Name: "format", In: "query", Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"csv", "xlsx"}}}
}
