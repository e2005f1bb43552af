// Package connectors reads and changes the systems outside: CRM, ERP, model providers.
//
// A company declares what its systems offer in connectors/*.yaml. [Load] reads that folder, types every operation and
// names everything that is wrong with it at once. The [Registry] that comes out of it answers to a
// [conversation.Permit] and to nothing else:
//
//	permit ──► Do ──► inputs fit? ──► Client.Call ──► owner fits? ──► receipt
//	permit ──► Query ──► the declared query, with the action's own parameters ──► done | not found | unknown
//
// How a system is spoken with is a [Client]: connectors/rest over HTTP, or the declared examples when nothing may
// leave the machine. [Faulty] stands in front of either and fails on purpose, for conversation tests.
package connectors
