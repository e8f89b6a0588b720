package dashboard

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/rota"
	"hotline/internal/site"
)

// Rota keeps the agents' rota (MR-2.2) and tells who is on shift.
type Rota interface {
	RotaBook
	RotaSteps
	OnShift(ctx context.Context, t time.Time) (rota.Watch, error)
	Mine(ctx context.Context, id casecore.StaffID, since, until time.Time) ([]rota.Shift, error)
}

// RotaBook reads and writes months.
type RotaBook interface {
	Open(ctx context.Context, m rota.Month) (rota.Version, error)
	Propose(ctx context.Context, m rota.Month, cells []rota.Cell) ([]rota.Cell, error)
	Like(ctx context.Context, m rota.Month) ([]rota.Cell, error)
	Save(ctx context.Context, cmd rota.Save) error
}

// RotaSteps decides about versions.
type RotaSteps interface {
	Submit(ctx context.Context, cmd rota.Step) error
	Approve(ctx context.Context, cmd rota.Step) error
	Return(ctx context.Context, cmd rota.Step) error
	Discard(ctx context.Context, cmd rota.Step) error
	MayApprove(a casecore.Actor) bool
}

// MonthPath is the month of an address.
type MonthPath struct {
	Month string `path:"month" maxLength:"40" doc:"2026-12"`
}

type saveRotaInput struct {
	site.Keyed
	MonthPath

	Body struct {
		RotaCells

		Revision int64 `json:"revision" minimum:"0" doc:"That was seen"`
	}
}

type proposeInput struct {
	MonthPath

	Body RotaCells
}

type rotaStepInput struct {
	site.Keyed
	MonthPath

	Body struct {
		Revision int64  `json:"revision" minimum:"0" doc:"That was seen"`
		Reason   string `json:"reason,omitempty" maxLength:"500" doc:"Why it is returned"`
	}
}

func (s *Server) mountRota() {
	r := s.router
	site.Operation(r, access.ReadRota, "GET /api/rota/{month}", "rota", "A month's rota, with what it does not hold to", s.rota)
	site.Operation(r, access.MakeRota, "POST /api/rota/{month}", "saveRota",
		"Write all cells of a month; of one that is approved, the next version", s.saveRota, site.Large)
	site.Operation(r, access.MakeRota, "POST /api/rota/{month}/propose", "proposeRota", "Fill the open hours; nothing is kept", s.proposeRota, site.Large)
	site.Operation(r, access.MakeRota, "GET /api/rota/{month}/like", "rotaLike", "Go on as in the month before; nothing is kept", s.rotaLike)
	site.Operation(r, access.MakeRota, "POST /api/rota/{month}/submit", "submitRota", "Send it to the head",
		s.rotaStep(func(ctx context.Context, cmd rota.Step) error { return s.cfg.Rota.Submit(ctx, cmd) }))
	site.Operation(r, access.MakeRota, "POST /api/rota/{month}/discard", "discardRota", "Throw a draft away; the version in force stays",
		s.rotaStep(func(ctx context.Context, cmd rota.Step) error { return s.cfg.Rota.Discard(ctx, cmd) }))
	site.Operation(r, access.ApproveRota, "POST /api/rota/{month}/approve", "approveRota", "Put it in force",
		s.rotaStep(func(ctx context.Context, cmd rota.Step) error { return s.cfg.Rota.Approve(ctx, cmd) }))
	site.Operation(r, access.ApproveRota, "POST /api/rota/{month}/return", "returnRota", "Give it back to be changed, with a reason",
		s.rotaStep(func(ctx context.Context, cmd rota.Step) error { return s.cfg.Rota.Return(ctx, cmd) }))
	r.Handle(access.ReadRota, "GET /api/rota/{month}/file", http.HandlerFunc(s.rotaFile))
	r.DescribeFile(access.ReadRota, "/api/rota/{month}/file", "rotaFile", "A month's grid as a file", site.AnyBytes,
		&huma.Param{Name: "month", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}},
		site.FormatParam())
}

func (s *Server) rota(ctx context.Context, in *MonthPath) (*site.Body[RotaView], error) {
	m, err := rota.ParseMonth(in.Month)
	if err != nil {
		return nil, err
	}
	return site.Answer(s.rotaOf(ctx, m))
}

