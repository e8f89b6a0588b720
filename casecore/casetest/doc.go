// Package casetest gives tests a small city on a real database: the shipped classifier, a few people, a clock that the
// test moves, and the use cases on top.
package casetest
