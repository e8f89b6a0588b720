package streets

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
)

// WriteCSV writes a register as [ReadCSV] reads it, houses below their streets.
func WriteCSV(w io.Writer, list []Street) error {
	langs := []string{"uk"}
	for i := range list {
		for lang := range list[i].Names {
			if !slices.Contains(langs, lang) {
				langs = append(langs, lang)
			}
		}
	}
	slices.Sort(langs[1:])
	header := []string{colCode, colType}
	for _, lang := range langs {
		header = append(header, colName+lang)
	}
	header = append(header, colFormer, colAlso, colDistrict, colLat, colLon, colHouse, colDemo)
	out := csv.NewWriter(w)
	if err := out.Write(header); err != nil {
		return err
	}
	for i := range list {
		s := &list[i]
		row := []string{s.Code, string(s.Type)}
		for _, lang := range langs {
			row = append(row, s.Names[lang])
		}
		demo := ""
		if s.Demo {
			demo = "yes"
		}
		lat, lon := degrees(s.Point)
		row = append(row, strings.Join(s.Former, listed), strings.Join(s.Also, listed), string(s.District), lat, lon, "", demo)
		if err := out.Write(row); err != nil {
			return err
		}
		for _, h := range s.Houses {
			row := append([]string{s.Code, ""}, make([]string, len(langs))...)
			lat, lon := degrees(h.Point)
			row = append(row, "", "", string(h.District), lat, lon, h.Number, "")
			if err := out.Write(row); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func degrees(p *Point) (lat, lon string) {
	if p == nil {
		return "", ""
	}
	return strconv.FormatFloat(p.Lat, 'f', -1, 64), strconv.FormatFloat(p.Lon, 'f', -1, 64)
}
