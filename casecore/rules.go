package casecore

import (
	"time"

	"hotline/casecore/regulation"
)

// City implements [Rules] for one city: the profile that it works by, in all its versions (MR-9.2).
type City struct {
	Library *regulation.Library
	Name    regulation.ProfileName
}

var _ Rules = City{}

// At implements [Rules].
func (c City) At(t time.Time) (*regulation.Profile, error) { return c.Library.At(c.Name, t) }

// Versions lists the versions of the city's profile from the oldest on.
func (c City) Versions() []*regulation.Profile { return c.Library.Versions(c.Name) }

// Version implements [Rules]. A case may have been taken under another profile than today's.
func (c City) Version(name regulation.ProfileName, version string) (*regulation.Profile, error) {
	return c.Library.Version(name, version)
}
