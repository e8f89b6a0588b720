package regulation

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// ErrUnknownProfile says that there is no such profile, or no version of it in force at that instant.
var ErrUnknownProfile = errors.New("regulation: unknown profile")

// Library holds every known profile in all its versions.
type Library struct {
	versions map[ProfileName][]*Profile // by the start of force
}

// NewLibrary puts profiles together. It fails when two versions of one profile carry the same name or
// are in force at the same time: which of them a case is taken under would be a matter of chance.
func NewLibrary(profiles ...*Profile) (*Library, error) {
	l := &Library{versions: make(map[ProfileName][]*Profile)}
	for _, p := range profiles {
		l.versions[p.Name] = append(l.versions[p.Name], p)
	}
	var errs []error
	for name, versions := range l.versions {
		slices.SortFunc(versions, func(a, b *Profile) int { return a.Effective.From.Compare(b.Effective.From) })
		seen := make(map[string]bool, len(versions))
		for i, p := range versions {
			if seen[p.Version] {
				errs = append(errs, fmt.Errorf("regulation: %s has version %s twice", name, p.Version))
			}
			seen[p.Version] = true
			if i > 0 && versions[i-1].Effective.Has(p.Effective.From) {
				errs = append(errs, fmt.Errorf("regulation: %s %s and %s are in force together", name, versions[i-1].Version, p.Version))
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return l, nil
}

// At returns the version of the profile in force at t: the one under which a case taken at t stays
// (MR-9.2).
func (l *Library) At(name ProfileName, t time.Time) (*Profile, error) {
	p, ok := find(l.versions[name], func(p *Profile) bool { return p.Effective.Has(t) })
	if !ok {
		return nil, fmt.Errorf("%w: %q at %s", ErrUnknownProfile, name, t.Format(time.RFC3339))
	}
	return p, nil
}

// Version returns one version of the profile, in force or not: the one that a case keeps.
func (l *Library) Version(name ProfileName, version string) (*Profile, error) {
	p, ok := find(l.versions[name], func(p *Profile) bool { return p.Version == version })
	if !ok {
		return nil, fmt.Errorf("%w: %q version %q", ErrUnknownProfile, name, version)
	}
	return p, nil
}

// Names lists the profiles in alphabetical order.
func (l *Library) Names() []ProfileName {
	return slices.SortedFunc(maps.Keys(l.versions), cmp.Compare)
}

// Versions lists the versions of a profile from the oldest on.
func (l *Library) Versions(name ProfileName) []*Profile { return slices.Clone(l.versions[name]) }
