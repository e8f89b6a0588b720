package pad

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"
)

// said is something of a client's that the hall has not acknowledged.
type said struct {
	Type  string    `json:"type"` // press or pressure
	ID    uuid.UUID `json:"id"`
	Nonce uuid.UUID `json:"nonce"`
	Mark  int       `json:"mark,omitempty"`
	At    time.Time `json:"at"` // with a clock that does not jump, until it is read from the file
}

// age is how long ago it was said, never less than nothing: after a restart only the calendar knows.
func (s *said) age(now time.Time) time.Duration { return max(now.Sub(s.At), 0) }

// State is what a pad keeps over restarts.
type State struct {
	path string

	Token  string `json:"token"`
	Unsent []said `json:"unsent,omitempty"`
}

// OpenState reads a pad's file; one that is not there is a pad that was never paired.
func OpenState(path string) (*State, error) {
	s := &State{path: path}
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("pad: state: %w", err)
	}
	if err := json.Unmarshal(b, s); err != nil {
		return nil, fmt.Errorf("pad: state %s: %w", path, err)
	}
	return s, nil
}

// Save writes the file as a whole, so that no cut leaves half of it. The token is for nobody else's eyes.
func (s *State) Save() error {
	b, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("pad: state: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(s.path), ".pad-*") // readable by its owner alone
	if err != nil {
		return fmt.Errorf("pad: state: %w", err)
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), s.path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("pad: state: %w", err), os.Remove(f.Name()))
	}
	return nil
}
