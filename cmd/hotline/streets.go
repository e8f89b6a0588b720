package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/alecthomas/kong"

	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/casecore/streets"
	"hotline/internal/pg"
)

// streetsCmd works on the register of streets.
type streetsCmd struct {
	Check  streetsCheckCmd  `cmd:"" help:"Check a register and print every error with its line and column."`
	Import streetsImportCmd `cmd:"" help:"Make the city's register of streets what a CSV file says."`
	Export streetsExportCmd `cmd:"" help:"Print the city's register of streets as CSV."`
	Demo   streetsDemoCmd   `cmd:"" help:"Print the demo city's register, to start from."`
}

type streetsCheckCmd struct {
	File string `arg:"" type:"existingfile" help:"The register, a CSV file."`
}

// Run prints OK with what the file holds, or each fault.
func (c *streetsCheckCmd) Run(k *kong.Context) error {
	list, err := readStreets(c.File, nil)
	if err != nil {
		return printFaults(k.Stdout, err)
	}
	_, err = fmt.Fprintf(k.Stdout, "%s: OK (%d streets)\n", c.File, len(list))
	return err
}

type streetsImportCmd struct {
	Database DatabaseConfig `embed:""`
	File     string         `arg:"" type:"existingfile" help:"The register, a CSV file."`
}

// Run checks the whole file, its districts against the classifier's, before it changes anything; running copies notice at
// once.
func (c *streetsImportCmd) Run(ctx context.Context, k *kong.Context) error {
	pool, err := openDatabase(ctx, c.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	db := pg.NewDB(pool)
	districts, err := pgstore.Districts(ctx, db)
	if err != nil {
		return err
	}
	list, err := readStreets(c.File, districts)
	if err != nil {
		return printFaults(k.Stdout, err)
	}
	if err := pgstore.NewStreets(db).Import(ctx, list); err != nil {
		return err
	}
	_, err = fmt.Fprintf(k.Stdout, "imported %d streets\n", len(list))
	return err
}

type streetsExportCmd struct {
	Database DatabaseConfig `embed:""`
}

// Run prints what import reads.
func (c *streetsExportCmd) Run(ctx context.Context, k *kong.Context) error {
	pool, err := openDatabase(ctx, c.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	list, err := pgstore.NewStreets(pg.NewDB(pool)).Export(ctx)
	if err != nil {
		return err
	}
	return streets.WriteCSV(k.Stdout, list)
}

type streetsDemoCmd struct{}

// Run prints the demo's register.
func (c *streetsDemoCmd) Run(k *kong.Context) error {
	list, err := streets.Demo(nil)
	if err != nil {
		return err
	}
	return streets.WriteCSV(k.Stdout, list)
}

func readStreets(file string, districts []regulation.DistrictCode) ([]streets.Street, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	list, err := streets.ReadCSV(f, districts)
	var schema *regulation.SchemaError
	if errors.As(err, &schema) {
		schema.File = file
	}
	return list, err
}
