package tgtest

import (
	"fmt"
	"net/http"
	"strings"
)

// maxDownload is the largest file that a bot may fetch, in bytes.
const maxDownload = 20 << 20

type stored struct {
	path string
	body []byte
	size int64
}

// keep stores a file that somebody sent and returns its id. It must be called under the lock.
func (s *Server) keep(folder, ext string, body []byte) string {
	s.lastSeen++
	id := fmt.Sprintf("file-%d", s.lastSeen)
	s.files[id] = stored{path: fmt.Sprintf("%s/file_%d%s", folder, s.lastSeen, ext), body: body, size: int64(len(body))}
	return id
}

func (s *Server) getFile(p params) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := p["file_id"]
	f, known := s.files[id]
	switch {
	case !known:
		return refuse(http.StatusBadRequest, "Bad Request: invalid file_id")
	case f.size > maxDownload:
		return refuse(http.StatusBadRequest, "Bad Request: file is too big")
	}
	return ok(map[string]any{"file_id": id, "file_unique_id": "u-" + id, "file_size": f.size, "file_path": f.path})
}

func (s *Server) download(w http.ResponseWriter, r *http.Request, path string) {
	if !s.delay(r, "file") {
		return
	}
	cut, failure := s.fault("file", 0)
	if failure != nil {
		http.Error(w, failure.Description, failure.Code)
		return
	}
	s.mu.Lock()
	var body []byte
	found := false
	for _, f := range s.files {
		if f.path == path {
			body, found = f.body, true
		}
	}
	s.mu.Unlock()
	if !found {
		http.NotFound(w, r)
		return
	}
	if cut { // half of it, then silence
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = w.Write(body[:len(body)/2])
		panic(http.ErrAbortHandler)
	}
	if strings.HasSuffix(path, ".jpg") {
		w.Header().Set("Content-Type", "image/jpeg")
	}
	_, _ = w.Write(body)
}
