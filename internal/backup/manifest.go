package backup

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// format is the archive's; a reader refuses a later one.
const format = 1

// Entries of an archive.
const (
	manifestEntry = "manifest.json"
	listEntry     = "files.tsv"
	dumpEntry     = "database.dump"
	filesPrefix   = "files/"
	endEntry      = "end.json"
)

// maxManifest bounds what is read into memory of an archive that may be anything, in bytes.
const maxManifest = 1 << 20

// Manifest is what an archive says of itself.
type Manifest struct {
	Format   int       `json:"format"`
	Product  string    `json:"product"` // the version that made it
	MadeAt   time.Time `json:"made_at"` // the snapshot's moment by PostgreSQL's clock
	Schema   int64     `json:"schema"`  // the last migration
	Server   int       `json:"postgres_server"`
	Client   int       `json:"postgres_client"` // majors of the server and of pg_dump
	Feed     Feed      `json:"feed"`
	Counts   Counts    `json:"counts"`
	Database Content   `json:"database"`
	List     Content   `json:"list"`
}

// Feed is where the stream of cases stood.
type Feed struct {
	Epoch    string `json:"epoch"`
	Position int64  `json:"position"`
}

// Counts are rows in the snapshot, for people and for comparing after a restore.
type Counts struct {
	Reports   int64 `json:"reports"`
	Cases     int64 `json:"cases"`
	Events    int64 `json:"events"`
	Files     int64 `json:"files"`
	FileBytes int64 `json:"file_bytes"`
	Queued    int64 `json:"queued_deliveries"`
	Deadlines int64 `json:"running_deadlines"`
}

// Content is an entry's size in bytes and its SHA-256 in hexadecimal.
type Content struct {
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// End closes an archive: only a complete one has it.
type End struct {
	Files   int64    `json:"files"`   // that are in the archive
	Missing []string `json:"missing"` // keys whose bytes were not there
	Damaged []string `json:"damaged"` // keys whose bytes are not those that were saved
	// How many more there are than the lists name.
	MoreMissing int64 `json:"more_missing,omitempty"`
	MoreDamaged int64 `json:"more_damaged,omitempty"`
}

// maxNamed bounds the lists of an [End].
const maxNamed = 1000

func readJSON(r io.Reader, into any) error {
	b, err := io.ReadAll(io.LimitReader(r, maxManifest))
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}

func (m *Manifest) check() error {
	if m.Format < 1 || m.Format > format {
		return fmt.Errorf("backup: the archive has format %d, this version reads up to %d", m.Format, format)
	}
	return nil
}
