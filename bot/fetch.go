package bot

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"hotline/casecore"
)

// MaxFile is the largest file that is taken, in bytes: what Telegram hands to a bot.
const MaxFile = 20 << 20

const (
	fileAttempts = 6
	fileBackoff  = 500 * time.Millisecond
)

func (b *Bot) claimFiles(ctx context.Context, free int) ([]job, time.Time, error) {
	files, err := b.store.claimFiles(ctx, b.now(), fileTimeout+callTimeout, free)
	if err != nil {
		return nil, time.Time{}, err
	}
	jobs := make([]job, len(files))
	for i, w := range files {
		jobs[i] = func(ctx context.Context) { b.fetch(ctx, w) }
	}
	return jobs, time.Time{}, nil
}

// fetch brings one file into the blob store. A copy that is killed in between leaves a loose file behind, which the blob
// store clears away; the file is then fetched again.
func (b *Bot) fetch(ctx context.Context, w wanted) {
	defer b.taking.wake()
	ctx, cancel := context.WithTimeout(ctx, fileTimeout)
	defer cancel()
	id, err := b.save(ctx, w)
	switch {
	case err == nil:
		err = b.store.settleFile(ctx, w, id, "", b.now())
	case errors.Is(err, errTooBig) || w.file.size > MaxFile:
		err = b.store.settleFile(ctx, w, casecore.FileID{}, failureTooBig, b.now())
	case w.attempts >= fileAttempts || refused(err):
		b.log.WarnContext(ctx, "telegram: a file is lost", "update", w.update, "err", err)
		err = b.store.settleFile(ctx, w, casecore.FileID{}, failureLost, b.now())
	default:
		b.log.InfoContext(ctx, "telegram: a file is tried again", "update", w.update, "attempt", w.attempts, "err", err)
		err = b.store.retryFile(ctx, w, b.now().Add(fileBackoff<<w.attempts))
	}
	if err != nil {
		b.log.WarnContext(ctx, "telegram: file", "update", w.update, "err", err)
	}
}

func (b *Bot) save(ctx context.Context, w wanted) (casecore.FileID, error) {
	if w.file.size > MaxFile {
		return casecore.FileID{}, errTooBig
	}
	body, err := b.api.download(ctx, w.file.id)
	if err != nil {
		return casecore.FileID{}, err
	}
	defer body.Close()
	by, err := b.sender(ctx, w.chat)
	if err != nil {
		return casecore.FileID{}, err
	}
	limited := &limitedReader{r: body, left: MaxFile}
	f, err := b.parts.Files.Save(ctx, w.file.name, w.file.contentType, limited, by, purpose(w.file.contentType))
	if limited.over {
		return casecore.FileID{}, errTooBig
	}
	return f.ID, err
}

// sender names who sent a file, as the core writes actors: the member of staff whose chat it is, the system for an
// organisation's, otherwise a citizen.
func (b *Bot) sender(ctx context.Context, chat int64) (string, error) {
	links, err := b.store.links(ctx, chat)
	switch {
	case err != nil:
		return "", err
	case len(links) == 0:
		return casecore.Citizen.String(), nil
	case links[0].staff.IsZero():
		return casecore.System.String(), nil
	}
	return links[0].staff.String(), nil
}

// purpose is what a file is for, as far as its type tells.
func purpose(contentType string) string {
	switch kind, _, _ := strings.Cut(contentType, "/"); kind {
	case "image":
		return "photo"
	case "audio":
		return "voice"
	}
	return ""
}

// refused tells whether trying again cannot help: the blob store does not take such a file.
func refused(err error) bool {
	code := casecore.CodeOf(err)
	return code == casecore.Invalid || code == casecore.Refused || code == casecore.Forbidden
}

// limitedReader fails where io.LimitReader would end quietly: half a file is worse than none.
type limitedReader struct {
	r    io.Reader
	left int64
	over bool
}

func (l *limitedReader) Read(p []byte) (int, error) {
	if l.left < 0 {
		l.over = true
		return 0, errTooBig
	}
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		l.over = true
		return 0, errTooBig
	}
	return n, err
}
