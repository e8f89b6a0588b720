package backup

import (
	"archive/tar"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// visitor is given an archive's parts in their order; nil functions pass over theirs. What a function leaves unread is
// read for it.
type visitor struct {
	manifest func(Manifest) error
	dump     func(io.Reader) error
	file     func(key string, r io.Reader) error
	// last is the entry after which nothing more is read, "" for the end.
	last string
	// bytes is told how much of the archive was read, and its size.
	bytes func(done, total int64)
}

// errCut is what an archive has that ended early.
var errCut = errors.New("backup: the archive is not complete: it was cut short")

// walk reads an archive from end to end and compares every sum. A visitor may have acted on a part before a later one
// turns out to be wrong: whoever minds, verifies first.
func walk(ctx context.Context, path string, v visitor) (m Manifest, end End, err error) {
	file, err := os.Open(path)
	if err != nil {
		return m, end, fmt.Errorf("backup: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return m, end, fmt.Errorf("backup: %w", err)
	}
	w := &walker{visitor: v, file: file, size: info.Size(), tar: tar.NewReader(bufio.NewReaderSize(contextReader{ctx, file}, 1<<20))}
	defer w.close()
	for _, step := range []struct {
		entry string
		read  func() error
	}{{manifestEntry, w.readManifest}, {listEntry, w.readList}, {dumpEntry, w.readDump}, {endEntry, w.readFiles}} {
		if err := step.read(); err != nil {
			return w.m, w.end, err
		}
		if step.entry == v.last {
			break
		}
	}
	return w.m, w.end, nil
}

// walker is one reading.
type walker struct {
	visitor
	file  *os.File
	size  int64
	tar   *tar.Reader
	m     Manifest
	end   End
	list  *os.File // files.tsv, unlinked
	lines *bufio.Scanner
	found int64
}

func (w *walker) close() {
	if w.list != nil {
		_ = w.list.Close()
	}
}

// next is the next entry's name.
func (w *walker) next() (string, error) {
	header, err := w.tar.Next()
	if w.bytes != nil {
		if at, err := w.file.Seek(0, io.SeekCurrent); err == nil {
			w.bytes(at, w.size)
		}
	}
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "", errCut
	case err != nil:
		return "", fmt.Errorf("backup: not an archive of hotline: %w", err)
	}
	return header.Name, nil
}

func (w *walker) expect(name string) error {
	got, err := w.next()
	if err == nil && got != name {
		err = fmt.Errorf("backup: the archive has %q where %s belongs", got, name)
	}
	return err
}

func (w *walker) readManifest() error {
	if err := w.expect(manifestEntry); err != nil {
		return err
	}
	if err := readJSON(w.tar, &w.m); err != nil {
		return fmt.Errorf("backup: %s: %w", manifestEntry, err)
	}
	if err := w.m.check(); err != nil {
		return err
	}
	if w.manifest == nil {
		return nil
	}
	return w.manifest(w.m)
}

// readList keeps the list on disk: there may be millions of files.
func (w *walker) readList() (err error) {
	if err := w.expect(listEntry); err != nil {
		return err
	}
	if w.list, err = os.CreateTemp("", "hotline-files-"); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	_ = os.Remove(w.list.Name()) // it goes with the process, whatever becomes of it
	if err := w.summed(listEntry, w.m.List, func(r io.Reader) error {
		_, err := io.Copy(w.list, r)
		return err
	}); err != nil {
		return err
	}
	_, err = w.list.Seek(0, io.SeekStart)
	w.lines = bufio.NewScanner(w.list)
	return err
}

func (w *walker) readDump() error {
	if err := w.expect(dumpEntry); err != nil {
		return err
	}
	return w.summed(dumpEntry, w.m.Database, w.dump)
}

// summed lets use read the entry and compares what it was.
func (w *walker) summed(name string, want Content, use func(io.Reader) error) error {
	h, n := sha256.New(), counter(0)
	r := io.TeeReader(w.tar, io.MultiWriter(h, &n))
	if use != nil {
		if err := use(r); err != nil {
			return err
		}
	}
	if _, err := io.Copy(io.Discard, r); err != nil {
		return cut(err)
	}
	if int64(n) != want.Size || hex.EncodeToString(h.Sum(nil)) != want.SHA256 {
		return fmt.Errorf("backup: %s is not what was written: the archive is damaged", name)
	}
	return nil
}

func cut(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errCut
	}
	return err
}

// readFiles follows the list, in whose order the files are.
func (w *walker) readFiles() error {
	var wrong []string // bytes that are not those of the list: each has to be known as damaged
	for {
		name, err := w.next()
		if err != nil {
			return err
		}
		if name == endEntry {
			break
		}
		key, ok := strings.CutPrefix(name, filesPrefix)
		if !ok {
			return fmt.Errorf("backup: the archive has %q among the files", name)
		}
		f, err := w.seek(key)
		if err != nil {
			return err
		}
		h := sha256.New()
		r := io.TeeReader(w.tar, h)
		if w.visitor.file != nil {
			if err := w.visitor.file(key, r); err != nil {
				return err
			}
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			return cut(err)
		}
		w.found++
		if hex.EncodeToString(h.Sum(nil)) != f.sum && len(wrong) < maxNamed {
			wrong = append(wrong, key)
		}
	}
	if err := readJSON(w.tar, &w.end); err != nil {
		return fmt.Errorf("backup: %s: %w", endEntry, cut(err))
	}
	return w.compare(wrong)
}

// seek goes on in the list to key. What is passed over has no bytes here.
func (w *walker) seek(key string) (listed, error) {
	for w.lines.Scan() {
		f, err := parseListed(w.lines.Text())
		if err != nil {
			return listed{}, err
		}
		if f.key == key {
			return f, nil
		}
	}
	return listed{}, errors.Join(fmt.Errorf("backup: the file %s is not in %s", key, listEntry), w.lines.Err())
}

func (w *walker) compare(wrong []string) error {
	if w.found != w.end.Files {
		return fmt.Errorf("backup: the archive has %d files of %d", w.found, w.end.Files)
	}
	known := make(map[string]bool, len(w.end.Damaged))
	for _, key := range w.end.Damaged {
		known[key] = true
	}
	for _, key := range wrong {
		if !known[key] && len(w.end.Damaged) < maxNamed {
			return fmt.Errorf("backup: the file %s is not what was written: the archive is damaged", key)
		}
	}
	return nil
}

// Verify reads the whole archive and compares every size and sum. progress may be nil; it is told bytes.
func Verify(ctx context.Context, path string, progress func(done, total int64)) (Manifest, End, error) {
	return walk(ctx, path, visitor{bytes: progress})
}
