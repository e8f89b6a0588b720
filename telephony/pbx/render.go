package pbx

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"text/template"
	"time"

	"hotline/deploy/asterisk"
)

// private are the files with passwords.
var private = map[string]bool{"ari.conf": true, "pjsip.conf": true}

const (
	publicMode  = 0o644
	privateMode = 0o600
)

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"host":    func(bind string) string { return netip.MustParseAddrPort(bind).Addr().String() },
	"port":    func(bind string) uint16 { return netip.MustParseAddrPort(bind).Port() },
	"join":    func(list []string) string { return strings.Join(list, ",") },
	"seconds": func(d time.Duration) int { return int(d.Seconds()) },
}).ParseFS(asterisk.Templates, "*.tmpl"))

// Render writes every file into dir, which it makes when it is missing. Nothing is written when the settings are wrong.
// Files belong to the folder's owner when root writes them.
func Render(s Settings, dir string) error {
	if err := s.Validate(); err != nil {
		return err
	}
	names, err := fs.Glob(asterisk.Templates, "*.tmpl")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // what is secret in it is private by itself
		return fmt.Errorf("pbx: %w", err)
	}
	for _, name := range names {
		file := strings.TrimSuffix(name, ".tmpl")
		if err := renderFile(dir, file, s); err != nil {
			return err
		}
	}
	return nil
}

func renderFile(dir, name string, s Settings) error {
	var text bytes.Buffer
	if err := templates.ExecuteTemplate(&text, name+".tmpl", s); err != nil {
		return fmt.Errorf("pbx: %s: %w", name, err)
	}
	mode := fs.FileMode(publicMode)
	if private[name] {
		mode = privateMode
	}
	if err := replaceFile(filepath.Join(dir, name), text.Bytes(), mode); err != nil {
		return fmt.Errorf("pbx: %w", err)
	}
	return nil
}

// replaceFile puts a whole new file in the place of the old one, so that nobody reads half of it.
func replaceFile(path string, content []byte, mode fs.FileMode) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*") // 0600 from the start
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // gone already when all went well
	_, err = file.Write(content)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := giveToOwner(file.Name(), filepath.Dir(path)); err != nil {
		return err
	}
	if err := os.Chmod(file.Name(), mode); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// giveToOwner lets the folder's owner, whom Asterisk runs as, have what root wrote.
func giveToOwner(path, dir string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	return os.Chown(path, int(owner.Uid), int(owner.Gid))
}
