package rota

import (
	"slices"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// longestTurn is the longest turn that is looked for, days.
const longestTurn = 16

// goOn continues what everybody did in the month before. A person's turn is the shortest run of days after which their last weeks
// repeat themselves; who has none gets the same days again.
func goOn(s, before *Sheet) []Cell {
	days, last := s.Month.Days(), before.Month.Days()
	var cells []Cell
	for _, who := range s.People {
		did := row(before, who)
		if did == nil {
			continue
		}
		turn := turnOf(did)
		for i, day := range days {
			at := i // the same day of the month
			if turn > 0 {
				at = len(last) - turn + i%turn
			}
			if at < len(did) && did[at] != "" {
				cells = append(cells, Cell{who, day, did[at]})
			}
		}
	}
	return cells
}

// row is a person's month, absences left out; nil when they have no shift.
func row(s *Sheet, who casecore.StaffID) []regulation.PatternID {
	did := make([]regulation.PatternID, len(s.Month.Days()))
	works := false
	for _, c := range s.Cells {
		if c.Staff == who && !s.absent(c.Pattern) {
			did[c.Day.Day-1], works = c.Pattern, true
		}
	}
	if !works {
		return nil
	}
	return did
}

// turnOf is the length of the turn with which a row ends, 0 when it has none.
func turnOf(did []regulation.PatternID) int {
	for turn := 1; turn <= min(longestTurn, len(did)/2); turn++ {
		end := did[len(did)-2*turn:]
		if slices.Equal(end[:turn], end[turn:]) && slices.ContainsFunc(end, func(p regulation.PatternID) bool { return p != "" }) {
			return turn
		}
	}
	return 0
}
