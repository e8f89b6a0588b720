package regulation

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
)

//go:embed profiles/*.yaml
var profileFiles embed.FS

// Embedded returns the profiles that ship with the program.
func Embedded() (*Library, error) {
	sub, err := fs.Sub(profileFiles, "profiles")
	if err != nil {
		return nil, fmt.Errorf("regulation: embedded profiles: %w", err)
	}
	return ReadLibrary(sub)
}

// ReadLibrary reads every *.yaml of a directory as a profile. It fails with the [*SchemaError] of the
// first file that is not one.
func ReadLibrary(dir fs.FS) (*Library, error) {
	files, err := fs.Glob(dir, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("regulation: listing profiles: %w", err)
	}
	profiles := make([]*Profile, 0, len(files))
	for _, file := range files {
		data, err := fs.ReadFile(dir, file)
		if err != nil {
			return nil, fmt.Errorf("regulation: reading %s: %w", path.Base(file), err)
		}
		p, err := Parse(file, data)
		if err != nil {
			return nil, err
		}
		profiles = append(profiles, p)
	}
	return NewLibrary(profiles...)
}
