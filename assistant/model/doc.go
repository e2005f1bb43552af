// Package model proves the turn protocol. It holds no code of the product, only tests: one explores a small model of
// the protocol through every interleaving, the others drive the real assistant and ledger through random histories of
// crashes, pauses and lost answers. Whoever changes the protocol changes the model first.
package model
