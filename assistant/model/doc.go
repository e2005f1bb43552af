// Package model proves the turn protocol. It holds no code of the product, only tests: some explore small models of the
// protocol, undoing, postponing and going on in another conversation included, through every interleaving; others drive
// the real assistant and ledger through random histories of crashes, pauses and lost answers. Whoever changes the
// protocol changes the model first.
package model
