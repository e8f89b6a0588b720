package directory

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/regulation"
)

// Whole is a classifier as the log keeps it: the file, and how much it holds.
type Whole struct {
	Topics    int    `json:"topics"`
	Orgs      int    `json:"orgs"`
	Districts int    `json:"districts"`
	Bodies    int    `json:"bodies"`
	CSV       string `json:"csv"`
}

// Difference is what an import would do to one item.
type Difference struct {
	Subject adminlog.Subject `json:"subject" enum:"topic,body,district,org"`
	Code    string           `json:"code"`
	Names   regulation.Text  `json:"names"`
	Change  string           `json:"change" enum:"added,changed,removed"`
	Fields  []string         `json:"fields" nullable:"false" doc:"What would change"`
}

// Comparison is what an import would do, and the revision of what it was compared with.
type Comparison struct {
	Revision    string
	Differences []Difference
	Topics      int // in the file
}

// Preview tells what the import of a file would do; a fault of the file is Refused and says its line.
func (e *Editor) Preview(ctx context.Context, csv string) (Comparison, error) {
	next, err := e.read(csv)
	if err != nil {
		return Comparison{}, err
	}
	now, err := e.store.Classifier(ctx)
	if err != nil {
		return Comparison{}, err
	}
	before, err := whole(now)
	if err != nil {
		return Comparison{}, err
	}
	return Comparison{Revision: adminlog.Revision(before), Differences: compare(now, next), Topics: len(next.Topics)}, nil
}

// Import makes the classifier what a file says. revision is the preview's: a change since is a Conflict.
func (e *Editor) Import(ctx context.Context, cmd casecore.Command, revision, csv string) error {
	const op = "import classifier"
	next, err := e.read(csv)
	if err != nil {
		return err
	}
	_, _, err = e.log.Do(ctx, cmd, op, []string{revision, csv}, func(ctx context.Context) (adminlog.Change, error) {
		now, err := e.store.Classifier(ctx)
		if err != nil {
			return adminlog.Change{}, err
		}
		before, err := whole(now)
		if err != nil {
			return adminlog.Change{}, err
		}
		if adminlog.Revision(before) != revision {
			return adminlog.Change{}, &casecore.Error{Code: casecore.Conflict, Op: op, Key: "error.item_changed"}
		}
		after, err := whole(next)
		if err != nil {
			return adminlog.Change{}, err
		}
		done := adminlog.Change{Subject: adminlog.Classifier, SubjectID: "import", Action: "import", Before: before, After: after}
		return done, e.store.Import(ctx, next)
	})
	return err
}

// Export returns the classifier as a file.
func (e *Editor) Export(ctx context.Context) (string, error) {
	c, err := e.store.Classifier(ctx)
	if err != nil {
		return "", err
	}
	w, err := whole(c)
	return w.CSV, err
}

func (e *Editor) read(csv string) (*regulation.Classifier, error) {
	c, err := regulation.ReadClassifierCSV(strings.NewReader(csv))
	if err != nil {
		return nil, faulty(err)
	}
	return c, e.check(c)
}

func whole(c *regulation.Classifier) (Whole, error) {
	var csv bytes.Buffer
	err := regulation.WriteClassifierCSV(&csv, c)
	return Whole{
		Topics: len(c.Topics), Orgs: len(c.Orgs), Districts: len(c.Districts), Bodies: len(c.Bodies), CSV: csv.String(),
	}, err
}

// compare lists the items that differ. Organisations and districts that a file leaves out stay, topics and bodies go.
func compare(now, next *regulation.Classifier) []Difference {
	out := []Difference{}
	out = append(out, differences(adminlog.District, true, now.Districts, next.Districts, func(d *regulation.District) (string, regulation.Text, any) {
		return string(d.Code), d.Names, DistrictOf(d)
	})...)
	out = append(out, differences(adminlog.Org, true, now.Orgs, next.Orgs, func(o *regulation.Org) (string, regulation.Text, any) {
		return string(o.Code), o.Names, *o
	})...)
	out = append(out, differences(adminlog.Topic, false, now.Topics, next.Topics, func(t *regulation.Topic) (string, regulation.Text, any) {
		return string(t.Code), t.Names, TopicOf(t)
	})...)
	return append(out, differences(adminlog.Body, false, now.Bodies, next.Bodies, func(b *regulation.CompetentBody) (string, regulation.Text, any) {
		return b.Code, b.Names, BodyOf(b)
	})...)
}

func differences[R any](subject adminlog.Subject, stay bool, now, next []R, of func(*R) (string, regulation.Text, any)) []Difference {
	held := make(map[string]any, len(now))
	named := make(map[string]regulation.Text, len(now))
	for i := range now {
		code, names, view := of(&now[i])
		held[code], named[code] = view, names
	}
	var out []Difference
	for i := range next {
		code, names, view := of(&next[i])
		before, ok := held[code]
		delete(held, code)
		if !ok {
			out = append(out, Difference{Subject: subject, Code: code, Names: names, Change: "added", Fields: []string{}})
		} else if fields := changed(before, view); len(fields) > 0 {
			out = append(out, Difference{Subject: subject, Code: code, Names: names, Change: "changed", Fields: fields})
		}
	}
	if stay {
		return out
	}
	for _, code := range slices.Sorted(maps.Keys(held)) {
		out = append(out, Difference{Subject: subject, Code: code, Names: named[code], Change: "removed", Fields: []string{}})
	}
	return out
}

// changed names the fields in which two items differ, as they are logged.
func changed(before, after any) []string {
	a, b := fields(before), fields(after)
	var out []string
	for name, value := range b {
		if !reflect.DeepEqual(a[name], value) {
			out = append(out, name)
		}
	}
	for name := range a {
		if _, ok := b[name]; !ok {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func fields(item any) map[string]any {
	b, err := json.Marshal(item)
	if err != nil {
		panic(err) // plain values only
	}
	out := map[string]any{}
	if err := json.Unmarshal(b, &out); err != nil {
		panic(err) // what was just written
	}
	maps.DeleteFunc(out, func(_ string, v any) bool { return v == nil })
	return out
}
