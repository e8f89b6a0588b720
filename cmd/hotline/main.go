// Command hotline is a municipal contact centre in one binary: it serves, migrates, checks and administers.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // cities' zones, wherever it runs

	"github.com/alecthomas/kong"
)

// commands are what the binary can be asked to do.
type commands struct {
	Serve       serveCmd       `cmd:"" help:"Serve the roles of this copy until it is stopped."`
	Migrate     migrateCmd     `cmd:"" help:"Bring the database's schema up to this version."`
	CheckConfig checkConfigCmd `cmd:"" name:"check-config" help:"Print the configuration, secrets masked, and what is wrong with it."`
	Regulation  regulationCmd  `cmd:"" help:"Check and explain a city's rules."`
	Classifier  classifierCmd  `cmd:"" help:"Check, import and export the classifier."`
	Streets     streetsCmd     `cmd:"" help:"Check, import and export the register of streets."`
	Suggest     suggestCmd     `cmd:"" help:"Try the suggestion of topics, and measure it."`
	User        userCmd        `cmd:"" help:"Add and administer people."`
	Audit       auditCmd       `cmd:"" help:"Verify that the history was not altered."`
	Backup      backupCmd      `cmd:"" help:"Carry the whole city into one archive, and verify one."`
	Restore     restoreCmd     `cmd:"" help:"Bring a city back from an archive; its timers and letters are held."`
	Release     releaseCmd     `cmd:"" help:"Let timers and letters go after a restore."`
	Privacy     privacyCmd     `cmd:"" help:"Give people their data, erase them, keep or let go."`
	Asterisk    asteriskCmd    `cmd:"" help:"Configure the city's Asterisk."`
	Pad         padCmd         `cmd:"" help:"Be a rating pad of a hall, in a terminal."`
	OpenAPI     openAPICmd     `cmd:"" name:"openapi" help:"Print the description of the HTTP API."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	var cli commands
	k := kong.Parse(&cli, kong.Name("hotline"), kong.Description("A city's one door: what citizens say becomes a case with a term."),
		kong.UsageOnError(), kong.Vars(configVars()), kong.BindTo(ctx, (*context.Context)(nil)))
	err := k.Run()
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "hotline:", err)
		os.Exit(1)
	}
}
