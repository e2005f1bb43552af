package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"strconv"
	"strings"
	"testing"
	"time"

	"balie/conversation"
	"balie/conversation/identity"
)

// visitor is one conversation of the generator. It shares two processors with the house, so what it does per turn is as
// little as a client can do: it writes a request to one connection that stays open, reads the answer, and looks for a few
// words in the events that another connection brings.
type visitor struct {
	base, path, token string

	door   net.Conn
	answer *bufio.Reader
	events *bufio.Reader
	tube   net.Conn // that events come from
	head   []byte   // of every message, up to its length
	body   []byte
	out    []byte

	n    int
	seen int64
	yes  string // button of the confirmation that was asked last
}

// patience is how long a turn may take.
const patience = 20 * time.Second

// visitor begins a conversation and hears its greeting.
func (h *benchHouse) visitor(b *testing.B) *visitor {
	b.Helper()
	v := &visitor{base: h.base}
	var made struct{ ID, Token string }
	if err := v.post("/v1/conversations", map[string]string{"language": "nl"}, &made); err != nil {
		b.Fatal(err)
	}
	v.path, v.token = "/v1/conversations/"+made.ID, made.Token
	v.head = fmt.Appendf(nil, "POST %s/messages HTTP/1.1\r\nHost: balie\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: ", v.path, v.token)
	var err error
	if v.tube, err = v.dial(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(v.leave)
	if err := v.listen(); err != nil {
		b.Fatal(err)
	}
	if err := v.hear(""); err != nil {
		b.Fatal(err)
	}
	return v
}

func (v *visitor) dial() (net.Conn, error) {
	return net.Dial("tcp", strings.TrimPrefix(v.base, "http://"))
}

// enter opens the connection that messages go over, when the first is at hand: the house closes one that brings none.
func (v *visitor) enter() (err error) {
	if v.door == nil {
		v.door, err = v.dial()
		v.answer = bufio.NewReader(v.door)
	}
	return err
}

func (v *visitor) leave() {
	_ = v.tube.Close()
	if v.door != nil {
		_ = v.door.Close()
	}
}

// listen opens the stream of events.
func (v *visitor) listen() error {
	if _, err := fmt.Fprintf(v.tube, "GET %s/stream?after=0 HTTP/1.1\r\nHost: balie\r\nAuthorization: Bearer %s\r\n\r\n", v.path, v.token); err != nil {
		return err
	}
	raw := bufio.NewReaderSize(v.tube, 1<<14)
	if _, err := answered(raw); err != nil {
		return err
	}
	v.events = bufio.NewReaderSize(httputil.NewChunkedReader(raw), 1<<14)
	return nil
}

// answered reads the head of an answer, and returns the length of its body.
func answered(r *bufio.Reader) (length int, err error) {
	for first := true; ; first = false {
		line, err := r.ReadSlice('\n')
		switch {
		case err != nil:
			return 0, err
		case first && !bytes.HasPrefix(line, []byte("HTTP/1.1 2")):
			return 0, fmt.Errorf("refused: %s", line)
		case len(line) == 2:
			return length, nil
		}
		if n, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			length = number(n)
		}
	}
}

// number reads the digits that text begins with.
func number(text []byte) (n int) {
	for _, c := range text {
		if c < '0' || c > '9' {
			break
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// say sends a message and waits until its turn has ended, in which want must have been among what was shown.
func (v *visitor) say(kind, what, want string) error {
	if err := v.enter(); err != nil {
		return err
	}
	v.n++
	v.body = append(append(v.body[:0], `{"id":"`...), strconv.Itoa(v.n)...)
	v.body = strconv.AppendInt(append(v.body, `","seen":`...), v.seen, 10)
	v.body = append(append(append(append(v.body, `,"`...), kind...), `":`...), strconv.Quote(what)...)
	v.body = append(v.body, '}')
	v.out = strconv.AppendInt(append(v.out[:0], v.head...), int64(len(v.body)), 10)
	v.out = append(append(v.out, "\r\n\r\n"...), v.body...)
	if err := v.door.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if _, err := v.door.Write(v.out); err != nil {
		return err
	}
	length, err := answered(v.answer)
	if err != nil {
		return fmt.Errorf("message %d: %w", v.n, err)
	}
	if _, err := v.answer.Discard(length); err != nil {
		return err
	}
	return v.hear(want)
}

// hear reads events until the end of a turn.
func (v *visitor) hear(want string) error {
	if err := v.tube.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	wanted, right := []byte(want), want == ""
	for {
		line, err := v.events.ReadSlice('\n')
		if err != nil {
			return fmt.Errorf("events: %w", err)
		}
		if n, ok := bytes.CutPrefix(line, []byte("id: ")); ok {
			v.seen = int64(number(n))
			continue
		}
		if _, yes, ok := bytes.Cut(line, []byte(`"id":"yes:`)); ok {
			id, _, _ := bytes.Cut(yes, []byte(`"`))
			v.yes = "yes:" + string(id)
		}
		right = right || bytes.Contains(line, wanted)
		if bytes.Contains(line, []byte(`"type":"turn_ended"`)) {
			if !right {
				return fmt.Errorf("message %d: nothing like %s was shown", v.n, want)
			}
			return nil
		}
	}
}

// signIn sends a token such as the demo's site signs.
func (v *visitor) signIn(b *testing.B, key []byte, customer string) {
	b.Helper()
	token, err := identity.Sign(demoKey, key, "balie", conversation.Identity{Subject: customer, Assurance: conversation.Substantial}, 50*time.Minute, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	if err := v.post(v.path+"/identity", map[string]string{"token": token}, nil); err != nil {
		b.Fatal(err)
	}
	if err := v.hear(""); err != nil {
		b.Fatal(err)
	}
}

// post is for what is not measured.
func (v *visitor) post(path string, body map[string]string, into any) error {
	buf, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodPost, v.base+path, bytes.NewReader(buf))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+v.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end below
	out, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		return fmt.Errorf("%s: %s %s %w", path, res.Status, out, err)
	}
	if into != nil {
		return json.Unmarshal(out, into)
	}
	return nil
}

// prepare leads to the confirmation of a new address.
func (v *visitor) prepare() error {
	v.yes = ""
	if err := v.say("choice", "start:change_details", ""); err != nil {
		return err
	}
	for _, answer := range []string{"mijn adres", "4567 DE", strconv.Itoa(1 + v.n%900), "Sterrenweg", "Bovenkerke"} {
		if err := v.say("text", answer, ""); err != nil {
			return err
		}
	}
	return v.say("text", "morgen", `"id":"yes:`)
}

// turn makes one turn and waits for its end. With act it is the yes to a confirmation, and the change of the customer's
// address in the back end, of which the receipt must be shown; else a question, which must be answered from its page.
func (v *visitor) turn(act bool) error {
	if act {
		return v.say("choice", v.yes, `"receipt":{`)
	}
	return v.say("text", "wat kost rood staan?", `"link":"/hulp/rood-staan#wat-kost-rood-staan"`)
}
