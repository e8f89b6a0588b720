// Package slip makes what a kiosk's printer prints: a ticket as ESC/POS.
//
// The whole slip is one picture, for the printers that there are agree neither on a code page with «ґ» in it nor on a letter as large as
// the number has to be. [Maker.Draw] draws it in black and white with a font of its own; [Encode] cuts it into bands that a small
// printer's memory holds, and ends with the cut of the paper.
//
// # Concurrency and lifecycle
//
// A [Maker] reads its fonts once and is safe for concurrent use. A slip is drawn in some milliseconds and kept nowhere.
//
// # Invariants
//
//   - The picture is exactly as wide as the paper has dots, and as long as what is on it.
//   - The number is the largest thing on it. Nothing is cut off: what is too wide goes on in the next line, or is made smaller.
//   - The code leads to the page that follows the ticket, with the light squares around it that it needs, and whole dots for a square.
package slip
