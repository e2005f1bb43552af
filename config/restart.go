package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// live are the fields that take effect when a folder is published, with all that is in them; the others do when the program
// starts.
var live = []string{
	"name", "phone", "emergency", "tone", "offer", "values", "identity.find", "identity.send", "identity.profile", "identity.prefer",
	"identity.contact_age", "silence", "contact", "desk.case", "model",
}

// Restart lists the fields that differ from those with which the program was started and take effect only when it starts
// again, each with where it stands.
func (c *Config) Restart(started *Config) Problems {
	var out Problems
	differing(reflect.ValueOf(*c), reflect.ValueOf(*started), "", func(field string) {
		p := c.At(fmt.Errorf("%s: it is not applied; it takes effect when the program starts again", field))
		out = append(out, p)
	})
	return out
}

// differing visits the fields, down to those that are no sections, that are not the same and not live.
func differing(is, was reflect.Value, name string, visit func(field string)) {
	for i := range is.NumField() {
		f := is.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		field := strings.TrimPrefix(name+"."+f.Tag.Get("yaml"), ".")
		switch {
		case slices.Contains(live, field):
		case f.Type.Kind() == reflect.Struct && f.Type != reflect.TypeFor[Secret]():
			differing(is.Field(i), was.Field(i), field, visit)
		case !reflect.DeepEqual(is.Field(i).Interface(), was.Field(i).Interface()):
			visit(field)
		}
	}
}
