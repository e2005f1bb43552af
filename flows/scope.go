package flows

import (
	"maps"
	"slices"

	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/types"

	"balie/conversation"
)

// Names that every expression may read, and the one that hands functions their environment; nobody can write that one.
const (
	nowName   = "now"
	todayName = "today"
	envName   = "(env)"
)

// scoped is what is known of a name when a flow is loaded.
type scoped struct {
	schema   conversation.Schema
	options  []string // the values of a slot with options of its own
	outcomes []string // of a decision: what its field outcome can be
	slot     bool     // label(x) has a meaning
	once     bool     // depends on the time or the customer
}

// scope is what an expression may read, by name.
type scope struct {
	names  map[string]scoped
	config *conf.Config // made at the first use
}

func newScope(names map[string]scoped) *scope { return &scope{names: names} }

// with returns a scope in which one more name is known.
func (s *scope) with(name string, as conversation.Schema) *scope {
	names := maps.Clone(s.names)
	names[name] = scoped{schema: as}
	return newScope(names)
}

func (s *scope) known() []string {
	return append(slices.Sorted(maps.Keys(s.names)), nowName, todayName)
}

// find returns what is known of a name.
func (s *scope) find(name string) (scoped, bool) {
	switch name {
	case nowName:
		return scoped{schema: conversation.Schema{Type: Moment}, once: true}, true
	case todayName:
		return scoped{schema: conversation.Schema{Type: conversation.Date}, once: true}, true
	}
	k, ok := s.names[name]
	return k, ok
}

// maxNodes bounds the size of one expression.
const maxNodes = 500

// compiles returns the library's configuration for this scope.
func (s *scope) compiles() *conf.Config {
	if s.config != nil {
		return s.config
	}
	env := types.Map{envName: types.Any}
	for name := range s.names {
		env[name] = nativeType(s.names[name].schema)
	}
	env[nowName], env[todayName] = timeType, timeType
	c := conf.New(env)
	c.MaxNodes = maxNodes
	for _, name := range []string{"now", "date", "timezone", "toJSON", "fromJSON", "type"} {
		c.Disabled[name] = true
		delete(c.Builtins, name)
	}
	for _, option := range slices.Concat(functions(), moneyFunctions()) {
		option(c)
	}
	s.config = c
	return c
}

// nativeType is the type under which the library checks a schema.
func nativeType(s conversation.Schema) types.Type {
	switch s.Type {
	case "":
		return types.Any
	case conversation.YesNo:
		return types.Bool
	case conversation.Number:
		return types.Float64
	case conversation.Money:
		return types.TypeOf(amount{})
	case conversation.Date, Moment:
		return timeType
	case conversation.Period:
		return types.Map{"from": timeType, "to": timeType}
	case conversation.Record, conversation.Upload:
		return recordType(s)
	case conversation.List:
		if s.Item == nil {
			return types.Array(types.Any)
		}
		return types.Array(nativeType(*s.Item))
	}
	return types.String
}

func recordType(s conversation.Schema) types.Type {
	fields := types.Map{}
	if s.Fields == nil {
		fields[types.Extra] = types.Any
	}
	for name, f := range s.Fields {
		fields[name] = nativeType(f)
	}
	return fields
}
