package dashboard

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/callout"
	"hotline/casecore/regulation"
	"hotline/internal/site"
)

// SampleBook draws closed cases and keeps what their applicants say (MR-6.4).
type SampleBook interface {
	Draw(ctx context.Context, cmd callout.DrawSample) (uuid.UUID, error)
	Samples(ctx context.Context) ([]callout.Sample, error)
	Sample(ctx context.Context, id uuid.UUID) (callout.Sample, []callout.SampledCase, error)
	Take(ctx context.Context, sample uuid.UUID, by casecore.StaffID) (ordinal int, ok bool, err error)
	Answer(ctx context.Context, cmd callout.AnswerSample) error
}

// SampleView is a sample and how it stands.
type SampleView struct {
	ID         uuid.UUID `json:"id"`
	Since      string    `json:"since" format:"date" doc:"First day on which the cases were closed"`
	Until      string    `json:"until" format:"date" doc:"Last day"`
	Topic      string    `json:"topic,omitempty" doc:"Drawn from this one alone"`
	Org        string    `json:"org_name,omitempty" doc:"Drawn from this executor's alone"`
	Population int       `json:"population" doc:"Closed in that time"`
	Seed       string    `json:"seed" doc:"With the population it draws the same list again"`
	ByMachine  bool      `json:"by_machine"`
	DrawnBy    string    `json:"drawn_by_name"`
	DrawnAt    time.Time `json:"drawn_at"`
	Size       int       `json:"size"`
	Asked      int       `json:"asked" doc:"Who answered"`
	Settled    int       `json:"settled"`
	NotSettled int       `json:"not_settled"`
	Badly      int       `json:"badly"`
	Open       int       `json:"open" doc:"Not asked yet"`
	Unanswered int       `json:"unanswered" doc:"Did not answer so far"`
	Share      float64   `json:"share" doc:"Of those who answered it is settled for so many; 0 to 1"`
	Low        float64   `json:"low" doc:"The 95 % interval (Wilson)"`
	High       float64   `json:"high"`
}

// SampleList is the samples, the newest first.
type SampleList struct {
	Samples []SampleView `json:"samples" nullable:"false"`
}

// SampledView is a case of a sample.
type SampledView struct {
	Ordinal  int             `json:"ordinal"`
	Case     casecore.CaseID `json:"case"`
	Number   string          `json:"number"`
	Topic    string          `json:"topic"`
	Org      string          `json:"org_name"`
	EndedAt  *time.Time      `json:"ended_at,omitempty" doc:"Absent while the executor has it again"`
	Result   string          `json:"result,omitempty" doc:"done, undone, badly, or why nobody was asked"`
	Note     string          `json:"note,omitempty"`
	By       string          `json:"by_name,omitempty" doc:"The machine when empty"`
	AskedAt  *time.Time      `json:"asked_at,omitempty"`
	Repeated bool            `json:"repeated" doc:"The executor has it again"`
}

// SampleDetail is a sample with its cases.
type SampleDetail struct {
	SampleView

	Cases []SampledView `json:"cases" nullable:"false"`
}

type drawInput struct {
	site.Keyed
	Body struct {
		Since     string               `json:"since" format:"date" minLength:"10"`
		Until     string               `json:"until" format:"date" minLength:"10" doc:"Last day, which counts"`
		Topic     regulation.TopicCode `json:"topic,omitempty" maxLength:"100" doc:"Of this one alone"`
		Org       *casecore.OrgID      `json:"org,omitempty" doc:"Of this executor's alone"`
		Size      int                  `json:"size" minimum:"1" maximum:"1000"`
		ByMachine bool                 `json:"by_machine"`
	}
}

type sampleInput struct {
	ID uuid.UUID `path:"id" format:"uuid"`
}

// SampleNext is what an agent asks about next; absent when nobody is to be asked now.
type SampleNext struct {
	Case *SampledView `json:"case,omitempty"`
}

type answerSampleInput struct {
	site.KeyedOn[uuid.UUID]

	Body struct {
		Ordinal int    `json:"ordinal" minimum:"1"`
		Result  string `json:"result" enum:"done,undone,badly,no_answer"`
		Note    string `json:"note,omitempty" maxLength:"2000"`
	}
}

