package pbx

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// PreparePrivate makes the folders of an Asterisk that keeps all it has under home and runs from the tree, and returns
// them. They belong to home's owner. What is there already stays.
func PreparePrivate(home, tree string) (Paths, error) {
	paths := PrivatePaths(home, tree)
	for _, dir := range []string{
		paths.Etc, paths.Cache, paths.Lib, filepath.Join(paths.Lib, "keys"), paths.Music, paths.Data, paths.Sounds(),
		paths.Spool, paths.Recordings(), filepath.Join(paths.Spool, "tmp"), paths.Run, paths.Log,
	} {
		if err := makeDir(dir); err != nil {
			return Paths{}, fmt.Errorf("pbx: %w", err)
		}
	}
	share := filepath.Join(tree, "usr/share/asterisk")
	for link, target := range map[string]string{ // the package's own links are absolute and lead out of the tree
		filepath.Join(paths.Sounds(), "en"):        filepath.Join(share, "sounds/en_US_f_Allison"),
		filepath.Join(paths.Data, "documentation"): filepath.Join(share, "documentation"),
		filepath.Join(paths.Data, "rest-api"):      filepath.Join(share, "rest-api"),
	} {
		if err := os.Symlink(target, link); err != nil && !errors.Is(err, fs.ErrExist) {
			return Paths{}, fmt.Errorf("pbx: %w", err)
		}
	}
	return paths, nil
}

// makeDir makes one folder for the owner of the one that it is in.
func makeDir(path string) error {
	if err := os.Mkdir(path, 0o755); err != nil { //nolint:gosec // the product reads recordings as another user
		if errors.Is(err, fs.ErrExist) {
			return nil
		}
		return err
	}
	return giveToOwner(path, filepath.Dir(path))
}
