// Package photo makes pictures that strangers send fit to be shown to others: upright, of a bounded size, and without
// anything but their pixels. Where a photograph was taken, when and with which telephone stays with whoever took it.
//
// [Cleaner.Clean] takes untrusted bytes, tells JPEG, PNG and WebP by their content, refuses what has more pixels than
// [MaxPixels] before it decodes them, turns the picture as its EXIF orientation says, shrinks it to [MaxSide] and writes it
// anew as JPEG, or as PNG where it was one or has transparent parts. [Intake] stands in front of a file store and does that
// with every picture on its way in, so that the original never reaches a disk.
//
// # Invariants
//
// What comes out was written by this package's encoders from pixels alone: no byte of the input is copied. Files that
// are no pictures of these types pass an Intake unchanged; whoever wants pictures only asks [Known] first.
//
// # Concurrency
//
// A [Cleaner] is safe for concurrent use and decodes a few pictures at a time, because one may take 400 MiB; who comes
// next waits, as long as their context lasts.
package photo
