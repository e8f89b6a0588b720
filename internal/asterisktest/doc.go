// Package asterisktest gives tests a real Asterisk of their own, and callers and telephones that speak SIP with it.
//
// [Start] brings up a private Asterisk 22 in about a second, configured by telephony/pbx as a city's is: a trunk that
// trusts [CallerHost] and a telephone that is only called. [Shared] gives all tests of a package the same one.
// [Server.Caller] calls a line through the trunk and does what its steps say; [Server.Phone] waits to be called. Both are
// sipp processes with scenarios made from Go values.
//
// # Lifecycle
//
// An Asterisk keeps its files in a folder of its own below the system's temporary one and listens on free ports. It is
// killed, and the folder removed, when its test ends, or when the test process does; what a killed test process left is
// removed by the next one. Asterisk is not installed: it runs out of the unpacked tree that scripts/asterisk.sh makes, as
// the user nobody when the tests run as root.
//
// # Invariants
//
// Nothing is skipped: without the tree or sipp a test fails and says how to get them. No test needs the network.
package asterisktest