func (s *Server) mountSamples() {
	r := s.router
	site.Operation(r, access.ReadSamples, "GET /api/samples", "samples", "Samples of closed cases, the newest first (MR-6.4)", s.samples)
	site.Operation(r, access.DrawSamples, "POST /api/samples", "drawSample", "Draw closed cases by chance", s.drawSample)
	site.Operation(r, access.ReadSamples, "GET /api/samples/{id}", "sample", "A sample with its cases", s.sample)
	site.Operation(r, access.AnswerSamples, "POST /api/samples/{id}/next", "nextSampled",
		"Take the next case to ask about in hand; the same one again until it is answered", s.nextSampled)
	site.Operation(r, access.AnswerSamples, "POST /api/samples/{id}/answers", "answerSample",
		"Write what an applicant said; what is not settled goes to the executor again", s.answerSample)
	r.Handle(access.ReadSamples, "GET /api/samples/{id}/file", http.HandlerFunc(s.sampleFile))
	r.DescribeFile(access.ReadSamples, "/api/samples/{id}/file", "sampleFile", "A sample as a table", site.AnyBytes, site.IDParam(), site.FormatParam())
}

func (s *Server) samples(ctx context.Context, _ *nothing) (*site.Body[SampleList], error) {
	list, err := s.cfg.CallOut.Samples(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].DrawnBy.String()
	}
	names, err := s.nameStaff(ctx, ids...)
	if err != nil {
		return nil, err
	}
	out := SampleList{Samples: make([]SampleView, len(list))}
	for i := range list {
		if out.Samples[i], err = s.sampleView(&list[i], names.of(list[i].DrawnBy.String()), site.CallerOf(ctx).Lang); err != nil {
			return nil, err
		}
	}
	return site.Answer(out, nil)
}

func (s *Server) sampleView(m *callout.Sample, drawnBy, lang string) (SampleView, error) {
	p, err := s.cfg.Rules.At(m.DrawnAt)
	if err != nil {
		return SampleView{}, err
	}
	v := SampleView{
		ID: m.ID, Since: m.Since.In(p.Zone).Format(time.DateOnly), Until: m.Until.In(p.Zone).AddDate(0, 0, -1).Format(time.DateOnly),
		Population: m.Population, Seed: strconv.FormatInt(m.Seed, 10), ByMachine: m.ByMachine, DrawnBy: drawnBy, DrawnAt: m.DrawnAt,
		Size: m.Size, Asked: m.Asked, Settled: m.Settled, NotSettled: m.NotSettled, Badly: m.Badly, Open: m.Open, Unanswered: m.Unanswered,
	}
	if org, ok := s.cfg.Orgs.Org(m.Org); ok {
		v.Org = org.Names.In(lang)
	}
	if topic, ok := s.cfg.Orgs.Topic(m.Topic); ok {
		v.Topic = topic.Names.In(lang)
	}
	v.Share, v.Low, v.High = m.Share()
	return v, nil
}

func (s *Server) drawSample(ctx context.Context, in *drawInput) (*site.Body[SampleDetail], error) {
	p, err := s.cfg.Rules.At(s.cfg.Now())
	if err != nil {
		return nil, err
	}
	since, err := dayIn(p.Zone, in.Body.Since)
	if err != nil {
		return nil, err
	}
	until, err := dayIn(p.Zone, in.Body.Until)
	if err != nil {
		return nil, err
	}
	id, err := s.cfg.CallOut.Draw(ctx, callout.DrawSample{
		Command: site.CallerOf(ctx).Command(in.Keyed), Since: since, Until: until.AddDate(0, 0, 1), Topic: in.Body.Topic, Org: deref(in.Body.Org),
		Size: in.Body.Size, ByMachine: in.Body.ByMachine,
	})
	if err != nil {
		return nil, err
	}
	return site.Answer(s.sampleOf(ctx, id))
}

func (s *Server) sample(ctx context.Context, in *sampleInput) (*site.Body[SampleDetail], error) {
	return site.Answer(s.sampleOf(ctx, in.ID))
}

