package photo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"hotline/casecore"
)

// headLen tells a picture's type.
const headLen = 12

// Files keeps the bytes of files.
type Files interface {
	Save(ctx context.Context, name, declared string, r io.Reader, addedBy, purpose string) (casecore.File, error)
	Read(ctx context.Context, key string) (io.ReadSeekCloser, error)
}

// Intake is a Files that cleans every picture before it is kept. A picture that cannot be decoded is refused: what cannot be
// looked at cannot be cleaned either.
type Intake struct {
	Files

	cleaner *Cleaner
}

// NewIntake returns an Intake in front of files.
func NewIntake(files Files, cleaner *Cleaner) *Intake { return &Intake{files, cleaner} }

// Save cleans r when it is a picture and keeps it.
func (i *Intake) Save(ctx context.Context, name, declared string, r io.Reader, addedBy, purpose string) (casecore.File, error) {
	head := make([]byte, headLen)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return casecore.File{}, fmt.Errorf("photo: read: %w", err)
	}
	r = io.MultiReader(bytes.NewReader(head[:n]), r)
	if Known(head[:n]) {
		p, err := i.cleaner.Clean(ctx, r)
		if err != nil {
			return casecore.File{}, err
		}
		declared, r = p.ContentType, bytes.NewReader(p.Bytes)
	}
	return i.Files.Save(ctx, name, declared, r, addedBy, purpose)
}
