package sqlite

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"balie/conversation"
)

func someRecords() []conversation.Sealed {
	at := time.Date(2026, 11, 23, 12, 0, 0, 123, time.UTC)
	return []conversation.Sealed{
		{N: 7, At: at, Type: "said", Head: []byte(`{"step":"ask"}`), Body: []byte{0, 1, 255}},
		{N: 8, Type: "turn_ended", Head: []byte{}, Body: []byte{}},
	}
}

func TestRecordsComeBack(t *testing.T) {
	t.Parallel()
	want := someRecords()
	got, err := decodeRecords(encodeRecords(want))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	whole := encodeRecords(want)
	for n := range whole {
		if _, err := decodeRecords(whole[:n]); err == nil && n > 1 && n != len(encodeRecords(want[:1])) {
			t.Errorf("%d of %d bytes were read as records", n, len(whole))
		}
	}
}

func FuzzDecodeRecords(f *testing.F) {
	f.Add(encodeRecords(someRecords()))
	f.Add([]byte{recordsVersion, 2, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		rs, err := decodeRecords(b)
		if err != nil {
			return
		}
		again, err := decodeRecords(encodeRecords(rs))
		if err != nil || !reflect.DeepEqual(rs, again) {
			t.Errorf("%x became %+v, then %+v (%v)", b, rs, again, err)
		}
	})
}

func TestSealedValuesAreBound(t *testing.T) {
	t.Parallel()
	s, err := newSecrets(bytes.Repeat([]byte{7}, keySize))
	if err != nil {
		t.Fatal(err)
	}
	sealed := seal(s.wrap, []byte("plain"), bind("a", "b"))
	if got, err := unseal(s.wrap, sealed, bind("a", "b")); err != nil || string(got) != "plain" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := unseal(s.wrap, sealed, bind("a", "c")); err == nil {
		t.Error("opened under another name")
	}
}
