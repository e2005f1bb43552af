package connectors

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"balie/conversation"
)

var dataClasses = []string{
	string(conversation.ClassPublic), string(conversation.ClassInternal), string(conversation.ClassPersonal),
	string(conversation.ClassSensitive), string(conversation.ClassSecret),
}

// class reads the most private class of data that a system may be sent.
func (f *file) class(n *yaml.Node) conversation.Class {
	s := f.text(n, "data")
	if s != "" && !slices.Contains(dataClasses, s) {
		f.problem(n, "use one of "+strings.Join(dataClasses, ", "), "data: %s is no class of data", quote(s))
	}
	return conversation.Class(s)
}
