package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/site"
	"hotline/queuehall"
	"hotline/queuehall/report"
)

// flagsQuery is which signs of abuse are wanted.
type flagsQuery struct {
	From   string `query:"from" format:"date" required:"true"`
	Until  string `query:"until" format:"date" required:"true" doc:"The last day"`
	Branch string `query:"branch" format:"uuid" doc:"All that I see when absent"`
	Kind   string `query:"kind" enum:"fast_press,short_service,long_run,pressure" doc:"All when absent"`
	Before string `query:"before" format:"uuid" doc:"The last one that is known: those after it are told, the latest when absent"`
}

// query reads it.
func (q *flagsQuery) query() (out report.FlagQuery, err error) {
	out.Kind = queuehall.FlagKind(q.Kind)
	if out.From, err = dayOf(q.From); err != nil {
		return out, err
	}
	if out.Until, err = dayOf(q.Until); err != nil {
		return out, err
	}
	if q.Branch != "" {
		if out.Branch, err = casecore.ParseID[queuehall.BranchID](q.Branch); err != nil {
			return out, err
		}
	}
	if q.Before != "" {
		out.Before, err = casecore.ParseID[queuehall.FlagID](q.Before)
	}
	return out, err
}

// FlagView is a sign of abuse (VN-3.2). It tells no mark.
type FlagView struct {
	ID        queuehall.FlagID   `json:"id"`
	Kind      queuehall.FlagKind `json:"kind" enum:"fast_press,short_service,long_run,pressure"`
	Branch    queuehall.BranchID `json:"branch"`
	Place     Names              `json:"place" doc:"The branch"`
	Direction Names              `json:"direction"`
	Ticket    string             `json:"ticket" doc:"Its code"`
	Operator  string             `json:"operator,omitempty" doc:"Whose visit it was: on an instruction only (VN-4.3)"`
	At        time.Time          `json:"at"`
	Seconds   float64            `json:"seconds,omitempty" doc:"From the call to the press, or of the service"`
	Length    int                `json:"length,omitempty" doc:"Of the run"`
	Notes     []report.FlagNote  `json:"notes" nullable:"false" doc:"What was found out, in the order of time"`
}

// FlagList is signs of abuse, the latest first.
type FlagList struct {
	Flags []FlagView `json:"flags" nullable:"false"`
	More  bool       `json:"more" doc:"There are more than are told: the next begin before the last one of these"`
	Rule  string     `json:"rule" doc:"What results are no ground for (VN-4.8): to be shown beside them"`
}

type noteFlagInput struct {
	site.KeyedOn[queuehall.FlagID]
	Body struct {
		Word string `json:"word" minLength:"1" maxLength:"2000" doc:"What was found out"`
	}
}

func (a *Results) mountFlags(r *site.Router) {
	site.Operation(r, access.ReadHallReports, "GET /api/hall/flags", "hallFlags", "Signs of abuse (VN-3.2)", a.flags)
	a.file(r, access.ReadHallReports, "/api/hall/flags/file", "hallFlagsFile", "The same as a file, csv", a.flagsFile, "from", "until", "branch", "kind", "lang")
	site.Operation(r, access.NoteHallFlags, "POST /api/hall/flags/{id}/notes", "hallNoteFlag", "What was found out about one: only added to", a.noteFlag)
}

func (a *Results) flags(ctx context.Context, in *flagsQuery) (*site.Body[FlagList], error) {
	who := site.CallerOf(ctx)
	q, err := in.query()
	if err != nil {
		return nil, err
	}
	found, more, err := a.office.Flags(ctx, who.Actor, q)
	list := FlagList{Flags: make([]FlagView, len(found)), More: more, Rule: a.office.Writer().Rule(who.Lang)}
	for i := range found {
		list.Flags[i] = flagView(&found[i])
	}
	return site.Answer(list, err)
}

func (a *Results) flagsFile(ctx context.Context, r *http.Request) (made, error) {
	who, get := site.CallerOf(ctx), r.URL.Query().Get
	asked := flagsQuery{From: get("from"), Until: get("until"), Branch: get("branch"), Kind: get("kind")}
	q, err := asked.query()
	if err != nil {
		return made{}, err
	}
	found, err := a.office.EveryFlag(ctx, who.Actor, q)
	if err != nil {
		return made{}, err
	}
	var out bytes.Buffer
	lang := langOf(r, who)
	err = a.office.WriteFlags(&out, lang, q, found)
	return made{a.office.Writer().FlagsName(lang, q), report.CSV.ContentType(), io.NopCloser(&out)}, err
}

func (a *Results) noteFlag(ctx context.Context, in *noteFlagInput) (*site.Body[FlagView], error) {
	f, err := a.office.NoteFlag(ctx, report.NoteFlag{Command: site.CallerOf(ctx).Command(in.Keyed), Flag: in.ID, Word: in.Body.Word})
	return site.Answer(flagView(&f), err)
}

func flagView(f *report.Flag) FlagView {
	return FlagView{
		ID: f.ID, Kind: f.Kind, Branch: f.Branch, Place: Names(f.Place), Direction: Names(f.Direction), Ticket: f.Ticket, Operator: f.Operator,
		At: f.At, Seconds: f.Detail.Seconds, Length: f.Detail.Length, Notes: append([]report.FlagNote{}, f.Notes...),
	}
}
