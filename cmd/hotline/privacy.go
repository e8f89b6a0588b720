package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"text/tabwriter"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/pgstore"
	"hotline/casecore/privacy"
	"hotline/internal/blob"
	"hotline/internal/pg"
	"hotline/queuehall"
)

// privacyCmd serves people who ask about their data, from the shell.
type privacyCmd struct {
	Database   DatabaseConfig `embed:""`
	BlobURL    string         `name:"blob-url" env:"BLOB_URL" default:"file:///var/lib/hotline/files" help:"Where files are kept."`
	Regulation string         `name:"regulation" env:"REGULATION" default:"mariupol" help:"The city's rules: a profile's name or file."`

	Find    privacyFindCmd    `cmd:"" help:"List the reports of a person, by a contact of theirs."`
	Export  privacyExportCmd  `cmd:"" help:"Write all that is kept about a person into a zip archive."`
	Erase   privacyEraseCmd   `cmd:"" help:"Erase a person's data and print the receipt."`
	Hold    privacyHoldCmd    `cmd:"" help:"Keep a case's data whatever anybody asks."`
	Release privacyReleaseCmd `cmd:"" help:"End a hold."`
	Retain  privacyRetainCmd  `cmd:"" help:"Let go now of what the profile keeps no longer; the core role does it daily."`
}

