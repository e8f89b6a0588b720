// Package ical writes calendar files (RFC 5545), as a telephone's calendar reads them.
//
// A [File] is written from its first line to its last by one goroutine and sent once.
package ical
