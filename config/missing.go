package config

import (
	"fmt"
	"reflect"
	"strings"
)

// Missing is a secret that config.yaml names and that is not there.
type Missing struct {
	Field string // as in storage.key
	Where string // the variable or file that is looked for
	For   string // what it is needed for
}

// String says which, where and what for.
func (m Missing) String() string {
	return fmt.Sprintf("%s: %s: %s is not set: %s", File, m.Field, m.Where, m.For)
}

// Missing lists every secret that is named and has no value, in the order of the file. A company can be checked and
// tested without them, and not served.
func (c *Config) Missing() []Missing {
	var out []Missing
	eachSecret(reflect.ValueOf(c).Elem(), "", "", func(s *Secret, name, purpose string) {
		if s.value == "" && (s.Env != "" || s.File != "") {
			out = append(out, Missing{Field: name, Where: s.where(), For: purpose})
		}
	})
	return out
}

// where says where a secret is looked for.
func (s *Secret) where() string {
	if s.Env != "" {
		return "the environment variable " + s.Env
	}
	return "the file " + s.File
}

// eachSecret visits every secret of a configuration, with its name and what it is for.
func eachSecret(v reflect.Value, name, purpose string, visit func(s *Secret, name, purpose string)) {
	switch {
	case v.Type() == reflect.TypeFor[Secret]():
		visit(v.Addr().Interface().(*Secret), strings.TrimPrefix(name, "."), purpose)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				eachSecret(v.Field(i), name+"."+f.Tag.Get("yaml"), f.Tag.Get("for"), visit)
			}
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			eachSecret(v.Index(i), fmt.Sprintf("%s[%d]", name, i), purpose, visit)
		}
	}
}
