package pbx

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"hotline/telephony/speech"
)

// Says turns a text into a sound, as speech.Speaker does; Path is where the sound then is.
type Says interface {
	Say(ctx context.Context, lang, text string) (speech.Sound, error)
	Path(id string) string
}

// prompts are what the dialplan says by itself, and the texts of it.
var prompts = map[string]string{
	"fallback": "speech.fallback.message", "thanks": "speech.fallback.thanks", "refused": "speech.fallback.refused",
}

// WriteSounds makes what the dialplan plays by itself: its prompts in every language, below sounds/hotline/<language>, the
// signal before a message and the music of those who wait. Prompts are made anew, for their texts may have changed; a
// signal or music that is there stays, so that a city may have its own.
func WriteSounds(ctx context.Context, paths Paths, languages []string, texts speech.Texts, says Says) error {
	for _, lang := range languages {
		dir, err := makeDirs(paths.Sounds(), "hotline", lang)
		if err != nil {
			return fmt.Errorf("pbx: %w", err)
		}
		for name, key := range prompts {
			sound, err := says.Say(ctx, lang, texts.T(lang, key, nil))
			if err != nil {
				return err
			}
			content, err := os.ReadFile(says.Path(sound.ID))
			if err != nil {
				return fmt.Errorf("pbx: %w", err)
			}
			if err := replaceFile(filepath.Join(dir, name+".wav"), content, publicMode); err != nil {
				return fmt.Errorf("pbx: %w", err)
			}
		}
	}
	music, err := makeDirs(filepath.Dir(paths.Music), filepath.Base(paths.Music))
	if err != nil {
		return fmt.Errorf("pbx: %w", err)
	}
	if err := writeIfNone(filepath.Join(paths.Sounds(), "beep*"), filepath.Join(paths.Sounds(), "beep.wav"), beep()); err != nil {
		return fmt.Errorf("pbx: %w", err)
	}
	if err := writeIfNone(filepath.Join(music, "*.*"), filepath.Join(music, "waiting.wav"), waitingMusic()); err != nil {
		return fmt.Errorf("pbx: %w", err)
	}
	return nil
}

// writeIfNone writes the sound unless a file of the pattern is there.
func writeIfNone(pattern, path string, samples []int16) error {
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) > 0 {
		return err
	}
	return replaceFile(path, speech.Wav(samples), publicMode)
}

// makeDirs makes folders, one in the other, below one that may be missing as well.
func makeDirs(base string, names ...string) (string, error) {
	if err := os.MkdirAll(base, 0o755); err != nil { //nolint:gosec // sounds are no secret
		return "", err
	}
	for _, name := range names {
		base = filepath.Join(base, name)
		if err := makeDir(base); err != nil && !errors.Is(err, fs.ErrExist) {
			return "", err
		}
	}
	return base, nil
}
