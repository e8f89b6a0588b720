package export

import "time"

// BeatEvery has a worker beat faster than a test would wait for.
func (w *Worker) BeatEvery(d time.Duration) { w.beatEvery = d }
