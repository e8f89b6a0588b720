package regulation

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Cells of the classifier's table hold one value or several separated by listSeparator. A pair inside
// a list is "key=value".
const (
	listSeparator = "|"
	pairSeparator = "="
)

// formulaStarts are the characters by which a spreadsheet takes a cell for a formula and runs it.
const formulaStarts = "=+-@"

// guard puts an apostrophe before what a spreadsheet would run. Apostrophes that would be taken for a
// guard get one more, so that unguard gives back exactly what was written.
func guard(cell string) string {
	if runs(cell) {
		return "'" + cell
	}
	return cell
}

func unguard(cell string) string {
	if strings.HasPrefix(cell, "'") && runs(cell) {
		return cell[1:]
	}
	return cell
}

// runs reports whether cell, apart from apostrophes before it, begins like a formula.
func runs(cell string) bool {
	bare := strings.TrimLeft(cell, "'")
	return bare != "" && strings.ContainsRune(formulaStarts, rune(bare[0]))
}

var (
	errCellControl = errors.New("a line break, tab or other control character stands in the cell")
	errCellUTF8    = errors.New("not UTF-8: save the table as \"CSV UTF-8\"")
	errCellSpace   = errors.New("a space stands at the edge of the value")
	errColumn      = errors.New("not a language of two small letters")
	errCellList    = errors.New("a value of a list is empty or contains | or =")
)

// checkCell refuses what a spreadsheet would not give back unchanged.
func checkCell(cell string) error {
	switch {
	case !utf8.ValidString(cell):
		return errCellUTF8
	case strings.ContainsFunc(cell, unicode.IsControl):
		return errCellControl
	case cell != strings.TrimSpace(cell):
		return errCellSpace
	default:
		return nil
	}
}

func splitList(cell string) []string {
	var list []string
	for v := range strings.SplitSeq(cell, listSeparator) {
		if v = strings.TrimSpace(v); v != "" {
			list = append(list, v)
		}
	}
	return list
}

func joinList[T ~string](list []T) (string, error) {
	words := texts(list...)
	for _, w := range words {
		if w == "" || strings.Contains(w, listSeparator) || w != strings.TrimSpace(w) {
			return "", errCellList
		}
	}
	return strings.Join(words, listSeparator), nil
}
