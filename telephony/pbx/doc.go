// Package pbx writes the configuration of the city's Asterisk: where it listens, its trunk and lines, the telephones of
// officers, and the dialplan that hands every call to the product or, when that is away, takes a message. It also admits
// the telephones of agents to a running Asterisk.
//
// The files are the templates of deploy/asterisk, filled in from [Settings]. What a city decides (its lines and its trunk)
// stands in a small YAML file, [City], which the product reads as well.
//
// # Invariants
//
// Nothing is written unless everything is valid, and a value can never end its line, so it adds no setting of its own. A
// file is replaced whole or not at all, and one with passwords is readable by its owner alone. Agents' telephones are
// in no file: [Admit] makes them in Asterisk's memory while calls go on. No rendered context dials anybody: what comes in
// cannot leave by the trunk.
//
// # Concurrency
//
// The functions keep no state. Two that write to one folder at once each leave whole files.
package pbx