// office opens what the commands need and calls do.
func (c *privacyCmd) office(ctx context.Context, do func(*privacy.Office) error) error {
	pool, err := openDatabase(ctx, c.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	db, log := pg.NewDB(pool), slog.New(slog.DiscardHandler)
	store := pgstore.New(db)
	catalogue, err := pgstore.NewCatalogue(ctx, db, log)
	if err != nil {
		return err
	}
	city, err := cityOf(ctx, db, c.Regulation)
	if err != nil {
		return err
	}
	files, err := blob.Open(ctx, c.BlobURL, store, time.Now)
	if err != nil {
		return err
	}
	err = do(privacy.NewOffice(db, store, catalogue, files, city, time.Now, log).WithBookings(queuehall.NewHolders(db, time.Now)))
	return errors.Join(inWords(err), files.Close())
}

// privacyPerson is whom a command is about.
type privacyPerson struct {
	Phone    string `help:"Their telephone, in E.164 form (+380…)." group:"person"`
	Email    string `help:"Their mailbox." group:"person"`
	Telegram string `help:"Their chat's id." group:"person"`
	Number   string `help:"The number of a case of theirs." group:"person"`
}

func (p privacyPerson) contact() (privacy.Contact, error) {
	by := privacy.Contact{Phone: casecore.Phone(p.Phone), Email: p.Email, Telegram: p.Telegram}
	var err error
	if p.Number != "" {
		by.Number, err = casecore.ParseNumber(p.Number)
	}
	return by, err
}

type privacyFindCmd struct{ privacyPerson }

// Run prints what is found; names stand on the terminal of whoever administers and nowhere else.
func (c *privacyFindCmd) Run(ctx context.Context, k *kong.Context, parent *privacyCmd) error {
	return parent.office(ctx, func(o *privacy.Office) error {
		by, err := c.contact()
		if err != nil {
			return err
		}
		found, err := o.Find(ctx, by)
		if err != nil {
			return err
		}
		booked, err := o.FindBookings(ctx, by)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(k.Stdout, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "report\treceived\tcase\tstate\tname")
		for _, f := range found {
			state := "open"
			switch {
			case f.Held:
				state = "held"
			case f.Ended:
				state = "ended"
			}
			_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", f.Report, f.ReceivedAt.Format(time.DateOnly), orElse(f.Number, "-"), state, f.Name)
		}
		for i := range booked {
			b := &booked[i]
			_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", b.ID, b.At.Format(time.DateOnly), "-", "booking", b.Branch.In("uk"))
		}
		return table.Flush()
	})
}

// ask records what somebody wants done with everything that is found.
func (p privacyPerson) ask(ctx context.Context, o *privacy.Office, kind privacy.Kind, proof string) (privacy.Request, error) {
	by, err := p.contact()
	if err != nil {
		return privacy.Request{}, err
	}
	found, err := o.Find(ctx, by)
	if err != nil {
		return privacy.Request{}, err
	}
	booked, err := o.FindBookings(ctx, by)
	if err != nil {
		return privacy.Request{}, err
	}
	ask := privacy.Ask{ID: uuid.New(), Kind: kind, Proof: proof, Actor: casecore.System}
	for _, f := range found {
		ask.Reports = append(ask.Reports, f.Report)
	}
	for i := range booked {
		ask.Bookings = append(ask.Bookings, booked[i].ID)
	}
	return o.Ask(ctx, ask)
}

type privacyExportCmd struct {
	privacyPerson

	Proof string `required:"" help:"How the person showed who they are."`
	Out   string `required:"" type:"path" help:"The archive to write."`
}

// Run writes the archive; nobody but its owner may read it.
func (c *privacyExportCmd) Run(ctx context.Context, k *kong.Context, parent *privacyCmd) error {
	return parent.office(ctx, func(o *privacy.Office) error {
		r, err := c.ask(ctx, o, privacy.Export, c.Proof)
		if err != nil {
			return err
		}
		file, err := os.OpenFile(c.Out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		r, err = o.Package(ctx, r.ID, casecore.System, file)
		if err = errors.Join(err, file.Close()); err != nil {
			return err
		}
		_, err = fmt.Fprintf(k.Stdout, "request %s: %d reports in %s\n", r.ID, len(r.Reports), c.Out)
		return err
	})
}

type privacyEraseCmd struct {
	privacyPerson

	Proof string `required:"" help:"How the person showed who they are."`
	Yes   bool   `help:"Erase. Without it only what would be erased is listed."`
}

// Run erases and prints the receipt.
func (c *privacyEraseCmd) Run(ctx context.Context, k *kong.Context, parent *privacyCmd) error {
	if !c.Yes {
		find := privacyFindCmd{c.privacyPerson}
		if err := find.Run(ctx, k, parent); err != nil {
			return err
		}
		_, err := fmt.Fprintln(k.Stdout, "Nothing was erased: add --yes.")
		return err
	}
	return parent.office(ctx, func(o *privacy.Office) error {
		r, err := c.ask(ctx, o, privacy.Erasure, c.Proof)
		if err != nil {
			return err
		}
		if r, err = o.Erase(ctx, r.ID, casecore.System); err != nil {
			return err
		}
		return printReceipt(k.Stdout, r)
	})
}

func printReceipt(w io.Writer, r privacy.Request) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(table, "receipt\t%s\ndone\t%s\n", r.ID, r.DoneAt.Format(time.RFC3339))
	for _, what := range r.Removed.Kinds() {
		_, _ = fmt.Fprintf(table, "removed %s\t%d\n", what, r.Removed[what])
	}
	for _, kept := range r.Kept {
		_, _ = fmt.Fprintf(table, "kept\t%s\t%s\n", orElse(kept.Number, kept.Report.String()), kept.Why)
	}
	return table.Flush()
}

type privacyHoldCmd struct {
	Number string `arg:"" help:"The case's number."`
	Reason string `required:"" help:"Why: a court, an inspection."`
}

// Run holds the case.
func (c *privacyHoldCmd) Run(ctx context.Context, parent *privacyCmd) error {
	return parent.office(ctx, func(o *privacy.Office) error {
		n, err := casecore.ParseNumber(c.Number)
		if err != nil {
			return err
		}
		return o.Hold(ctx, n, c.Reason, casecore.System)
	})
}

type privacyReleaseCmd struct {
	Number string `arg:"" help:"The case's number."`
	Reason string `required:"" help:"Why it need not be kept any longer."`
}

// Run releases the case.
func (c *privacyReleaseCmd) Run(ctx context.Context, parent *privacyCmd) error {
	return parent.office(ctx, func(o *privacy.Office) error {
		n, err := casecore.ParseNumber(c.Number)
		if err != nil {
			return err
		}
		return o.Release(ctx, n, c.Reason, casecore.System)
	})
}

type privacyRetainCmd struct{}

// Run lets go of what is old.
func (c *privacyRetainCmd) Run(ctx context.Context, k *kong.Context, parent *privacyCmd) error {
	return parent.office(ctx, func(o *privacy.Office) error {
		removed, err := o.Retain(ctx)
		if err != nil {
			return err
		}
		for _, what := range removed.Kinds() {
			_, _ = fmt.Fprintf(k.Stdout, "%s\t%d\n", what, removed[what])
		}
		return nil
	})
}
