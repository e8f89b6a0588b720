package dashboard

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/site"
)

const (
	// maxUpload is a file of 20 MiB with what multipart puts around it, bytes.
	maxUpload = 20<<20 + 64<<10
	// maxPurpose bounds the form's other field.
	maxPurpose = 20
	// fileSubject is what an upload's key stands for.
	fileSubject casecore.SubjectType = "file"
	// uploadLife is how long an upload's key is remembered: as long as a loose file is kept.
	uploadLife = 24 * time.Hour
)

var purposes = []string{"", "photo", "voice", "proof", "act", "letter", "scan"}

func (s *Server) mountFiles() {
	r := s.router
	r.Handle(access.AddFiles, "POST /api/files", http.HandlerFunc(s.upload))
	r.Handle(access.ReadFiles, "GET /api/files/{id}", http.HandlerFunc(s.download))
	text := &huma.Schema{Type: huma.TypeString}
	binary := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	r.Describe(access.AddFiles, &huma.Operation{
		OperationID: "addFile", Method: http.MethodPost, Path: "/api/files", Summary: "Upload a file of at most 20 MiB",
		Parameters: []*huma.Param{{Name: "Idempotency-Key", In: "header", Required: true, Schema: text}},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"multipart/form-data": {Schema: &huma.Schema{
				Type: huma.TypeObject, Required: []string{"file"},
				Properties: map[string]*huma.Schema{"purpose": text, "file": binary},
			}},
		}},
		Responses: map[string]*huma.Response{"201": {
			Description: "Created",
			Content:     map[string]*huma.MediaType{"application/json": {Schema: site.SchemaOf[FileView](r, "FileView")}},
		}},
	})
	r.DescribeFile(access.ReadFiles, "/api/files/{id}", "file", "Download a file", site.AnyBytes, site.IDParam())
}

// upload streams a file into the blob store. The bytes are kept before the key is looked at, so that no transaction
// waits for a slow line; those of a repeat stay loose and are swept.
func (s *Server) upload(w http.ResponseWriter, r *http.Request) {
	who := site.CallerOf(r.Context())
	k := site.Keyed{IdempotencyKey: r.Header.Get("Idempotency-Key")}
	if n := len(k.IdempotencyKey); n < 8 || n > 100 {
		s.fail(w, r, invalidUpload("error.key_missing", nil))
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	file, err := s.readUpload(r, who)
	if err == nil {
		file, err = s.uploadOnce(r.Context(), who.Command(k), file)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(fileView(&file, names{who.Actor.String(): who.Member.Name}))
}

// readUpload saves the form's file; the purpose, if any, comes before it.
func (s *Server) readUpload(r *http.Request, who *site.Caller) (casecore.File, error) {
	form, err := r.MultipartReader()
	if err != nil {
		return casecore.File{}, invalidUpload("error.form", err)
	}
	purpose := ""
	for {
		part, err := form.NextPart()
		if err != nil {
			return casecore.File{}, invalidUpload("error.form", err)
		}
		switch part.FormName() {
		case "purpose":
			b, err := io.ReadAll(io.LimitReader(part, maxPurpose))
			if err != nil || !slices.Contains(purposes, string(b)) {
				return casecore.File{}, invalidUpload("error.form", err)
			}
			purpose = string(b)
		case "file":
			return s.savePart(r.Context(), part, who, purpose)
		}
	}
}

func (s *Server) savePart(ctx context.Context, part *multipart.Part, who *site.Caller, purpose string) (casecore.File, error) {
	f, err := s.cfg.Blobs.Save(ctx, part.FileName(), part.Header.Get("Content-Type"), part, who.Actor.String(), purpose)
	var tooLarge *http.MaxBytesError
	var known *casecore.Error
	switch {
	case errors.As(err, &tooLarge):
		return casecore.File{}, invalidUpload("error.too_large", err)
	case errors.Is(err, io.ErrUnexpectedEOF) && !errors.As(err, &known):
		return casecore.File{}, invalidUpload("error.form", err)
	}
	return f, err
}

// uploadOnce returns the file that the key stands for: this one, or the first that came under it.
func (s *Server) uploadOnce(ctx context.Context, cmd casecore.Command, f casecore.File) (casecore.File, error) {
	now := s.cfg.Now()
	err := s.cfg.FileRows.InTx(ctx, func(ctx context.Context) error {
		claimed := s.cfg.FileRows.Claim(ctx, casecore.Claim{
			Scope: cmd.Scope, Key: cmd.Key, Actor: cmd.Actor.String(), Hash: f.SHA256, Result: f.ID.UUID(), Type: fileSubject,
			At: now, Expires: now.Add(uploadLife),
		})
		id, repeated, err := claimed.Repeat(ctx)
		if err != nil || !repeated {
			return err
		}
		f, err = s.cfg.FileRows.File(ctx, casecore.FileID(id))
		return err
	})
	return f, err
}

func (s *Server) download(w http.ResponseWriter, r *http.Request) {
	f, err := s.visibleFile(r.Context(), r.PathValue("id"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	bytes, err := s.cfg.Blobs.Read(r.Context(), f.Key)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer bytes.Close()
	h := w.Header()
	h.Set("Content-Type", f.ContentType)
	site.Attachment(h, f.Name)
	h.Set("Cache-Control", "private, max-age=3600, immutable")
	http.ServeContent(w, r, "", f.AddedAt, bytes)
}

// visibleFile returns a file whose subject the caller may see; any other is not found. A loose one is its uploader's.
func (s *Server) visibleFile(ctx context.Context, id string) (casecore.File, error) {
	hidden := &casecore.Error{Code: casecore.NotFound, Op: "read file", Key: "error.file_unknown"}
	fileID, err := casecore.ParseID[casecore.FileID](id)
	if err != nil {
		return casecore.File{}, hidden
	}
	f, err := s.cfg.FileRows.File(ctx, fileID)
	if err != nil {
		return casecore.File{}, err
	}
	actor := site.CallerOf(ctx).Actor
	visible := false
	switch f.Subject.Type {
	case "":
		visible = f.AddedBy == actor.String()
	case casecore.ReportSubject:
		visible, err = s.seesReportFiles(ctx, actor, casecore.ReportID(f.Subject.ID))
	case casecore.CaseSubject:
		_, err = s.visibleCase(ctx, casecore.CaseID(f.Subject.ID))
		visible = err == nil
	}
	if err != nil {
		return casecore.File{}, err
	}
	if !visible {
		return casecore.File{}, hidden
	}
	return f, nil
}

// seesReportFiles: whoever reads reports, and whoever sees the case that the report became.
func (s *Server) seesReportFiles(ctx context.Context, actor casecore.Actor, id casecore.ReportID) (bool, error) {
	if actor.Sees(casecore.ReportAudience()) {
		return true, nil
	}
	r, err := s.cfg.Subjects.Report(ctx, id)
	if err != nil || r.CaseID.IsZero() {
		return false, err
	}
	_, err = s.visibleCase(ctx, r.CaseID)
	return err == nil, err
}

func invalidUpload(key string, err error) error {
	return &casecore.Error{Code: casecore.Invalid, Op: "upload", Key: key, Err: err}
}
