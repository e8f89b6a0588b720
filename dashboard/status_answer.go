package dashboard

import (
	"context"
	"net/http"
	"strconv"

	"hotline/casecore"
	"hotline/internal/secret"
	"hotline/internal/site"
)

// What an applicant can do on the page of their case.
const (
	doAdd      = "add"
	doNotFixed = "not_fixed"
	doRate     = "rate"
)

// statusForm is what an applicant may do now, and what they wrote when it was not taken.
type statusForm struct {
	*reportForm

	MayAdd, MayDispute, MayRate bool
	Until                       string // until when they may say that it is not fixed
	Marks                       []int
	Mark                        int // the one that they gave
	Thanks                      string
}

// Wrote is what was typed where do is done; what was typed to do something that is no longer offered is shown wherever
// there is room for it.
func (f statusForm) Wrote(do string) string {
	if f.shows(do) {
		return f.Text
	}
	return ""
}

// Kept are the photos that were sent with it.
func (f statusForm) Kept(do string) []formPhoto {
	if f.shows(do) {
		return f.Photos
	}
	return nil
}

func (f statusForm) shows(do string) bool {
	offered := map[string]bool{doAdd: f.MayAdd, doNotFixed: f.MayDispute, doRate: f.MayRate}
	tried := f.values.Get("do")
	return tried == do || !offered[tried]
}

// mayDo fills in what the applicant of a case, or one who joined it, may do.
func (s *Server) mayDo(ctx context.Context, c *casecore.Case, st casecore.Standing, f *reportForm, lang string) (statusForm, error) {
	form := statusForm{reportForm: f, Mark: f.mark()}
	var err error
	if form.MayAdd, err = s.cfg.Citizens.MayAdd(ctx, c); err != nil {
		return form, err
	}
	until, ok := s.cfg.Citizens.MayDispute(c)
	form.MayDispute = ok
	if p, err := s.cfg.Rules.Version(c.Profile, c.ProfileVersion); err == nil {
		form.Until = s.moment(lang, p.Zone, until)
	}
	if form.MayRate, err = s.cfg.Citizens.MayRate(ctx, c, st); err != nil {
		return form, err
	}
	for mark := casecore.MinMark; mark <= casecore.MaxMark; mark++ {
		form.Marks = append(form.Marks, mark)
	}
	return form, nil
}

// statusAnswer takes what an applicant adds, that it is not fixed, or what they think of it. The token in the address is
// their standing; the form's key makes a second press no second act.
func (s *Server) statusAnswer(w http.ResponseWriter, r *http.Request) {
	c, ok := s.caseOfToken(w, r)
	if !ok {
		return
	}
	s.answer(w, r, func(do string, f *reportForm, standing casecore.Standing) error {
		return s.answerCase(r.Context(), do, c.ID, f, standing)
	}, func(status int, f *reportForm) { s.showStatus(w, r, status, &c, first(&c), f) })
}

// answer takes the form of a page that a token opens: what was done leads back to the page, what was refused is shown with the
// form as it was.
func (s *Server) answer(w http.ResponseWriter, r *http.Request,
	act func(do string, f *reportForm, standing casecore.Standing) error, show func(status int, f *reportForm),
) {
	lang := site.CallerOf(r.Context()).Lang
	f, err := s.readForm(w, r, lang)
	if err != nil {
		f = &reportForm{}
		s.renew(f)
		f.wrong("form", s.cfg.Texts.Explain(lang, err))
		show(http.StatusUnprocessableEntity, f)
		return
	}
	do := f.values.Get("do")
	if len(f.Problems) == 0 {
		err = act(do, f, casecore.Standing{Token: r.PathValue("token")})
	}
	if err == nil && len(f.Problems) == 0 {
		http.Redirect(w, r, r.URL.Path+"?lang="+lang+"&done="+do, http.StatusSeeOther)
		return
	}
	show(s.refuseForm(r, f, err), f)
}

// mark is the chosen mark, 0 for none.
func (f *reportForm) mark() int {
	mark, _ := strconv.Atoi(f.values.Get("mark"))
	return mark
}

// command is the identity of what is done by a form: each of its buttons once.
func (f *reportForm) command(do string) casecore.Command {
	return casecore.Command{Scope: "form", Key: f.id.String() + ":" + do, Actor: casecore.Citizen}
}

func (f *reportForm) files() []casecore.FileID {
	var files []casecore.FileID
	for _, p := range f.Photos {
		files = append(files, p.id)
	}
	return files
}

func (s *Server) answerCase(ctx context.Context, do string, id casecore.CaseID, f *reportForm, standing casecore.Standing) error {
	cmd := f.command(do)
	var err error
	switch do {
	case doAdd:
		_, err = s.cfg.Citizens.AddToCase(ctx, casecore.AddToCase{
			Command: cmd, Standing: standing, Case: id, Text: f.Text, Files: f.files(),
		})
	case doNotFixed:
		_, err = s.cfg.Citizens.NotFixed(ctx, casecore.NotFixed{
			Command: cmd, Standing: standing, Case: id, Text: f.Text, Files: f.files(),
		})
	case doRate:
		_, err = s.cfg.Citizens.Rate(ctx, casecore.RateCase{Command: cmd, Standing: standing, Case: id, Mark: f.mark(), Text: f.Text})
	default:
		return errForm
	}
	return err
}

// caseOfToken returns the case that the request's token opens.
func (s *Server) caseOfToken(w http.ResponseWriter, r *http.Request) (casecore.Case, bool) {
	return opened(s, w, r, secret.Status, s.cfg.Subjects.Case)
}
