package schema

import "balie/connectors"

// connectorSchema describes a connector. How a system is asked and answers has too many forms to be held to the last
// key here; balie check does that.
func connectorSchema() schema {
	keys := connectors.Keys()
	s := keyed(keys["connector"], map[string]schema{
		"connector":   ref("name").told("What its operations are called by: connector.operation."),
		"description": scalar(),
		"base":        anyOf(scalar(), ref("setting")).told("The system's address."),
		"auth":        keyed(keys["auth"], nil).told("How we say who we are: one way."),
		"actor":       exactly(map[string]schema{"header": scalar()}, "header").told("Where the system is told who acts for a customer, by a mandate."),
		"headers":     mapOf(anyOf(scalar(), ref("setting"))),
		"code":        scalar().told("Where an answer holds its error code."),
		"time_out":    span(),
		"data":        dataClass().told("The most private that this system may be sent; personal when nothing is said."),
		"breaker":     ref("breaker"),
		"rate":        ref("rate"),
		"in_flight":   ref("in_flight"),
		"settings":    mapOf(anyOf(scalar(), ref("setting"))),
		"operations":  mapOf(ref("operation")),
		"callbacks": mapOf(exactly(map[string]schema{
			"description": scalar(), "secret": ref("setting"), "id": scalar(), "match": scalar(), "output": ref("shape"),
		}, "secret", "id", "match", "output")).told("What the system reports by itself."),
	}, "connector")
	s["$defs"] = map[string]schema{
		"name":      {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
		"setting":   exactly(map[string]schema{"env": scalar(), "file": scalar()}).told("Where it stands: {env: NAME} or {file: path}."),
		"shape":     shapeSchema(),
		"operation": operationSchema(keys["operation"]),
		"refusal":   exactly(map[string]schema{"status": whole(200, 499), "code": scalar(), "empty": scalar()}, "status"),
		"breaker":   exactly(map[string]schema{"failures": whole(1, 1000), "open_for": span()}),
		"rate":      exactly(map[string]schema{"most": whole(1, 1_000_000), "within": span()}, "most", "within"),
		"in_flight": exactly(map[string]schema{"most": whole(1, 10_000), "wait": span()}, "most"),
	}
	return s
}

// shapeSchema is a schema of values, as a connector writes it: a type, fields, or a list of one of them.
func shapeSchema() schema {
	list := listed(ref("shape"))
	list["minItems"], list["maxItems"] = 1, 1
	return anyOf(schema{"type": "string"}, list, schema{"type": "object"})
}

func operationSchema(keys []string) schema {
	path := schema{"type": "string", "pattern": "^/"}
	limit := exactly(map[string]schema{"name": ref("name"), "per": scalar().told("customer, address or an input."), "at_most": whole(1, 1_000_000_000), "within": span()}, "per", "at_most", "within")
	example := exactly(map[string]schema{"subject": scalar(), "with": schema{"type": "object"}, "answer": {}, "outcome": scalar()})
	of := map[string]schema{
		"title":       schema{}.told("What agents call it, by language."),
		"description": scalar(),
		"effect":      oneWord("none", "write").told("none for get, write for all else, unless stated."),
		"assurance":   demand().told("How well the customer must be known, and how old the proof may be."),
		"public":      schema{"type": "boolean", "description": "It is nobody's data."},
		"owner":       scalar().told("The field of the answer that must name this customer."),
		"input":       mapOf(ref("shape")).told("Parameters, each with its type."),
		"output":      ref("shape"),
		"outcomes":    mapOf(ref("refusal")).told("What the system may refuse, by name."),
		"key": exactly(map[string]schema{"header": scalar(), "in": oneWord("path", "body"), "life": span()}, "life").
			told("The system takes a key, and within its life never does the same twice."),
		"reconcile": exactly(map[string]schema{"operation": scalar(), "done": scalar(), "absent": listed(scalar()), "drained_after": span()}, "operation", "done", "drained_after").
			told("Another operation tells what became of it."),
		"once":      oneWord("best_effort"),
		"undo":      scalar().told("The operation that takes this one back."),
		"time_out":  span(),
		"valid_for": span(),
		"limits":    listed(limit).told("How often it may be started, over all conversations."),
		"examples":  listed(example).told("What it answers in balie test and balie chat --examples, never in balie serve."),
		"data":      dataClass(),
		"breaker":   ref("breaker"), "rate": ref("rate"), "in_flight": ref("in_flight"),
		"tells":      oneWord("old_contact").told("Once it is done, a contact that the customer had before is told."),
		"protective": schema{"type": "boolean", "description": "It keeps harm away (block, stop, report): its own assurance is enough, whatever the flow asks."},
		"by_agent":   schema{"type": "boolean", "description": "Only an agent may start it."},
	}
	for _, method := range []string{"get", "post", "put", "patch", "delete"} {
		of[method] = path
	}
	return keyed(keys, of)
}
