// Package look holds what the public pages of all edges look like: one style sheet, one head and foot in each language, and files under
// addresses that carry a hash of their content, so that browsers may keep them for ever.
//
// An edge makes a [Frame] of its templates once. A [Page] belongs to one request; everything else is safe for concurrent use.
package look
