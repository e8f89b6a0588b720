package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"hotline/casecore"
	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
	"hotline/internal/i18n"
	"hotline/internal/pg"
)

// userCmd administers those who sign in.
type userCmd struct {
	Database DatabaseConfig `embed:""`
	in       *os.File       // where passwords are read, the standard input when nil

	Add     userAddCmd     `cmd:"" help:"Add a person; the password is asked for, or read from the standard input."`
	Passwd  userPasswdCmd  `cmd:"" help:"Change a password, which ends the person's sessions and unlocks the account."`
	Disable userDisableCmd `cmd:"" help:"Keep a person out from now on, and end their sessions."`
	Enable  userEnableCmd  `cmd:"" help:"Let a disabled person in again."`
	Grant   userGrantCmd   `cmd:"" help:"Give a person a role."`
	Revoke  userRevokeCmd  `cmd:"" help:"Take a role away."`
	List    userListCmd    `cmd:"" help:"List everybody with their roles."`
}

// people opens the database and calls do with those who administer.
func (c *userCmd) people(ctx context.Context, do func(office *staff.Office, people *pgstore.People) error) error {
	pool, err := openDatabase(ctx, c.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	people := pgstore.NewPeople(pg.NewDB(pool))
	return inWords(do(staff.NewOffice(people, staff.NewHasher(staff.DefaultParams()), time.Now), people))
}

// inWords makes a sentence of what was refused. What failed on our side stays as it is: whoever administers mends it.
func inWords(err error) error {
	if code := casecore.CodeOf(err); code == "" || code == casecore.Internal {
		return err
	}
	texts, textErr := i18n.New()
	if textErr != nil {
		return errors.Join(err, textErr)
	}
	return errors.New(texts.Explain("en", err))
}

type userAddCmd struct {
	Login string `arg:"" help:"What the person signs in with."`
	Name  string `required:"" help:"The person's name."`
	Lang  string `default:"uk" help:"The language they read: uk, en or pl."`
	Phone string `help:"Their telephone."`

	grantFlags `embed:""`
}

// Run adds the person, with a role when one is given.
func (c *userAddCmd) Run(ctx context.Context, k *kong.Context, u *userCmd) error {
	password, err := u.password(k.Stderr)
	if err != nil {
		return err
	}
	return u.people(ctx, func(office *staff.Office, people *pgstore.People) error {
		person := staff.NewPerson{Login: c.Login, Name: c.Name, Lang: c.Lang, Phone: c.Phone, Password: password}
		if c.Role != "" {
			grant, err := c.grant(ctx, people)
			if err != nil {
				return err
			}
			person.Grants = []casecore.Grant{grant}
		}
		id, err := office.Add(ctx, person)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(k.Stdout, "%s is %s\n", staff.Folded(c.Login), id)
		return err
	})
}

type userPasswdCmd struct {
	Login string `arg:"" help:"Whose password."`
}

// Run changes the password.
func (c *userPasswdCmd) Run(ctx context.Context, k *kong.Context, u *userCmd) error {
	password, err := u.password(k.Stderr)
	if err != nil {
		return err
	}
	return u.people(ctx, func(office *staff.Office, _ *pgstore.People) error {
		return office.SetPassword(ctx, c.Login, password)
	})
}

type userDisableCmd struct {
	Login string `arg:"" help:"Whom."`
}

// Run disables the person.
func (c *userDisableCmd) Run(ctx context.Context, u *userCmd) error {
	return u.people(ctx, func(office *staff.Office, _ *pgstore.People) error { return office.Disable(ctx, c.Login) })
}

type userEnableCmd struct {
	Login string `arg:"" help:"Whom."`
}

// Run lets the person in again.
func (c *userEnableCmd) Run(ctx context.Context, u *userCmd) error {
	return u.people(ctx, func(office *staff.Office, _ *pgstore.People) error { return office.Enable(ctx, c.Login) })
}

// grantFlags describe a role as it is given to somebody.
type grantFlags struct {
	Role  string `help:"A role of the documents: agent, supervisor, executor, …"`
	Org   string `help:"Code of the organisation that the role is for."`
	Area  string `help:"Area of a control body."`
	Since string `help:"First day, 2006-01-02; from always when absent." placeholder:"DAY"`
	Until string `help:"Last day, 2006-01-02; for ever when absent."     placeholder:"DAY"`
}

// grant reads the flags; an organisation's code becomes its id.
func (f *grantFlags) grant(ctx context.Context, people *pgstore.People) (casecore.Grant, error) {
	g := casecore.Grant{Role: regulation.RoleID(f.Role), Area: f.Area}
	var err error
	if f.Org != "" {
		if g.Org, err = people.OrgByCode(ctx, f.Org); err != nil {
			return casecore.Grant{}, fmt.Errorf("no organisation has the code %q", f.Org)
		}
	}
	if f.Since != "" {
		if g.Since, err = time.Parse(time.DateOnly, f.Since); err != nil {
			return casecore.Grant{}, fmt.Errorf("--since %q is no day such as 2026-01-31", f.Since)
		}
	}
	if f.Until != "" {
		last, err := time.Parse(time.DateOnly, f.Until)
		if err != nil {
			return casecore.Grant{}, fmt.Errorf("--until %q is no day such as 2026-01-31", f.Until)
		}
		g.Until = last.AddDate(0, 0, 1) // the last day counts
	}
	return g, nil
}

type userGrantCmd struct {
	Login string `arg:"" help:"To whom."`

	grantFlags `embed:""`
}

// Run gives the role.
func (c *userGrantCmd) Run(ctx context.Context, u *userCmd) error {
	return u.people(ctx, func(office *staff.Office, people *pgstore.People) error {
		g, err := c.grant(ctx, people)
		if err != nil {
			return err
		}
		return office.Grant(ctx, c.Login, g)
	})
}

type userRevokeCmd struct {
	Login string `arg:"" help:"From whom."`

	grantFlags `embed:""`
}

// Run takes the role away.
func (c *userRevokeCmd) Run(ctx context.Context, k *kong.Context, u *userCmd) error {
	return u.people(ctx, func(office *staff.Office, people *pgstore.People) error {
		g, err := c.grant(ctx, people)
		if err != nil {
			return err
		}
		n, err := office.Revoke(ctx, c.Login, g)
		if err != nil {
			return err
		}
		if n == 0 {
			return errors.New("there was no such role to take away")
		}
		_, err = fmt.Fprintf(k.Stdout, "%d taken away\n", n)
		return err
	})
}

type userListCmd struct{}

// Run prints a line for each person.
func (c *userListCmd) Run(ctx context.Context, k *kong.Context, u *userCmd) error {
	return u.people(ctx, func(_ *staff.Office, people *pgstore.People) error {
		list, err := people.List(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(k.Stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "login\tname\troles\tstate")
		for _, p := range list {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", p.Login, p.Name, rolesOf(p.Grants), stateOf(&p.Account, time.Now()))
		}
		return table.Flush()
	})
}

func rolesOf(grants []casecore.Grant) string {
	list := make([]string, 0, len(grants))
	for _, g := range grants {
		s := string(g.Role)
		if !g.Org.IsZero() {
			s += "@" + g.Org.String()
		}
		if g.Area != "" {
			s += "/" + g.Area
		}
		if !g.Until.IsZero() {
			s += " until " + g.Until.AddDate(0, 0, -1).Format(time.DateOnly)
		}
		list = append(list, s)
	}
	return strings.Join(list, ", ")
}

func stateOf(a *staff.Account, now time.Time) string {
	switch {
	case !a.DisabledAt.IsZero():
		return "disabled " + a.DisabledAt.Format(time.DateOnly)
	case a.LockedUntil.After(now):
		return "locked until " + a.LockedUntil.Format(time.RFC3339)
	}
	return "active"
}

// password asks at a terminal without showing what is typed, and reads the first line of anything else. A password is
// never an argument: those are seen in the list of processes.
func (c *userCmd) password(prompt io.Writer) (string, error) {
	in := c.in
	if in == nil {
		in = os.Stdin
	}
	if fd := int(in.Fd()); term.IsTerminal(fd) { //nolint:gosec // a file descriptor is small
		fmt.Fprint(prompt, "password: ")
		b, err := term.ReadPassword(fd)
		fmt.Fprintln(prompt)
		return string(b), err
	}
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}
