package blob

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"time"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/fileblob" // file://
	_ "gocloud.dev/blob/memblob"  // mem://
	_ "gocloud.dev/blob/s3blob"   // s3://
	"gocloud.dev/gcerrors"

	"hotline/casecore"
)

// Files records an upload as loose.
type Files interface {
	AddFile(ctx context.Context, f casecore.File) error
}

// Store keeps bytes under random keys.
type Store struct {
	bucket *blob.Bucket
	files  Files
	now    func() time.Time
}

// Open opens the bucket at rawURL: file:///var/lib/hotline/files (made when missing), s3://bucket?region=…, mem://.
func Open(ctx context.Context, rawURL string, files Files, now func() time.Time) (*Store, error) {
	u, err := url.Parse(rawURL)
	if err != nil || u.Scheme == "" {
		return nil, fmt.Errorf("blob: BLOB_URL is not an address such as file:///var/lib/hotline/files")
	}
	if u.Scheme == "file" {
		q := u.Query()
		for name, value := range map[string]string{
			"create_dir": "1", "dir_file_mode": "0700", "no_tmp_dir": "1", // a rename must stay in its file system
			"metadata": "skip", // name and type stand in the files table
		} {
			if !q.Has(name) {
				q.Set(name, value)
			}
		}
		u.RawQuery = q.Encode()
	}
	bucket, err := blob.OpenBucket(ctx, u.String())
	if err != nil {
		return nil, fmt.Errorf("blob: open the %s store: %w", u.Scheme, err)
	}
	return &Store{bucket: bucket, files: files, now: now}, nil
}

// Close lets the bucket go.
func (s *Store) Close() error { return s.bucket.Close() }

// Ready tells whether the bucket answers.
func (s *Store) Ready(ctx context.Context) error {
	ok, err := s.bucket.IsAccessible(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("blob: %w", err)
	case !ok:
		return fmt.Errorf("blob: the bucket is not accessible")
	}
	return nil
}

// Read opens the bytes under key, from the beginning and seekable; the caller closes them. NotFound when there are none.
func (s *Store) Read(ctx context.Context, key string) (io.ReadSeekCloser, error) {
	r, err := s.bucket.NewReader(ctx, key, nil)
	if err != nil {
		if gcerrors.Code(err) == gcerrors.NotFound {
			return nil, &casecore.Error{Code: casecore.NotFound, Op: "read file", Key: "error.file_missing", Err: err}
		}
		return nil, fmt.Errorf("blob: read: %w", err)
	}
	return r, nil
}

// Delete removes the bytes under key; that there are none is no error.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := s.bucket.Delete(ctx, key); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return fmt.Errorf("blob: delete: %w", err)
	}
	return nil
}
