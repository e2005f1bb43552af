package identity

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"balie/conversation"
)

// entry is one entry of may_represent.
func entry(pairs ...any) map[string]any {
	out := map[string]any{"sub": "C-2", "name": "Marijke", "scope": "block_card crm.profile"}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i].(string)] = pairs[i+1]
	}
	return out
}

func TestATokenSaysForWhomSomebodyMayAct(t *testing.T) {
	t.Parallel()
	want := conversation.Mandate{Subject: "C-2", Name: "Marijke", Scope: []string{"block_card", "crm.profile"}, Until: noon.Add(30 * time.Minute)}
	for name, c := range map[string]struct {
		claims map[string]any
		want   []conversation.Mandate
	}{
		"nobody":    {says("may_represent", []any{}), nil},
		"until":     {says("may_represent", []any{entry("exp", noon.Add(30*time.Minute).Unix())}), []conversation.Mandate{want}},
		"two":       {says("may_represent", []any{entry("exp", noon.Add(30*time.Minute).Unix()), entry("sub", "C-3", "exp", noon.Add(30*time.Minute).Unix())}), []conversation.Mandate{want, {Subject: "C-3", Name: "Marijke", Scope: want.Scope, Until: want.Until}}},
		"long over": {says("may_represent", []any{entry("exp", noon.Add(-time.Hour).Unix())}), []conversation.Mandate{{Subject: "C-2", Name: "Marijke", Scope: want.Scope, Until: noon.Add(-time.Hour)}}},
	} {
		got, err := verifier().Verify(forged(t, tokenKey, header(), c.claims))
		if err != nil || !reflect.DeepEqual(got.Mandates, c.want) {
			t.Errorf("%s: %+v, %v", name, got.Mandates, err)
		}
		if err == nil && got.Customer() != got.Subject {
			t.Errorf("%s: a token alone acts for %s", name, got.Customer())
		}
	}
	id, err := verifier().Verify(forged(t, tokenKey, header(), says("may_represent", []any{entry()})))
	if err != nil || len(id.Mandates) != 1 || !id.Mandates[0].Until.Equal(id.At.Add(conversation.AssuranceLife)) {
		t.Errorf("a mandate without an end lasts as long as the proof: %+v, %v", id, err)
	}
}

func TestATokenThatWouldBeMisreadIsRefused(t *testing.T) {
	t.Parallel()
	many := make([]any, mostMandates+1)
	for i := range many {
		many[i] = entry("sub", strings.Repeat("C", i+1))
	}
	for want, claims := range map[string]map[string]any{
		"act and represents are not taken": says("act", map[string]any{"sub": "C-9"}),
		"name the person as sub":           says("represents", map[string]any{"sub": "C-9", "iss": "x"}),
		"names nobody":                     says("may_represent", []any{entry("sub", "")}),
		"allows nothing":                   says("may_represent", []any{entry("scope", " ")}),
		"names the person themselves, or":  says("may_represent", []any{entry("sub", "C-1")}),
		"themselves, or somebody twice":    says("may_represent", []any{entry(), entry()}),
		"at most 20 are taken":             says("may_represent", many),
		"cannot unmarshal":                 says("may_represent", entry()),
		"json: cannot unmarshal":           says("may_represent", []any{"C-2"}),
		"of type string":                   says("may_represent", []any{entry("scope", []any{"block_card"})}),
	} {
		if id, err := verifier().Verify(forged(t, tokenKey, header(), claims)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %+v, %v", want, id, err)
		}
	}
	if _, err := verifier().Verify(forged(t, []byte(strings.Repeat("x", 32)), header(), says("may_represent", []any{entry()}))); err == nil {
		t.Error("a mandate that somebody else signed was taken")
	}
}
