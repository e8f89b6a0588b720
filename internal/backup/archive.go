package backup

import (
	"archive/tar"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"hotline/casecore"
)

// listed is a line of files.tsv.
type listed struct {
	key  string
	size int64
	sum  string // SHA-256 in hexadecimal
}

func (f listed) line() string { return fmt.Sprintf("%s\t%d\t%s\n", f.key, f.size, f.sum) }

func parseListed(line string) (listed, error) {
	parts := strings.Split(line, "\t")
	if len(parts) != 3 || parts[0] == "" || !filepath.IsLocal(parts[0]) {
		return listed{}, fmt.Errorf("backup: a line of %s is no file: %q", listEntry, line)
	}
	size, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || size < 0 {
		return listed{}, fmt.Errorf("backup: a line of %s has no size: %q", listEntry, line)
	}
	return listed{key: parts[0], size: size, sum: parts[2]}, nil
}

// writer is an archive that is being written.
type writer struct {
	tar *tar.Writer
	at  time.Time
}

func (w writer) add(name string, size int64, r io.Reader) error {
	if err := w.tar.WriteHeader(&tar.Header{
		Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: w.at, Format: tar.FormatPAX,
	}); err != nil {
		return fmt.Errorf("backup: %s: %w", name, err)
	}
	if _, err := io.Copy(w.tar, r); err != nil {
		return fmt.Errorf("backup: %s: %w", name, err)
	}
	return nil
}

func (w writer) addJSON(name string, value any) error {
	b, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return w.add(name, int64(len(b)), strings.NewReader(string(b)))
}

func (w writer) addFile(ctx context.Context, name, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	return w.add(name, info.Size(), contextReader{ctx, file})
}

// archive puts everything together and onto the disk.
func (s Source) archive(ctx context.Context, work, path string, m Manifest) (end End, err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return End{}, fmt.Errorf("backup: %w", err)
	}
	defer file.Close()
	buffered := bufio.NewWriterSize(file, 1<<20)
	w := writer{tar: tar.NewWriter(buffered), at: m.MadeAt.Truncate(time.Second)}
	if err := w.addJSON(manifestEntry, m); err != nil {
		return End{}, err
	}
	for _, name := range []string{listEntry, dumpEntry} {
		if err := w.addFile(ctx, name, filepath.Join(work, name)); err != nil {
			return End{}, err
		}
	}
	if end, err = s.addBlobs(ctx, w, filepath.Join(work, listEntry), m.Counts.FileBytes); err != nil {
		return end, err
	}
	if err := w.addJSON(endEntry, end); err != nil {
		return end, err
	}
	for _, step := range []func() error{w.tar.Close, buffered.Flush, file.Sync, file.Close} {
		if err := step(); err != nil {
			return end, fmt.Errorf("backup: %w", err)
		}
	}
	return end, nil
}

// addBlobs copies the bytes of every file of the list.
func (s Source) addBlobs(ctx context.Context, w writer, list string, total int64) (end End, err error) {
	end = End{Missing: []string{}, Damaged: []string{}}
	file, err := os.Open(list)
	if err != nil {
		return end, err
	}
	defer file.Close()
	var done int64
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		f, err := parseListed(lines.Text())
		if err != nil {
			return end, err
		}
		if err := s.addBlob(ctx, w, f, &end); err != nil {
			return end, err
		}
		if done += f.size; s.Progress != nil {
			s.Progress(done, total)
		}
	}
	return end, lines.Err()
}

func (s Source) addBlob(ctx context.Context, w writer, f listed, end *End) error {
	r, err := s.Blobs.Read(ctx, f.key)
	if casecore.CodeOf(err) == casecore.NotFound { // erased since the snapshot, or lost long ago
		note(&end.Missing, &end.MoreMissing, f.key)
		return nil
	}
	if err != nil {
		return fmt.Errorf("backup: %s: %w", f.key, err)
	}
	defer r.Close()
	size, err := r.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = r.Seek(0, io.SeekStart)
	}
	if err != nil {
		return fmt.Errorf("backup: %s: %w", f.key, err)
	}
	h := sha256.New()
	if err := w.add(filesPrefix+f.key, size, io.TeeReader(contextReader{ctx, r}, h)); err != nil {
		return err
	}
	end.Files++
	if hex.EncodeToString(h.Sum(nil)) != f.sum {
		note(&end.Damaged, &end.MoreDamaged, f.key)
	}
	return nil
}

// note names a key as long as there is room, and counts it where there is none.
func note(named *[]string, more *int64, key string) {
	if len(*named) >= maxNamed {
		*more++
		return
	}
	*named = append(*named, key)
}
