// Package rest speaks with systems over HTTP and JSON.
//
// A request is made of nothing but an operation's declaration and a permit; an answer becomes a receipt by these
// rules, of which the first that fits counts:
//
//	                                          write      read
//	not sent (lease, breaker, limit, login)   failed     failed      unreached
//	2xx with an error in it, rolled back      failed     failed
//	2xx with an error in it                   unknown    failed
//	2xx and the output is readable            done       done
//	a declared status and code                refused    refused
//	409 KEY_IN_USE, 425                       unknown    failed      busy
//	401, 403, 429                             failed     failed      unreached
//	400, 404, 422                             failed     failed
//	anything else, or no answer               unknown    failed
//
// Tokens and sessions are kept by a keeper: had once for everybody who waits, renewed before they end, and once more
// when an answer says that they are over.
//
// Nothing of what a system answered stands in an error, a detail or a log, nor does a secret.
package rest
