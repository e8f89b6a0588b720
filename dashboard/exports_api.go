package dashboard

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/export"
	"hotline/casecore/stats"
	"hotline/internal/site"
)

// Exports makes files of the case list.
type Exports interface {
	Ask(ctx context.Context, cmd casecore.Command, format export.Format, lang string, f stats.CaseFilter) (export.Job, error)
	Job(ctx context.Context, owner casecore.StaffID, id uuid.UUID) (export.Job, error)
	Jobs(ctx context.Context, owner casecore.StaffID) ([]export.Job, error)
}

// ExportJob is a file on its way, or there.
type ExportJob struct {
	ID        uuid.UUID     `json:"id"`
	Format    export.Format `json:"format" enum:"csv,xlsx"`
	State     export.State  `json:"state" enum:"queued,running,done,failed"`
	Total     int           `json:"total" doc:"Cases, 0 until they are counted"`
	Rows      int           `json:"rows" doc:"Written so far"`
	Size      int64         `json:"size" doc:"Bytes, once done"`
	CreatedAt time.Time     `json:"created_at"`
}

// ExportJobs is one's own, the latest first.
type ExportJobs struct {
	Exports []ExportJob `json:"exports" nullable:"false"`
}

type askExportInput struct {
	site.Keyed
	CaseQuery

	Format export.Format `query:"format" enum:"csv,xlsx" required:"true"`
}

type exportInput struct {
	ID uuid.UUID `path:"id" format:"uuid"`
}

func (s *Server) mountExports() {
	r := s.router
	site.Operation(r, access.ExportCases, "POST /api/exports", "askExport", "Make a file of the list, one row a case", s.askExport, site.Created)
	site.Operation(r, access.ExportCases, "GET /api/exports", "exports", "One's own files", s.exports)
	site.Operation(r, access.ExportCases, "GET /api/exports/{id}", "export", "How far a file is", s.export)
	r.Handle(access.ExportCases, "GET /api/exports/{id}/file", http.HandlerFunc(s.exportFile))
	r.DescribeFile(access.ExportCases, "/api/exports/{id}/file", "exportFile", "Download a file, its owner only", site.AnyBytes, site.IDParam())
}

func exportJob(j *export.Job) ExportJob {
	return ExportJob{
		ID: j.ID, Format: j.Format, State: j.State, Total: j.Total, Rows: j.Rows, Size: j.Size, CreatedAt: j.CreatedAt,
	}
}

func (s *Server) askExport(ctx context.Context, in *askExportInput) (*site.Body[ExportJob], error) {
	f, err := s.filter(ctx, &in.CaseQuery)
	if err != nil {
		return nil, err
	}
	who := site.CallerOf(ctx)
	j, err := s.cfg.Exports.Ask(ctx, who.Command(in.Keyed), in.Format, who.Lang, f)
	return site.Answer(exportJob(&j), err)
}

func (s *Server) exports(ctx context.Context, _ *nothing) (*site.Body[ExportJobs], error) {
	list, err := s.cfg.Exports.Jobs(ctx, site.CallerOf(ctx).Member.ID)
	out := ExportJobs{Exports: make([]ExportJob, 0, len(list))}
	for i := range list {
		out.Exports = append(out.Exports, exportJob(&list[i]))
	}
	return site.Answer(out, err)
}

func (s *Server) export(ctx context.Context, in *exportInput) (*site.Body[ExportJob], error) {
	j, err := s.cfg.Exports.Job(ctx, site.CallerOf(ctx).Member.ID, in.ID)
	return site.Answer(exportJob(&j), err)
}

func (s *Server) exportFile(w http.ResponseWriter, r *http.Request) {
	who := site.CallerOf(r.Context())
	gone := &casecore.Error{Code: casecore.NotFound, Op: "read export", Key: "error.export_unknown"}
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		s.fail(w, r, gone)
		return
	}
	j, err := s.cfg.Exports.Job(r.Context(), who.Member.ID, id)
	if err == nil && j.State != export.Done {
		err = gone
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	bytes, err := s.cfg.Blobs.Read(r.Context(), j.Key)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer bytes.Close()
	name := s.cfg.Texts.T(j.Lang, "export.file", nil) + "-" + j.CreatedAt.Format(time.DateOnly) + "." + string(j.Format)
	h := w.Header()
	h.Set("Content-Type", site.AnyBytes)
	site.Attachment(h, name)
	h.Set("Content-Length", strconv.FormatInt(j.Size, 10))
	_, _ = io.Copy(w, bytes) // a client that has gone cannot be told
}
