package speech

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"golang.org/x/sync/singleflight"
)

// Config is what a [Speaker] is made of.
type Config struct {
	// Command is SPEECH_COMMAND: a program and its arguments by spaces, with {lang} for the language's code. It reads the
	// text and writes a wav file. Empty: [DefaultCommand].
	Command string
	// Dir keeps the sounds; it is made when it is missing.
	Dir string
	// Key makes the names, so that nobody can find out whether something was said.
	Key []byte
	// MaxBytes is how much the folder may hold; zero: 256 MiB, some four hours.
	MaxBytes int64
	// Programs is how many may speak at once; zero: 2.
	Programs int
}

const (
	defaultMaxBytes = 256 << 20
	defaultPrograms = 2
	extension       = ".wav"
	nameSize        = 20 // bytes of the HMAC
)

var (
	languageCode = regexp.MustCompile(`^[a-z]{2,3}$`)
	soundID      = regexp.MustCompile(`^[0-9a-f]{40}$`)
)

// Sound is something said.
type Sound struct {
	// ID names it to [Speaker.Handler]: <id>.wav.
	ID string
}

// Speaker speaks.
type Speaker struct {
	config  Config
	command command
	now     func() time.Time
	flights singleflight.Group
	turns   chan struct{}
	shelf   shelf
}

// New returns a Speaker. It fails when the command's program is not there or the folder cannot be made.
func New(c Config, now func() time.Time) (*Speaker, error) {
	if c.Command == "" {
		c.Command = DefaultCommand
	}
	if c.MaxBytes == 0 {
		c.MaxBytes = defaultMaxBytes
	}
	if c.Programs == 0 {
		c.Programs = defaultPrograms
	}
	if len(c.Key) == 0 {
		return nil, errors.New("speech: a key is needed")
	}
	words, err := parseCommand(c.Command)
	if err != nil {
		return nil, err
	}
	s := &Speaker{
		config: c, command: words, now: now, turns: make(chan struct{}, c.Programs),
		shelf: shelf{dir: c.Dir, most: c.MaxBytes, now: now},
	}
	if err := s.shelf.open(); err != nil {
		return nil, fmt.Errorf("speech: %w", err)
	}
	return s, nil
}

// Say returns the sound of the text, made now if it was never said before.
func (s *Speaker) Say(ctx context.Context, lang, text string) (Sound, error) {
	text = strings.TrimSpace(text)
	if text == "" || !languageCode.MatchString(lang) {
		return Sound{}, errors.New("speech: a text and a language's code are needed")
	}
	id := s.id(lang, text)
	if sound, ok := s.shelf.find(id); ok {
		return sound, nil
	}
	// Whoever asked first may leave; the others still want it.
	made := s.flights.DoChan(id, func() (any, error) { return s.make(context.WithoutCancel(ctx), id, lang, text) })
	select {
	case <-ctx.Done():
		return Sound{}, ctx.Err()
	case result := <-made:
		sound, _ := result.Val.(Sound)
		return sound, result.Err
	}
}

func (s *Speaker) make(ctx context.Context, id, lang, text string) (Sound, error) {
	s.turns <- struct{}{}
	defer func() { <-s.turns }()
	samples, err := s.command.speak(ctx, lang, text)
	if err != nil {
		return Sound{}, err
	}
	if err := s.shelf.put(id, Wav(samples)); err != nil {
		return Sound{}, fmt.Errorf("speech: %w", err)
	}
	return Sound{ID: id}, nil
}

func (s *Speaker) id(lang, text string) string {
	mac := hmac.New(sha256.New, s.config.Key)
	mac.Write([]byte(s.config.Command + "\x00" + lang + "\x00" + text))
	return hex.EncodeToString(mac.Sum(nil)[:nameSize])
}

// Path is where a sound is, for an Asterisk on the same machine. It may be dropped when nobody says it for a while.
func (s *Speaker) Path(id string) string { return s.shelf.path(id) }
