package redistimer

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// A member is a [casecore.TimerRef] as text, about fifty bytes:
//
//	<subject id, base64url> <due, µs, base 36> <version, base 36> <level> <cycle> <subject type> <kind>
//
// It holds the due time so that nothing is lost when its score becomes the end of a lease.
const memberFields = 7

const base = 36

func encode(r casecore.TimerRef) string {
	b := make([]byte, 0, 64)
	b = base64.RawURLEncoding.AppendEncode(b, r.Subject.ID[:])
	b = append(b, ' ')
	b = strconv.AppendInt(b, r.Due.UnixMicro(), base)
	b = append(b, ' ')
	b = strconv.AppendInt(b, int64(r.Version), base)
	b = append(b, ' ')
	b = strconv.AppendInt(b, int64(r.Level), 10)
	b = append(b, ' ')
	b = strconv.AppendInt(b, int64(r.Cycle), 10)
	b = append(b, ' ')
	b = append(b, r.Subject.Type...)
	b = append(b, ' ')
	b = append(b, r.Kind...)
	return string(b)
}

func decode(s string) (casecore.TimerRef, error) {
	parts := strings.SplitN(s, " ", memberFields)
	if len(parts) != memberFields {
		return casecore.TimerRef{}, fmt.Errorf("redistimer: member of %d fields", len(parts))
	}
	var id uuid.UUID
	if n, err := base64.RawURLEncoding.Decode(id[:], []byte(parts[0])); err != nil || n != len(id) {
		return casecore.TimerRef{}, fmt.Errorf("redistimer: member's id: %d bytes: %w", n, err)
	}
	due, err1 := strconv.ParseInt(parts[1], base, 64)
	version, err2 := strconv.ParseInt(parts[2], base, 32)
	level, err3 := strconv.Atoi(parts[3])
	cycle, err4 := strconv.Atoi(parts[4])
	for _, err := range []error{err1, err2, err3, err4} {
		if err != nil {
			return casecore.TimerRef{}, fmt.Errorf("redistimer: member: %w", err)
		}
	}
	return casecore.TimerRef{
		DeadlineKey: casecore.DeadlineKey{
			Subject: casecore.Subject{Type: casecore.SubjectType(parts[5]), ID: id},
			Kind:    regulation.DeadlineID(parts[6]), Level: level, Cycle: cycle,
		},
		Version: int(version), Due: time.UnixMicro(due).UTC(),
	}, nil
}

// score writes a moment as the index counts it. Microseconds are PostgreSQL's and fit a double exactly until the year
// 2255; Lua never does arithmetic on them.
func score(t time.Time) string { return strconv.FormatInt(t.UnixMicro(), 10) }

// shardOf spreads subjects: all timers of one are in one shard. The tail of a UUIDv7 is random.
func shardOf(id uuid.UUID, shards int) int {
	return int(binary.BigEndian.Uint16(id[len(id)-2:])) % shards
}
