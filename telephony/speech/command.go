package speech

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// DefaultCommand speaks every language of the product. It is robotic; deploy/asterisk/README.md names a better one.
const DefaultCommand = "espeak-ng -v {lang} -s 150 --stdin --stdout"

const (
	// patience is how long a program may speak to itself.
	patience = 30 * time.Second
	// longest is how long a sound may be, and most how many bytes that are at the highest rate in stereo.
	longest = 5 * time.Minute
	most    = int(longest/time.Second) * highestRate * bytesPerSample * 2
	// shortest is less than any word lasts.
	shortest = 100 * time.Millisecond
	// languageWord in a command stands for the language's code.
	languageWord = "{lang}"
)

var (
	errCommand = errors.New("speech: the command failed")
	errLength  = errors.New("speech: the command gave a sound of a length that no text has")
	errTooMuch = errors.New("more output than any text has")
)

// command is the program that speaks, and its arguments.
type command []string

// parseCommand cuts the command at spaces; there is no shell and no quoting.
func parseCommand(line string) (command, error) {
	words := strings.Fields(line)
	if len(words) == 0 {
		return nil, errors.New("speech: SPEECH_COMMAND is empty")
	}
	if _, err := exec.LookPath(words[0]); err != nil {
		return nil, fmt.Errorf("speech: SPEECH_COMMAND: %w", err)
	}
	return words, nil
}

// speak runs the program and returns what it said at the telephone's rate.
func (c command) speak(ctx context.Context, lang, text string) ([]int16, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	args := make([]string, len(c)-1)
	for i, arg := range c[1:] {
		args[i] = strings.ReplaceAll(arg, languageWord, lang)
	}
	cmd := exec.CommandContext(ctx, c[0], args...) //nolint:gosec // it is the operator's own
	cmd.Stdin = strings.NewReader(text)
	out := &limited{most: most, stop: cancel}
	cmd.Stdout = out
	// A script's children end with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, fmt.Errorf("%w: %w", errCommand, err)
	}
	return check(out.buffer.Bytes())
}

// check takes only what can be played.
func check(file []byte) ([]int16, error) {
	w, err := ParseWav(file)
	if err != nil || w.Rate < lowestRate || w.Rate > highestRate {
		return nil, fmt.Errorf("%w: %w", errCommand, errNoWav)
	}
	length := time.Duration(len(w.Samples)) * time.Second / time.Duration(w.Rate)
	if length < shortest || length > longest {
		return nil, errLength
	}
	samples := resample(w)
	if isSilent(samples) {
		return nil, errSilence
	}
	return samples, nil
}

// limited refuses more than a text can be, so that a program gone wild does not fill the memory.
type limited struct {
	buffer bytes.Buffer // not embedded: io.Copy would read into it past the limit
	most   int
	stop   func() // the program, which would wait for a reader
}

func (l *limited) Write(p []byte) (int, error) {
	if l.buffer.Len()+len(p) > l.most {
		l.stop()
		return 0, errTooMuch
	}
	return l.buffer.Write(p)
}
