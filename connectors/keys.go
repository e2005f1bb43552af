package connectors

import (
	"maps"
	"slices"
)

// innerKeys are the keys of the mappings that stand inside a connector or an operation, by what they describe. The loader
// refuses all others.
var innerKeys = map[string][]string{
	"setting":   {"env", "file"},
	"basic":     {"user", "password"},
	"api_key":   {"name", "value", "scheme", "encode"},
	"oauth2":    {"token_url", "client_id", "client_secret", "scope", "in", "with", "early", "refresh"},
	"refresh":   {"first", "keep", "every"},
	"login":     {"settings", "post", "body", "form", "token", "header", "cookie", "life"},
	"carried":   {"name", "value"},
	"actor":     {"header"},
	"error":     {"at", "rolled_back"},
	"types":     {"decimal", "date"},
	"written":   {"write", "read"},
	"breaker":   {"failures", "open_for"},
	"rate":      {"most", "within"},
	"in_flight": {"most", "wait"},
	"backoff":   {"first", "most", "times"},
	"callback":  {"description", "secret", "id", "match", "output"},
	"refusal":   {"status", "code", "empty"},
	"key":       {"header", "in", "life"},
	"reconcile": {"operation", "done", "absent", "drained_after"},
	"limit":     {"name", "per", "at_most", "within"},
	"example":   {"subject", "with", "answer", "outcome"},
	"assurance": {"level", "max_age"},
	"subject":   {"path", "header", "query", "body"},
	"paging":    {"next", "cursor", "page", "param", "first", "step", "most"},
}

// Keys lists what may stand in a connector file: the keys of a connector, an operation, a schema, the ways to say who we
// are, and all that stands inside them. What describes the language to editors is held to it.
func Keys() map[string][]string {
	out := map[string][]string{
		"connector": slices.Clone(connectorKeys), "operation": slices.Clone(operationKeys), "shape": slices.Clone(schemaKeys),
		"auth": append([]string{"expired"}, authKinds...), "bound": sortedKeys(languages), "call": slices.Clone(methods),
	}
	for name, keys := range maps.All(innerKeys) {
		out[name] = slices.Clone(keys)
	}
	return out
}
