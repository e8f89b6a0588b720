package dashboard

import (
	"time"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/casecore/regulation"
	"hotline/casecore/rota"
)

// RotaView is a month's rota with what it does not hold to (MR-2.2).
type RotaView struct {
	Month       string        `json:"month" doc:"2026-12"`
	Version     int           `json:"version" doc:"0 when nobody has begun it"`
	Revision    int64         `json:"revision" doc:"Give it with each change"`
	State       rota.State    `json:"state" enum:",draft,submitted,approved"`
	InForce     int           `json:"in_force" doc:"The version that is in force, 0 for none"`
	Reason      string        `json:"reason,omitempty" doc:"Why the head returned it"`
	ChangedBy   string        `json:"changed_by_name,omitempty"`
	ChangedAt   *time.Time    `json:"changed_at,omitempty"`
	SubmittedBy string        `json:"submitted_by_name,omitempty"`
	SubmittedAt *time.Time    `json:"submitted_at,omitempty"`
	ApprovedBy  string        `json:"approved_by_name,omitempty"`
	ApprovedAt  *time.Time    `json:"approved_at,omitempty"`
	Patterns    []PatternView `json:"patterns" nullable:"false"`
	Days        []RotaDay     `json:"days" nullable:"false"`
	Rows        []RotaRow     `json:"rows" nullable:"false"`
	Findings    []RotaFinding `json:"findings" nullable:"false" doc:"By day"`
	CoverLeast  int           `json:"cover_least" doc:"People on shift at any hour (MR-2.1)"`
	MayApprove  bool          `json:"may_approve" doc:"The person is one of those who approve"`
}

// PatternView is a shift pattern or an absence.
type PatternView struct {
	ID      regulation.PatternID `json:"id"`
	Name    string               `json:"name"`
	Letter  string               `json:"letter" doc:"What marks it in the grid, and the key that sets it"`
	From    string               `json:"from,omitempty"`
	Until   string               `json:"until,omitempty"`
	Break   int                  `json:"break_minutes"`
	Absent  bool                 `json:"absent"`
	Assumed bool                 `json:"assumed" doc:"No document gives its hours"`
}

// RotaDay is a column of the grid.
type RotaDay struct {
	Date    string `json:"date" format:"date"`
	Weekday int    `json:"weekday" doc:"1 is Monday"`
	Working bool   `json:"working" doc:"A working day of the office"`
	Covered int    `json:"covered" doc:"People on shift at its emptiest hour"`
}

// RotaRow is a person's month: a pattern for each day, empty for none.
type RotaRow struct {
	Staff  casecore.StaffID `json:"staff"`
	Name   string           `json:"name"`
	Cells  []string         `json:"cells" nullable:"false"`
	Shifts int              `json:"shifts"`
	Worked int              `json:"worked_minutes"`
	Norm   int              `json:"norm_minutes"`
	Night  int              `json:"night_minutes"`
}

// RotaFinding is what a month does not hold to.
type RotaFinding struct {
	Staff    *casecore.StaffID   `json:"staff,omitempty"`
	Day      int                 `json:"day" doc:"Of the month"`
	Rule     rota.Rule           `json:"rule" enum:"norm,rest,weekly_rest,in_a_row,uncovered"`
	Severity regulation.Severity `json:"severity" enum:"error,warning" doc:"An error keeps it from being approved"`
	Clause   string              `json:"clause,omitempty"`
	Got      int                 `json:"got_minutes,omitempty"`
	Want     int                 `json:"want_minutes,omitempty"`
	Count    int                 `json:"count,omitempty"`
	Least    int                 `json:"least,omitempty"`
	From     *time.Time          `json:"from,omitempty"`
	Until    *time.Time          `json:"until,omitempty"`
}

// RotaCells are the cells of some people: what is proposed, or what is saved.
type RotaCells struct {
	Rows []CellRow `json:"rows" nullable:"false" maxItems:"300"`
}

// CellRow is a person's cells: a pattern for each day of the month, empty for none.
type CellRow struct {
	Staff casecore.StaffID `json:"staff" format:"uuid"`
	Cells []string         `json:"cells" nullable:"false" maxItems:"31"`
}

