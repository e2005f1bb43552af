package whatsapp_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"balie/conversation"
)

// FuzzWebhook posts anything with a signature that fits: it never fails on it, and what it hands over can be stored.
func FuzzWebhook(f *testing.F) {
	files, err := filepath.Glob("testdata/payloads/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		s, e, _, _ := setup(t)
		if w := post(e, body, sign(body)); w.Code != 200 && w.Code != 400 {
			t.Fatalf("answer is %d %s", w.Code, w.Body)
		}
		for _, in := range s.inputs {
			storable(t, in)
		}
		for _, d := range s.marks {
			if d.ID == "" && d.Provider == "" || d.State == "" {
				t.Errorf("mark is %+v", d)
			}
		}
	})
}

func storable(t *testing.T, in conversation.Input) {
	t.Helper()
	said := in.Kind == conversation.InputText || in.Kind == conversation.InputButton
	switch {
	case in.Address.Channel != "whatsapp" || in.Address.Account != number || in.Address.Sender == "" || len(in.Address.Sender) > 200:
		t.Errorf("address of %+v", in)
	case in.Source != "whatsapp:"+number || in.ID == "" || in.At.IsZero() || in.At.After(noon):
		t.Errorf("source, id or time of %+v", in)
	case in.Kind == conversation.InputFile:
		if len(in.Files) != 1 || len(in.Files[0].ID) != 32 || in.Files[0].Remote == "" || strings.ContainsAny(in.Files[0].Remote, "/?#.") {
			t.Errorf("files of %+v", in)
		}
	case in.Kind == conversation.InputRenumbered:
		if in.Was.Channel != "whatsapp" || in.Was.Account != number || in.Was.Sender == "" {
			t.Errorf("address before of %+v", in)
		}
	case said && in.Text == "" || !said && in.Kind != conversation.InputMedia:
		t.Errorf("kind of %+v", in)
	case in.Kind == conversation.InputButton && (in.Choice == "" || in.Quiet != 0):
		t.Errorf("choice of %+v", in)
	}
	texts := []string{in.Text}
	for _, x := range in.Extra {
		texts = append(texts, x)
	}
	for _, x := range texts {
		if !utf8.ValidString(x) || strings.Contains(x, "1234") && !strings.Contains(in.Choice, "1234") || utf8.RuneCountInString(x) > 4096 || strings.ContainsAny(x, "\x00\u202e") {
			t.Errorf("text %q", x)
		}
	}
}

func BenchmarkWebhook(b *testing.B) {
	for _, name := range []string{"text.json", "status_delivered.json", "batch_two_entries.json"} {
		b.Run(strings.TrimSuffix(name, ".json"), func(b *testing.B) {
			body := payload(b, name)
			signature := sign(body)
			s, e, _, _ := setup(b)
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if w := post(e, body, signature); w.Code != 200 {
					b.Fatal(w.Code)
				}
				s.inputs, s.marks, s.kinds = s.inputs[:0], s.marks[:0], s.kinds[:0]
			}
		})
	}
	b.Run("thousand_texts", func(b *testing.B) {
		one := string(say("wamid.X", "Waar blijft mijn bestelling?"))
		head, rest, _ := strings.Cut(one, `"messages":[`)
		message, tail, _ := strings.Cut(rest, `]}}]}]}`)
		body := []byte(head + `"messages":[` + strings.Repeat(message+",", 999) + message + `]}}]}]}` + tail)
		signature := sign(body)
		s, e, _, _ := setup(b)
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			if w := post(e, body, signature); w.Code != 200 {
				b.Fatal(w.Code)
			}
			if len(s.inputs) != 1000 {
				b.Fatal(len(s.inputs))
			}
			s.inputs, s.kinds = s.inputs[:0], s.kinds[:0]
		}
	})
}
