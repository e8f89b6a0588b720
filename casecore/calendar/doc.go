// Package calendar counts time the way an office does: working spans of a day, holidays, extra
// working days, and the zone's daylight saving.
//
// Everything here is pure and immutable after [New]: a *Calendar may be shared by any number of
// goroutines, reads no clock and does no I/O.
//
// Invariants, held by [New]: spans of a day are sorted, do not overlap and lie within one local date;
// at least one weekday works; so every search forward ends.
//
// # Daylight saving
//
// A span keeps its wall-clock bounds on every date. Working hours are elapsed hours inside the spans,
// so a span that the clock change shortens or lengthens counts for what it really lasted. Days («доби»)
// keep the wall clock: "by 14:00 of the 30th" is what people are told, so between Saturday 14:00 and
// Sunday 14:00 lie 23 hours in March and 25 in October. Where the target wall-clock time does not exist
// (March) or exists twice (October), it is read with the offset in force at the start, which makes the
// term exactly 24 hours a day.
package calendar
