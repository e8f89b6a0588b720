package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/alecthomas/kong"

	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

// classifierImportCmd makes the city's classifier what a file says.
type classifierImportCmd struct {
	Database DatabaseConfig `embed:""`
	File     string         `arg:"" type:"existingfile" help:"The classifier, a CSV file."`
	Profile  string         `default:"mariupol" help:"The profile that it has to fit: a file, or the name of one that ships."`
}

// Run checks the whole file before it changes anything; running copies notice within seconds.
func (c *classifierImportCmd) Run(ctx context.Context, k *kong.Context) error {
	classifier, err := readClassifier(c.File)
	if err != nil {
		return printFaults(k.Stdout, err)
	}
	p, err := findProfile(c.Profile, time.Now())
	if err != nil {
		return printFaults(k.Stdout, err)
	}
	if err := p.CheckClassifier(classifier); err != nil {
		return err
	}
	pool, err := openDatabase(ctx, c.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	if err := pgstore.Import(ctx, pg.NewDB(pool), classifier); err != nil {
		return err
	}
	_, err = fmt.Fprintf(k.Stdout, "imported %d topics, %d organisations, %d districts, %d other bodies\n",
		len(classifier.Topics), len(classifier.Orgs), len(classifier.Districts), len(classifier.Bodies))
	return err
}

// classifierExportCmd prints the city's classifier.
type classifierExportCmd struct {
	Database DatabaseConfig `embed:""`
}

// Run prints what import reads.
func (c *classifierExportCmd) Run(ctx context.Context, k *kong.Context) error {
	pool, err := openDatabase(ctx, c.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	catalogue, err := pgstore.NewCatalogue(ctx, pg.NewDB(pool), slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	classifier := catalogue.Classifier()
	return regulation.WriteClassifierCSV(k.Stdout, &classifier)
}