func (s *Server) rotaOf(ctx context.Context, m rota.Month) (RotaView, error) {
	v, err := s.cfg.Rota.Open(ctx, m)
	if err != nil {
		return RotaView{}, err
	}
	actors := []string{v.ChangedBy.String(), v.SubmittedBy.String(), v.ApprovedBy.String()}
	for _, t := range v.Sheet.People {
		actors = append(actors, t.String())
	}
	for _, c := range v.Sheet.Cells {
		actors = append(actors, c.Staff.String())
	}
	names, err := s.nameStaff(ctx, actors...)
	if err != nil {
		return RotaView{}, err
	}
	out := rotaView(&v, names, site.CallerOf(ctx).Lang)
	out.MayApprove = s.cfg.Rota.MayApprove(site.CallerOf(ctx).Actor)
	return out, nil
}

func (s *Server) saveRota(ctx context.Context, in *saveRotaInput) (*site.Body[RotaView], error) {
	m, err := rota.ParseMonth(in.Month)
	if err != nil {
		return nil, err
	}
	err = s.cfg.Rota.Save(ctx, rota.Save{
		Command: site.CallerOf(ctx).Command(in.Keyed), Month: m, Revision: in.Body.Revision, Cells: cellsOf(m, in.Body.Rows),
	})
	if err != nil {
		return nil, err
	}
	return site.Answer(s.rotaOf(ctx, m))
}

func (s *Server) proposeRota(ctx context.Context, in *proposeInput) (*site.Body[RotaCells], error) {
	m, err := rota.ParseMonth(in.Month)
	if err != nil {
		return nil, err
	}
	cells, err := s.cfg.Rota.Propose(ctx, m, cellsOf(m, in.Body.Rows))
	return site.Answer(RotaCells{cellRows(m, cells)}, err)
}

func (s *Server) rotaLike(ctx context.Context, in *MonthPath) (*site.Body[RotaCells], error) {
	m, err := rota.ParseMonth(in.Month)
	if err != nil {
		return nil, err
	}
	cells, err := s.cfg.Rota.Like(ctx, m)
	return site.Answer(RotaCells{cellRows(m, cells)}, err)
}

// rotaStep serves a decision about a version.
func (s *Server) rotaStep(decide func(ctx context.Context, cmd rota.Step) error) func(context.Context, *rotaStepInput) (*site.Body[RotaView], error) {
	return func(ctx context.Context, in *rotaStepInput) (*site.Body[RotaView], error) {
		m, err := rota.ParseMonth(in.Month)
		if err != nil {
			return nil, err
		}
		err = decide(ctx, rota.Step{
			Command: site.CallerOf(ctx).Command(in.Keyed), Month: m, Revision: in.Body.Revision, Reason: in.Body.Reason,
		})
		if err != nil {
			return nil, err
		}
		return site.Answer(s.rotaOf(ctx, m))
	}
}

// rotaFile writes a month's grid as a file.
func (s *Server) rotaFile(w http.ResponseWriter, r *http.Request) {
	m, err := rota.ParseMonth(r.PathValue("month"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v, err := s.rotaOf(r.Context(), m)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	lang := site.CallerOf(r.Context()).Lang
	widths := map[int]float64{1: 28}
	for i := range v.Days {
		widths[i+2] = 4
	}
	if err := site.SendTable(w, site.TableFormat(r), s.cfg.Texts.T(lang, "export.rota", nil)+"-"+v.Month, widths, s.rotaRows(lang, &v)); err != nil {
		s.fail(w, r, err)
	}
}

// rotaRows are the grid as a table: a heading, a row for each person, and the letters' meaning below.
func (s *Server) rotaRows(lang string, v *RotaView) [][]string {
	t := func(key string) string { return s.cfg.Texts.T(lang, key, nil) }
	heading := []string{t("export.rota_person")}
	for i := range v.Days {
		heading = append(heading, strconv.Itoa(i+1))
	}
	rows := [][]string{append(heading, t("export.rota_shifts"), t("export.rota_hours"), t("export.rota_norm"), t("export.rota_night"))}
	letters := make(map[string]string)
	for _, p := range v.Patterns {
		letters[string(p.ID)] = p.Letter
	}
	for i := range v.Rows {
		r := &v.Rows[i]
		row := []string{r.Name}
		for _, c := range r.Cells {
			row = append(row, letters[c])
		}
		rows = append(rows, append(row, strconv.Itoa(r.Shifts), inHours(r.Worked), inHours(r.Norm), inHours(r.Night)))
	}
	rows = append(rows, nil)
	for _, p := range v.Patterns {
		meaning := p.Name
		if !p.Absent {
			meaning += " " + p.From + "–" + p.Until
		}
		rows = append(rows, []string{p.Letter + ": " + meaning})
	}
	return rows
}

// inHours writes minutes as hours, without a fraction where there is none.
func inHours(minutes int) string {
	return strconv.FormatFloat(float64(minutes)/60, 'f', -1, 64)
}
