package main

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/alecthomas/kong"
)

// checkConfigCmd shows what the product would start with. It connects to nothing.
type checkConfigCmd struct {
	Config Config `embed:""`
}

// errConfig ends a check that has already printed what is wrong.
var errConfig = errors.New("the configuration has errors")

// Run prints every setting, its secrets hidden, and each wrong value as a sentence.
func (c *checkConfigCmd) Run(k *kong.Context) error {
	if err := printSettings(k.Stdout, c.Config.Masked()); err != nil {
		return err
	}
	wrong := c.Config.Validate()
	for _, problem := range wrong {
		if _, err := fmt.Fprintln(k.Stderr, problem); err != nil {
			return err
		}
	}
	if len(wrong) > 0 {
		return errConfig
	}
	return nil
}

func printSettings(w io.Writer, settings []Setting) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, s := range settings {
		value := s.Value
		if value == "" {
			value = "-"
		}
		if _, err := fmt.Fprintf(table, "%s\t%s\n", s.Name, value); err != nil {
			return err
		}
	}
	return table.Flush()
}
