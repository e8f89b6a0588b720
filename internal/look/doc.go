// Package look holds what the public pages of all edges look like: one style sheet, and files under addresses that carry a hash of
// their content, so that browsers may keep them for ever. It has no state and is safe for concurrent use.
package look
