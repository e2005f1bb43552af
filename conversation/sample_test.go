package conversation

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

// word is what stands in a text of a golden file: where it stands.
func word(path string) string { return strings.ToLower(strings.ReplaceAll(path, ".", " ")) }

// sample makes an event with every field set, texts as text says for their path.
func sample(t *testing.T, typ EventType, text func(path string) string) Event {
	t.Helper()
	e, err := decoders[typ]([]byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	v := reflect.New(reflect.TypeOf(e)).Elem()
	fill(t, v, "", text)
	full, ok := v.Interface().(Event)
	if !ok {
		t.Fatalf("%s is no event", v.Type())
	}
	if _, err := json.Marshal(full); err != nil {
		t.Fatalf("%s: %v", typ, err)
	}
	return full
}

// fill sets v and everything in it.
func fill(t *testing.T, v reflect.Value, path string, text func(string) string) {
	t.Helper()
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(noon))
		return
	case Assurance:
		v.Set(reflect.ValueOf(Basic))
		return
	case Value:
		v.Set(reflect.ValueOf(Rec(map[string]Value{
			text(path + ".name"): Of(Text, text(path)), "list": ListOf(Cents(1250, "EUR"), Bool(true), Num(0.5)),
		})))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text(path))
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Float64:
		v.SetFloat(0.75)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), path, text)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0), path, text)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, elem := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(t, key, path+".name", text)
		fill(t, elem, path, text)
		v.SetMapIndex(key, elem)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), strings.TrimPrefix(path+"."+v.Type().Field(i).Name, "."), text)
		}
	default:
		t.Fatalf("%s is of kind %s, which no sample has", path, v.Kind())
	}
}
