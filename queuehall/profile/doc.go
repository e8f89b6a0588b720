// Package profile holds what a city says of its halls: branches, directions, counters, participants and who is served out of
// turn. A profile is YAML; what its documents are silent about it marks as assumed. It imports nothing of the product but the
// type of texts.
package profile
