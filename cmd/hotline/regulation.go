package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"hotline/casecore/regulation"
)

// regulationCmd reads regulation profiles; it touches no database.
type regulationCmd struct {
	Check   regulationCheckCmd   `cmd:"" help:"Check a profile and print every error with its line."`
	Explain regulationExplainCmd `cmd:"" help:"Print every deadline of a case and why it falls when it does."`
}

// errFaulty ends a check that has already printed what is wrong.
var errFaulty = errors.New("the file has errors")

type regulationCheckCmd struct {
	File string `arg:"" type:"existingfile" help:"The profile, a YAML file."`
}

// Run prints OK, or each fault as file:line:column.
func (c *regulationCheckCmd) Run(k *kong.Context) error {
	p, err := readProfile(c.File)
	if err != nil {
		return printFaults(k.Stdout, err)
	}
	_, err = fmt.Fprintf(k.Stdout, "%s: OK (%s, version %s)\n", c.File, p.Name, p.Version)
	return err
}

type regulationExplainCmd struct {
	Profile    string    `arg:"" help:"A profile's file, or the name of one that ships."`
	Topic      string    `required:"" help:"The topic's code."`
	Kind       string    `help:"The kind, when it is not the topic's."`
	District   string    `help:"The district's code."`
	At         time.Time `required:"" help:"When the case begins, as 2026-03-27T17:30:00+02:00."`
	Lang       string    `default:"uk" enum:"uk,en,pl" help:"The language of the explanation: uk, en or pl."`
	Classifier string    `type:"existingfile" help:"A classifier's CSV file, instead of the one that ships."`
}

// Run prints the explanation.
func (c *regulationExplainCmd) Run(k *kong.Context) error {
	p, err := findProfile(c.Profile, c.At)
	if err != nil {
		return printFaults(k.Stdout, err)
	}
	topics, err := readClassifier(c.Classifier)
	if err != nil {
		return printFaults(k.Stdout, err)
	}
	return regulation.Explain(k.Stdout, p, topics, regulation.Question{
		Topic: regulation.TopicCode(c.Topic), Kind: regulation.KindID(c.Kind),
		District: regulation.DistrictCode(c.District), At: c.At, Lang: c.Lang,
	})
}

// findProfile takes what looks like a file for one, anything else for the name of a profile.
func findProfile(name string, at time.Time) (*regulation.Profile, error) {
	if strings.ContainsAny(name, "./\\") {
		return readProfile(name)
	}
	library, err := regulation.Embedded()
	if err != nil {
		return nil, err
	}
	return library.At(regulation.ProfileName(name), at)
}

func readProfile(file string) (*regulation.Profile, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return regulation.Parse(file, data)
}

// printFaults prints the faults of a file and returns a short error; any other error it passes on.
func printFaults(w io.Writer, err error) error {
	var schema *regulation.SchemaError
	if !errors.As(err, &schema) {
		return err
	}
	if _, err := fmt.Fprintln(w, schema); err != nil {
		return err
	}
	return errFaulty
}
