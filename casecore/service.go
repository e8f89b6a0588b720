package casecore

import (
	"log/slog"
	"time"
)

// Service carries out the use cases. It is safe for concurrent use; every method that writes is one transaction (or
// joins the caller's) and is idempotent by its Command's key.
type Service struct {
	store     Store
	rules     Rules
	catalogue Catalogue
	now       func() time.Time
	log       *slog.Logger
}

// NewService returns a Service on its ports. now is the one clock.
func NewService(store Store, rules Rules, catalogue Catalogue, now func() time.Time, log *slog.Logger) *Service {
	return &Service{store: store, rules: rules, catalogue: catalogue, now: now, log: log}
}
