package flows

import (
	"go.yaml.in/yaml/v4"

	"balie/conversation"
)

// demand reads what must be proven: a level, or {level, max_age}.
func (d *draft) demand(f *fields) conversation.Demand {
	n := f.by["assurance"]
	if n == nil {
		return conversation.Demand{}
	}
	if n.Kind != yaml.MappingNode {
		return conversation.Demand{Level: d.levelOf(f, "assurance")}
	}
	in := d.r.fields(n, "assurance", []string{"level", "max_age"})
	if in == nil {
		return conversation.Demand{}
	}
	in.require("assurance", "level", "max_age")
	out := conversation.Demand{Level: d.levelOf(in, "level"), MaxAge: in.duration("max_age", 0)}
	switch {
	case in.text("level") == conversation.NoAssurance.String() && out.Level == conversation.NoAssurance:
		d.r.errorf(d.r.at(n), "name a level", "nobody's proof can be too old where none is asked")
	case in.has("max_age") && (out.MaxAge <= 0 || out.MaxAge > conversation.AssuranceLife):
		d.r.errorf(d.r.at(in.by["max_age"]), "write a time up to 1h: no proof holds longer", "max_age must be more than nothing and at most %s", conversation.AssuranceLife)
	}
	return out
}

func (d *draft) levelOf(f *fields, key string) conversation.Assurance {
	s := f.text(key)
	if s == "" {
		return conversation.NoAssurance
	}
	level, err := conversation.ParseAssurance(s)
	if err != nil {
		d.r.errorf(d.r.at(f.by[key]), "", "%v", err)
	}
	return level
}
