// Package asterisk holds the configuration of the city's Asterisk as templates of Go's text/template, which
// telephony/pbx fills in and writes.
package asterisk

import "embed"

// Templates are the files *.conf.tmpl, each named by the file that it makes.
//
//go:embed *.conf.tmpl
var Templates embed.FS
