package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/alecthomas/kong"

	"hotline/casecore/regulation"
)

// classifierCmd works on the classifier: topics, executors, other competent bodies.
type classifierCmd struct {
	Check   classifierCheckCmd   `cmd:"" help:"Check a classifier and print every error with its line and column."`
	Shipped classifierShippedCmd `cmd:"" help:"Print the classifier that ships, as CSV to start from."`
	Import  classifierImportCmd  `cmd:"" help:"Make the city's classifier what a CSV file says."`
	Export  classifierExportCmd  `cmd:"" help:"Print the city's classifier as CSV."`
}

type classifierCheckCmd struct {
	File    string `arg:"" type:"existingfile" help:"The classifier, a CSV file."`
	Profile string `help:"Check also that it fits this profile: a file, or the name of one that ships."`
}

// Run prints OK with what the file holds, or each fault with the line and the column of the table.
func (c *classifierCheckCmd) Run(k *kong.Context) error {
	topics, err := readClassifier(c.File)
	if err != nil {
		return printFaults(k.Stdout, err)
	}
	if c.Profile != "" {
		p, err := findProfile(c.Profile, time.Now())
		if err != nil {
			return printFaults(k.Stdout, err)
		}
		if err := p.CheckClassifier(topics); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(k.Stdout, "%s: OK (%d topics, %d organisations, %d districts, %d other bodies)\n",
		c.File, len(topics.Topics), len(topics.Orgs), len(topics.Districts), len(topics.Bodies))
	return err
}

type classifierShippedCmd struct{}

// Run prints the classifier.
func (c *classifierShippedCmd) Run(k *kong.Context) error {
	topics, err := regulation.EmbeddedClassifier()
	if err != nil {
		return err
	}
	return regulation.WriteClassifierCSV(k.Stdout, topics)
}

// readClassifier reads a file, or the classifier that ships when no file is named.
func readClassifier(file string) (*regulation.Classifier, error) {
	if file == "" {
		return regulation.EmbeddedClassifier()
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	c, err := regulation.ReadClassifierCSV(f)
	var schema *regulation.SchemaError
	if errors.As(err, &schema) {
		schema.File = file
	}
	return c, err
}
