package streets

import (
	"bytes"
	_ "embed"

	"hotline/casecore/regulation"
)

//go:embed demo.csv
var demoFile []byte

// Demo returns the register of the demo city: some three hundred streets with names as they are met in Ukrainian cities,
// each marked as made up.
func Demo(districts []regulation.DistrictCode) ([]Street, error) {
	return ReadCSV(bytes.NewReader(demoFile), districts)
}
