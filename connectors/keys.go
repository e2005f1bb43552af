package connectors

import "slices"

// Keys lists what may stand in a connector file: the keys of a connector, an operation, a schema and the ways to say
// who we are. What describes the language to editors is held to it.
func Keys() map[string][]string {
	return map[string][]string{
		"connector": slices.Clone(connectorKeys), "operation": slices.Clone(operationKeys), "schema": slices.Clone(schemaKeys),
		"auth": append([]string{"expired"}, authKinds...),
	}
}
