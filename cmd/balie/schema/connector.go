package schema

import (
	"maps"
	"strings"

	"balie/connectors"
	"balie/flows"
)

// connectorSchema describes a connector. Bodies are as free as the systems that take them; balie check types their
// expressions.
func connectorSchema() schema {
	keys := connectors.Keys()
	s := keyed(keys["connector"], map[string]schema{
		"connector":   ref("name").told("What its operations are called by: connector.operation."),
		"description": scalar(),
		"base":        ref("open").told("The system's address."),
		"auth":        ref("auth"),
		"actor":       ref("actor"),
		"headers":     mapOf(ref("open")),
		"code":        ref("path").told("Where an answer holds its error code."),
		"from":        ref("path").told("Where an answer holds what is read of it."),
		"error":       ref("error"),
		"call":        ref("call").told("How every operation is called that says nothing else."),
		"envelope":    ref("template").told("Stands around every body; body is what is in it."),
		"types":       ref("types"),
		"time_out":    span(),
		"data":        dataClass().told("The most private that this system may be sent; personal when nothing is said."),
		"breaker":     ref("breaker"),
		"rate":        ref("rate"),
		"in_flight":   ref("in_flight"),
		"backoff":     ref("backoff"),
		"settings":    mapOf(ref("open")),
		"operations":  mapOf(ref("operation")),
		"callbacks":   mapOf(ref("callback")).told("What the system reports by itself."),
	}, "connector")
	defs := map[string]schema{
		"name":      {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
		"path":      scalar().told("Where it stands, with dots: data.items."),
		"open":      anyOf(scalar(), ref("setting")),
		"template":  schema{}.told("Objects and lists as the system takes them; every word is an expression."),
		"shape":     shapeSchema(keys["shape"]),
		"operation": operationSchema(keys["operation"]),
	}
	maps.Copy(defs, authSchemas(keys))
	maps.Copy(defs, mannerSchemas(keys))
	maps.Copy(defs, onceSchemas(keys))
	s["$defs"] = defs
	return s
}

// authSchemas describe the ways to say who we are.
func authSchemas(keys map[string][]string) map[string]schema {
	key := ref("api_key")
	return map[string]schema{
		"setting": keyed(keys["setting"], map[string]schema{"env": scalar(), "file": scalar()}).told("Where it stands: {env: NAME} or {file: path}."),
		"auth": keyed(keys["auth"], map[string]schema{
			"bearer": ref("setting"), "basic": ref("basic"), "header": key, "query": key, "oauth2": ref("oauth2"), "login": ref("login"),
			"expired": listed(ref("refusal")).told("How the system says that what we were given holds no more; 401 when nothing is said."),
		}).told("How we say who we are: one way."),
		"basic":   keyed(keys["basic"], map[string]schema{"user": ref("open"), "password": ref("setting")}, "user", "password"),
		"api_key": keyed(keys["api_key"], map[string]schema{"name": scalar(), "value": ref("setting"), "scheme": scalar(), "encode": oneWord("base64")}, "name", "value"),
		"oauth2": keyed(keys["oauth2"], map[string]schema{
			"token_url": ref("open"), "client_id": ref("open"), "client_secret": ref("setting"), "scope": scalar(),
			"in":      oneWord("header", "body").told("Where the client's secret goes."),
			"with":    mapOf(ref("open")).told("What else the token is asked with."),
			"early":   span().told("How long before its end a token is renewed."),
			"refresh": ref("refresh"),
		}, "token_url", "client_id", "client_secret"),
		"refresh": keyed(keys["refresh"], map[string]schema{
			"first": ref("setting"), "keep": scalar().told("The file that holds the newest token."), "every": span(),
		}, "first", "keep"),
		"login": keyed(keys["login"], map[string]schema{
			"settings": mapOf(ref("setting")).told("What the login is sent, as setting.name."),
			"post":     scalar(), "body": ref("template"), "form": ref("template"), "token": ref("path"), "header": ref("carried"),
			"cookie": scalar(), "life": span(),
		}, "post"),
		"carried": keyed(keys["carried"], map[string]schema{"name": scalar(), "value": scalar()}, "name", "value").told("The header in which the token is carried."),
	}
}

// mannerSchemas describe how a system wants to be spoken with.
func mannerSchemas(keys map[string][]string) map[string]schema {
	call := map[string]schema{}
	for _, method := range keys["call"] {
		call[method] = scalar()
	}
	return map[string]schema{
		"actor":     keyed(keys["actor"], map[string]schema{"header": scalar()}, "header").told("Where the system is told who acts for a customer, by a mandate."),
		"call":      exactly(call),
		"error":     keyed(keys["error"], map[string]schema{"at": ref("path"), "rolled_back": {"type": "boolean"}}, "at").told("Where an answer that looks well holds an error."),
		"types":     keyed(keys["types"], map[string]schema{"decimal": ref("written"), "date": ref("written")}).told("How what JSON has no type for is written and read."),
		"written":   keyed(keys["written"], map[string]schema{"write": ref("template"), "read": anyOf(ref("path"), listed(ref("path")))}, "write", "read"),
		"breaker":   keyed(keys["breaker"], map[string]schema{"failures": whole(1, 1000), "open_for": span()}),
		"rate":      keyed(keys["rate"], map[string]schema{"most": whole(1, 1_000_000), "within": span()}, "most", "within"),
		"in_flight": keyed(keys["in_flight"], map[string]schema{"most": whole(1, 10_000), "wait": span()}, "most"),
		"backoff":   keyed(keys["backoff"], map[string]schema{"first": span(), "most": span(), "times": whole(1, 5)}).told("How long is waited before it is asked again."),
		"callback": keyed(keys["callback"], map[string]schema{
			"description": scalar(), "secret": ref("setting"), "id": scalar(), "match": scalar(), "output": ref("shape"),
		}, "secret", "id", "match", "output"),
		"word": anyOf(scalar(), ref("bound")),
		"bound": keyed(keys["bound"], map[string]schema{"soql": scalar(), "odata": scalar(), "plain": scalar()}).
			told("A query in the system's own language, in which every {value} stays a value."),
		"paging": keyed(keys["paging"], map[string]schema{
			"next": ref("path"), "cursor": ref("path"), "page": scalar(), "param": scalar(), "first": whole(0, 1), "step": whole(1, 1000), "most": whole(1, 100),
		}).told("How a list goes on."),
		"refusal": keyed(keys["refusal"], map[string]schema{"status": whole(200, 499), "code": scalar(), "empty": ref("path")}, "status"),
		"subject": keyed(keys["subject"], map[string]schema{"path": scalar(), "header": scalar(), "query": scalar(), "body": scalar()}).told("Where the customer's number goes: one place."),
	}
}

// onceSchemas describe what keeps an operation from happening twice, too often or for anybody.
func onceSchemas(keys map[string][]string) map[string]schema {
	return map[string]schema{
		"key": keyed(keys["key"], map[string]schema{"header": scalar(), "in": oneWord("path", "body"), "life": span()}, "life").
			told("The system takes a key, and within its life never does the same twice."),
		"reconcile": keyed(keys["reconcile"], map[string]schema{
			"operation": scalar(), "done": scalar(), "absent": listed(scalar()), "drained_after": span(),
		}, "operation", "done", "drained_after").told("Another operation tells what became of it."),
		"limit": keyed(keys["limit"], map[string]schema{
			"name": ref("name"), "per": scalar().told("customer, address or an input."), "at_most": whole(1, 1_000_000_000), "within": span(),
		}, "per", "at_most", "within"),
		"example":   keyed(keys["example"], map[string]schema{"subject": scalar(), "with": {"type": "object"}, "answer": {}, "outcome": scalar()}),
		"assurance": keyed(keys["assurance"], map[string]schema{"level": assuranceLevel(), "max_age": span()}, "level", "max_age"),
	}
}

// shapeSchema is a schema of values, as a connector writes it: a type, fields, a list of one of them, or all in full.
func shapeSchema(keys []string) schema {
	list := listed(ref("shape"))
	list["minItems"], list["maxItems"] = 1, 1
	full := keyed(keys, map[string]schema{
		"type": {"type": "string"}, "optional": {"type": "boolean"}, "from": ref("path"), "fields": mapOf(ref("shape")), "item": ref("shape"),
		"currency": ref("path"), "mask": {"type": "boolean"}, "words": mapOf(scalar()),
	}, "type")
	short := schema{"type": "string", "pattern": `^(` + strings.Join(flows.Types(), "|") + `|ref\([a-z][a-z0-9_]*\))\??$`}
	return anyOf(short, list, full, mapOf(ref("shape")))
}

func operationSchema(keys []string) schema {
	path := schema{"type": "string", "pattern": "^/"}
	of := map[string]schema{
		"title":       schema{}.told("What agents call it, by language."),
		"description": scalar(),
		"effect":      oneWord("none", "write").told("none for get, write for all else, unless stated."),
		"assurance":   anyOf(assuranceLevel(), ref("assurance")).told("How well the customer must be known, and how old the proof may be."),
		"public":      schema{"type": "boolean", "description": "It is nobody's data."},
		"subject":     ref("subject"),
		"owner":       scalar().told("The field of the answer that must name this customer."),
		"input":       mapOf(ref("shape")).told("Parameters, each with its type."),
		"query":       mapOf(ref("word")).told("Parameters of the address, each an expression."),
		"headers":     mapOf(ref("word")),
		"body":        ref("template"),
		"remote":      scalar(),
		"first":       scalar().told("An operation that is asked first, for what this one needs of its answer."),
		"from":        ref("path"),
		"output":      ref("shape"),
		"reference":   scalar().told("The field of the answer that customers are told."),
		"outcomes":    mapOf(ref("refusal")).told("What the system may refuse, by name."),
		"key":         ref("key"),
		"reconcile":   ref("reconcile"),
		"once":        oneWord("best_effort"),
		"undo":        scalar().told("The operation that takes this one back."),
		"time_out":    span(),
		"valid_for":   span(),
		"limits":      listed(ref("limit")).told("How often it may be started, over all conversations."),
		"paging":      ref("paging"),
		"examples":    listed(ref("example")).told("What it answers in balie test and balie chat --examples, never in balie serve."),
		"data":        dataClass(),
		"breaker":     ref("breaker"), "rate": ref("rate"), "in_flight": ref("in_flight"), "backoff": ref("backoff"),
		"tells":      oneWord("old_contact").told("Once it is done, a contact that the customer had before is told."),
		"protective": schema{"type": "boolean", "description": "It keeps harm away (block, stop, report): its own assurance is enough, whatever the flow asks."},
		"by_agent":   schema{"type": "boolean", "description": "Only an agent may start it."},
	}
	for _, method := range connectors.Keys()["call"] {
		of[method] = path
	}
	return keyed(keys, of)
}
