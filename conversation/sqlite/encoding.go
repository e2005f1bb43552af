package sqlite

import (
	"encoding/binary"
	"errors"

	"balie/conversation"
)

// recordsVersion is the first byte of a log row's body. Then follow, per record: number (as a step from the one
// before), time, type, head and body, each text with its length before it.
const recordsVersion = 1

var errRecords = errors.New("a row of the log cannot be read: it is damaged or from a newer version")

func encodeRecords(rs []conversation.Sealed) []byte {
	size := 1
	for _, r := range rs {
		size += 24 + len(r.Type) + len(r.Head) + len(r.Body)
	}
	b := append(make([]byte, 0, size), recordsVersion)
	last := int64(0)
	for _, r := range rs {
		b = binary.AppendVarint(b, r.N-last)
		b = binary.AppendVarint(b, nanos(r.At))
		b = appendText(b, []byte(r.Type))
		b = appendText(b, r.Head)
		b = appendText(b, r.Body)
		last = r.N
	}
	return b
}

func appendText(b, text []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

func decodeRecords(b []byte) ([]conversation.Sealed, error) {
	if len(b) == 0 || b[0] != recordsVersion {
		return nil, errRecords
	}
	d := &decoder{b: b[1:]}
	var out []conversation.Sealed
	last := int64(0)
	for len(d.b) > 0 && !d.bad {
		r := conversation.Sealed{N: last + d.number(), At: moment(d.number())}
		r.Type = conversation.EventType(d.text())
		r.Head, r.Body = d.text(), d.text()
		out, last = append(out, r), r.N
	}
	if d.bad {
		return nil, errRecords
	}
	return out, nil
}

// decoder reads from the front of b; bad once something did not fit.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) number() int64 {
	v, n := binary.Varint(d.b)
	if n <= 0 {
		d.bad, d.b = true, nil
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) text() []byte {
	v, n := binary.Uvarint(d.b)
	if n <= 0 || v > uint64(len(d.b)-n) {
		d.bad, d.b = true, nil
		return nil
	}
	end := n + int(v) // not above the length of a slice
	text := d.b[n:end:end]
	d.b = d.b[end:]
	return text
}
