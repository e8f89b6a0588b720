// Package childtest lets a test kill what it tests: it starts the test's own binary again as a child, which does what it is told until it
// is killed, as a machine that loses its power would end it.
//
// A package whose tests want children hands its TestMain to [Main], which decides by the environment whether this process is one:
//
//	func TestMain(m *testing.M) { childtest.Main(m, child) }
//
// A test then calls [Start] with what the child is told, which travels as JSON. A package has one kind of child; several kinds are
// fields of its setup.
//
// # Concurrency
//
// Tests start as many children as they like, also at once. A [Process] belongs to the test that started it, and each of its lines is
// taken once.
//
// # Lifecycle
//
// A child runs until [Process.Kill] (signal 9, nothing of it is cleaned up), until it returns by itself, or until its test ends: no child
// outlives its test, nor the process of the tests, with which the kernel kills it. SIGTERM ends its context. What it writes to stderr is
// seen among the test's output, what it prints are lines for its test.
package childtest
