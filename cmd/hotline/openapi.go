package main

import (
	"fmt"

	"github.com/alecthomas/kong"

	"hotline/dashboard"
	"hotline/queuehall/api"
)

// openAPICmd prints the description that the consoles' types are generated from.
type openAPICmd struct{}

// Run prints it.
func (c *openAPICmd) Run(k *kong.Context) error {
	b, err := dashboard.OpenAPI(api.New(api.Config{}), api.NewResults(nil))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(k.Stdout, "%s", b)
	return err
}