func (s *Server) nextSampled(ctx context.Context, in *sampleInput) (*site.Body[SampleNext], error) {
	ordinal, ok, err := s.cfg.CallOut.Take(ctx, in.ID, site.CallerOf(ctx).Member.ID)
	if err != nil || !ok {
		return site.Answer(SampleNext{}, err)
	}
	d, err := s.sampleOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return site.Answer(SampleNext{Case: &d.Cases[ordinal-1]}, nil)
}

func (s *Server) answerSample(ctx context.Context, in *answerSampleInput) (*site.Body[SampleDetail], error) {
	err := s.cfg.CallOut.Answer(ctx, callout.AnswerSample{
		Command: site.CallerOf(ctx).Command(in.Keyed), Sample: in.ID, Ordinal: in.Body.Ordinal, Result: in.Body.Result, Note: in.Body.Note,
	})
	if err != nil {
		return nil, err
	}
	return site.Answer(s.sampleOf(ctx, in.ID))
}

func (s *Server) sampleOf(ctx context.Context, id uuid.UUID) (SampleDetail, error) {
	m, cases, err := s.cfg.CallOut.Sample(ctx, id)
	if err != nil {
		return SampleDetail{}, err
	}
	ids := []string{m.DrawnBy.String()}
	for i := range cases {
		ids = append(ids, cases[i].By.String())
	}
	names, err := s.nameStaff(ctx, ids...)
	if err != nil {
		return SampleDetail{}, err
	}
	lang := site.CallerOf(ctx).Lang
	out := SampleDetail{Cases: make([]SampledView, len(cases))}
	for i := range cases {
		out.Cases[i] = s.sampledView(&cases[i], names, lang)
	}
	out.SampleView, err = s.sampleView(&m, names.of(m.DrawnBy.String()), lang)
	return out, err
}

func (s *Server) sampledView(c *callout.SampledCase, names names, lang string) SampledView {
	v := SampledView{
		Ordinal: c.Ordinal, Case: c.Case, Number: c.Number.String(), Topic: c.Topic, EndedAt: ref(c.EndedAt), Result: c.Result, Note: c.Note,
		Repeated: c.Cycle > 0,
	}
	if org, ok := s.cfg.Orgs.Org(c.Org); ok {
		v.Org = org.Names.In(lang)
	}
	if topic, ok := s.cfg.Orgs.Topic(regulation.TopicCode(c.Topic)); ok {
		v.Topic = topic.Names.In(lang)
	}
	if !c.By.IsZero() {
		v.By = names.of(c.By.String())
	}
	if !c.AskedAt.IsZero() {
		v.AskedAt = &c.AskedAt
	}
	return v
}

// sampleFile is a sample as a table, a row for each case.
func (s *Server) sampleFile(w http.ResponseWriter, r *http.Request) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		s.fail(w, r, &casecore.Error{Code: casecore.NotFound, Op: "sample", Key: "error.sample_unknown"})
		return
	}
	v, err := s.sampleOf(r.Context(), id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	lang := site.CallerOf(r.Context()).Lang
	t := func(key string) string { return s.cfg.Texts.T(lang, key, nil) }
	rows := [][]string{{"№", t("export.sample_number"), t("export.sample_topic"), t("export.sample_org"), t("export.sample_result"), t("export.sample_note")}}
	for i := range v.Cases {
		c := &v.Cases[i]
		rows = append(rows, []string{strconv.Itoa(c.Ordinal), c.Number, c.Topic, c.Org, s.cfg.Texts.T(lang, "export.sample."+orOpen(c.Result), nil), c.Note})
	}
	if err := site.SendTable(w, site.TableFormat(r), t("export.sample")+"-"+v.Since, map[int]float64{2: 16, 3: 32, 4: 32, 5: 20, 6: 48}, rows); err != nil {
		s.fail(w, r, err)
	}
}

func orOpen(result string) string {
	switch result {
	case callout.ResultDone, callout.ResultNotDone, callout.ResultBadly:
		return result
	case "":
		return "open"
	}
	return "not_asked"
}