// cellsOf reads rows; days that the month does not have are refused by whoever keeps them.
func cellsOf(m rota.Month, rows []CellRow) []rota.Cell {
	var cells []rota.Cell
	for _, r := range rows {
		for i, pattern := range r.Cells {
			if pattern != "" {
				cells = append(cells, rota.Cell{
					Staff: r.Staff, Day: calendar.Date{Year: m.Year, Month: m.Month, Day: i + 1}, Pattern: regulation.PatternID(pattern),
				})
			}
		}
	}
	return cells
}

// cellRows writes cells as rows.
func cellRows(m rota.Month, cells []rota.Cell) []CellRow {
	rows := []CellRow{}
	at := make(map[casecore.StaffID]int)
	for _, c := range cells {
		i, ok := at[c.Staff]
		if !ok {
			i = len(rows)
			at[c.Staff] = i
			rows = append(rows, CellRow{Staff: c.Staff, Cells: make([]string, len(m.Days()))})
		}
		rows[i].Cells[c.Day.Day-1] = string(c.Pattern)
	}
	return rows
}

// rotaView describes a version.
func rotaView(v *rota.Version, names names, lang string) RotaView {
	out := RotaView{
		Month: v.Month.String(), Version: v.Number, Revision: v.Revision, State: v.State, InForce: v.InForce, Reason: v.Reason,
		ChangedBy: names.of(v.ChangedBy.String()), ChangedAt: ref(v.ChangedAt),
		SubmittedBy: names.of(v.SubmittedBy.String()), SubmittedAt: ref(v.SubmittedAt),
		ApprovedBy: names.of(v.ApprovedBy.String()), ApprovedAt: ref(v.ApprovedAt),
		Patterns: patternViews(v.Sheet.Rules, lang), CoverLeast: v.Sheet.Rules.Cover.Least,
		Days: []RotaDay{}, Rows: []RotaRow{}, Findings: []RotaFinding{},
	}
	for _, d := range rota.Cover(&v.Sheet) {
		out.Days = append(out.Days, RotaDay{
			Date: d.Day.String(), Weekday: (int(d.Day.Weekday())+6)%7 + 1, Working: len(v.Sheet.Calendar.Spans(d.Day)) > 0, Covered: d.Least,
		})
	}
	cells := make(map[casecore.StaffID][]string)
	for _, r := range cellRows(v.Month, v.Sheet.Cells) {
		cells[r.Staff] = r.Cells
	}
	for _, t := range rota.Totals(&v.Sheet) {
		row := RotaRow{
			Staff: t.Staff, Name: names.of(t.Staff.String()), Cells: cells[t.Staff], Shifts: t.Shifts,
			Worked: minutes(t.Worked), Norm: minutes(t.Norm), Night: minutes(t.Night),
		}
		if row.Cells == nil {
			row.Cells = make([]string, len(out.Days))
		}
		out.Rows = append(out.Rows, row)
	}
	for _, f := range rota.Check(&v.Sheet) {
		one := RotaFinding{
			Day: f.Day.Day, Rule: f.Rule, Severity: f.Severity, Clause: f.Clause, Got: minutes(f.Got), Want: minutes(f.Want),
			Count: f.Count, Least: f.Least, From: ref(f.From), Until: ref(f.Until),
		}
		if !f.Staff.IsZero() {
			one.Staff = &f.Staff
		}
		out.Findings = append(out.Findings, one)
	}
	return out
}

func patternViews(rules *regulation.Rota, lang string) []PatternView {
	list := []PatternView{}
	for _, p := range rules.Patterns {
		v := PatternView{
			ID: p.ID, Name: p.Names.In(lang), Letter: p.Letters.In(lang), Break: minutes(p.BreakLength()), Absent: p.Absent, Assumed: p.Assumed,
		}
		if !p.Absent {
			v.From, v.Until = p.From.String(), p.Until.String()
		}
		list = append(list, v)
	}
	return list
}

func minutes(d time.Duration) int { return int(d / time.Minute) }
