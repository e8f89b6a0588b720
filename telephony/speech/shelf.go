package speech

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// freshFor is how long a sound that was asked for stays, however full the folder is: it is about to be fetched.
	freshFor = 10 * time.Minute
	// unfinished begins the names of files that are being written.
	unfinished = ".new-"
)

// shelf is the folder of sounds.
type shelf struct {
	dir  string
	most int64
	now  func() time.Time

	mu   sync.Mutex
	size int64
}

func (s *shelf) path(id string) string { return filepath.Join(s.dir, id+extension) }

// find also marks the sound as wanted.
func (s *shelf) find(id string) (Sound, bool) {
	info, err := os.Stat(s.path(id))
	if err != nil || info.Size() <= headerSize {
		return Sound{}, false
	}
	now := s.now()
	if now.Sub(info.ModTime()) > freshFor/2 {
		_ = os.Chtimes(s.path(id), now, now) // it may be dropped a little earlier
	}
	return Sound{ID: id}, true
}

// open makes the folder, counts what is in it and removes what a killed process left half written.
func (s *shelf) open() error {
	// The folder above is others' as well.
	if err := os.MkdirAll(filepath.Dir(s.dir), 0o755); err != nil { //nolint:gosec // it holds no sounds
		return err
	}
	if err := os.Mkdir(s.dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		info, err := entry.Info()
		switch {
		case err != nil: // another process has dropped it
		case strings.HasPrefix(entry.Name(), unfinished) && s.now().Sub(info.ModTime()) > freshFor:
			_ = os.Remove(filepath.Join(s.dir, entry.Name()))
		default:
			s.size += info.Size()
		}
	}
	return nil
}

// put keeps a sound, whole, and makes room when there is too much.
func (s *shelf) put(id string, file []byte) error {
	temporary, err := os.CreateTemp(s.dir, unfinished+"*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name()) // gone already when all went well
	_, err = temporary.Write(file)
	if err := errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	now := s.now()
	if err := os.Chtimes(temporary.Name(), now, now); err != nil {
		return err
	}
	if err := os.Rename(temporary.Name(), s.path(id)); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.size += int64(len(file))
	if s.size > s.most {
		return s.sweep()
	}
	return nil
}

// sweep drops what was said longest ago until a tenth of the folder is free. It is called with the lock held.
func (s *shelf) sweep() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	type sound struct {
		id   string
		size int64
		said time.Time
	}
	var sounds []sound
	s.size = 0
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			continue // another process has dropped it
		}
		s.size += info.Size()
		id := strings.TrimSuffix(entry.Name(), extension)
		if soundID.MatchString(id) && s.now().Sub(info.ModTime()) > freshFor {
			sounds = append(sounds, sound{id, info.Size(), info.ModTime()})
		}
	}
	slices.SortFunc(sounds, func(a, b sound) int { return a.said.Compare(b.said) })
	for _, old := range sounds {
		if s.size <= s.most/10*9 {
			return nil
		}
		if err := os.Remove(s.path(old.id)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		s.size -= old.size
	}
	return nil
}
