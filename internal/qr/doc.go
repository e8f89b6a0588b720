// Package qr makes QR codes: the squares for whoever prints them, and a picture for a page. It has no state and is safe for
// concurrent use.
package qr
