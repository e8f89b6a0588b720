// Package report tells what clients of the halls said and how long they waited, and to whom that may be told (VN-4.1 to VN-4.8).
//
// A [Reader] adds visits, waits, services and ratings up, by branch, service direction or operator, for days to years of the
// branches' own dates. A [Writer] makes files of them: CSV, a workbook, a PDF with bars. [Monthly] makes the reports of each month
// by itself and has them told. A [Register] keeps the leadership's instructions, and who asked for results and was handed what.
//
// # Invariants
//
//   - A visit counts on the day of its ticket, once, under the operator and the direction that it had; a call that was taken back
//     counts nowhere. So sums over the parts are the whole.
//   - The wait is of the ticket, from its issue or its booked time to the first call that stood, and counts with that call's visit.
//   - A mark counts once (VN-2.2). Beside every share stands its Wilson interval of 95 %, and beside the shares how many of those who
//     could rate did: a served client whose pad was dark could not, and counts as unavailable (VN-3.4).
//   - No result names an operator without an instruction of the leadership that covers it (VN-4.3), or a written request of a court or
//     the police, or of the participant whose people they are (VN-4.6, VN-4.7). A participant's head sees their own people alone.
//   - Every file and page says that results are no ground for disciplinary action (VN-4.8).
//   - The report of a month is made and told once for each branch, participant and the centre, in office hours, whichever copy does it:
//     its deadline, its row and its letters are one transaction.
//   - What was handed out is kept as it was, and every step of an instruction or a request is an event of its history.
//
// # Concurrency and lifecycle
//
// Everything here holds no state of its own and is safe for concurrent use, in any number of processes.
package report
