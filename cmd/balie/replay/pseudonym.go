package replay

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"balie/conversation"
	"balie/intent/extract"
)

// pseudonyms puts others in the place of what tells who a customer is: the same for the same, throughout one file, and
// of the same form, so that a conversation plays as it did. With another file come other ones; nothing leads back.
type pseudonyms struct {
	salt   []byte
	x      *extract.Extractor
	public []string // what the company itself says of itself: its numbers, its name
	same   []string // operations that answer everybody the same
}

func newPseudonyms(public, alike []string) (*pseudonyms, error) {
	x, err := extract.New()
	if err != nil {
		return nil, fmt.Errorf("pseudonyms: %w", err)
	}
	p := &pseudonyms{salt: make([]byte, 32), x: x, public: public, same: alike}
	_, _ = rand.Read(p.salt) // never fails
	return p, nil
}

// structural are the fields that name parts of the company folder, not of a customer.
var structural = []string{
	"flow", "step", "slot", "operation", "kind", "do", "outcome", "pattern", "because", "by", "source", "type", "revision", "language",
	"scope", "status", "channel", "assurance", "reason", "callback", "currency",
}

// tellingNames are the names of fields and slots that tell who somebody is, with what stands in them.
var tellingNames = map[string]string{
	"name": "name", "first_name": "name", "last_name": "name", "surname": "name", "full_name": "name", "initials": "name", "agent": "name",
	"street": "street", "city": "city", "town": "city", "place": "city", "email": "email", "phone": "phone", "mobile": "phone",
	"iban": "iban", "postcode": "postcode", "address": "address", "subject": "subject", "sender": "sender", "bsn": "bsn",
}

// recording replaces everything that tells who the customer is in one recording.
func (p *pseudonyms) recording(line recordedLine) (recordedLine, error) {
	bodies := make([]any, len(line.Events))
	w := &wardrobe{pseudonyms: p, known: map[string]string{}, agents: map[string]bool{}, common: map[string]bool{}}
	for i, e := range line.Events {
		dec := json.NewDecoder(bytes.NewReader(e.Body))
		dec.UseNumber()
		if err := dec.Decode(&bodies[i]); err != nil {
			return line, fmt.Errorf("recording %s: event %d: %w", line.ID, e.N, err)
		}
		if w.everybodys(bodies[i], e.Type) {
			continue
		}
		w.learn(bodies[i], "", e.Type)
		if e.Type == (conversation.SlotSet{}).Type() {
			w.slot(bodies[i])
		}
	}
	w.ready()
	out := recordedLine{Version: line.Version, ID: "r-" + w.letters("id", line.ID, 10)}
	for i, e := range line.Events {
		body, err := json.Marshal(w.dress(bodies[i], ""))
		if err != nil {
			return line, fmt.Errorf("recording %s: event %d: %w", line.ID, e.N, err)
		}
		e.Body = body
		out.Events = append(out.Events, e)
	}
	return out, nil
}

// wardrobe knows what stands for what in one recording.
type wardrobe struct {
	*pseudonyms
	known  map[string]string // in small letters → what stands for it
	agents map[string]bool   // names of agents, in small letters
	common map[string]bool   // what everybody may read, in small letters
	find   *regexp.Regexp
}

// everybodys takes in what a system answers everybody the same: the name of a product is nobody's.
func (w *wardrobe) everybodys(body any, in conversation.EventType) bool {
	e, _ := body.(map[string]any)
	operation, _ := e["operation"].(string)
	if in != (conversation.ResultSaved{}).Type() || !slices.Contains(w.same, operation) {
		return false
	}
	var take func(v any)
	take = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, inner := range v {
				take(inner)
			}
		case []any:
			for _, item := range v {
				take(item)
			}
		case string:
			w.common[strings.ToLower(strings.TrimSpace(v))] = true
		}
	}
	take(e["receipt"])
	return true
}

// learn looks for what tells who somebody is in an event. What the assistant said holds nothing that does not stand
// elsewhere too; an address is looked for only where a customer speaks: two words and a number are soon one.
func (w *wardrobe) learn(v any, key string, in conversation.EventType) {
	switch v := v.(type) {
	case map[string]any:
		if name, _ := v["name"].(string); v["digest"] != nil { // a file
			w.keep("file", name)
			return
		}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			w.telling(k, v[k], in)
			w.learn(v[k], within(key, k), in)
		}
	case []any:
		for _, item := range v {
			w.learn(item, key, in)
		}
	case string:
		if in == (conversation.Said{}).Type() || slices.Contains(structural, key) {
			return
		}
		for _, found := range w.x.Personal(v) {
			switch {
			case found.Kind != "address":
				w.keep(found.Kind, found.Text)
			case in == (conversation.MessageReceived{}).Type() || in == (conversation.SlotSet{}).Type():
				w.address(found.Text)
			}
		}
	}
}

// within is what a field is called: what stands in a form goes by names that the company gave, whatever else they mean.
func within(outer, key string) string {
	if outer == "fields" {
		return "text"
	}
	return key
}

// people are the events in which a name is that of a person.
var people = []conversation.EventType{
	(conversation.IdentityProven{}).Type(), (conversation.Claimed{}).Type(), (conversation.PersonSaid{}).Type(), (conversation.PersonNoted{}).Type(),
	(conversation.HandedBack{}).Type(), (conversation.ActionStarted{}).Type(),
}

// telling takes in a field whose name says that it tells who somebody is: a value that a system was sent or answered, or
// a text where a person is spoken of.
func (w *wardrobe) telling(key string, v any, in conversation.EventType) {
	kind := tellingNames[key]
	text, plain := v.(string)
	if value, is := v.(map[string]any); is {
		text, _ = value["text"].(string)
	}
	if key == "agent" {
		w.agents[strings.ToLower(text)] = true
	}
	switch {
	case kind == "" || text == "" || w.common[strings.ToLower(text)] || plain && kind == "name" && !slices.Contains(people, in):
	case kind == "address":
		w.address(text)
	default:
		w.keep(kind, text)
		if kind == "name" {
			w.names(text)
		}
	}
}

// names takes in the parts of a name too: customers and agents write them alone.
func (w *wardrobe) names(full string) {
	for i, part := range strings.Fields(full) {
		if low := strings.ToLower(part); len([]rune(part)) > shortest && w.known[low] == "" {
			if w.known[low] = title(w.letters("name", low, 6)); i == 0 {
				w.known[low] = "Robin"
			}
		}
	}
}

// slot takes in what a customer told in words of their own.
func (w *wardrobe) slot(body any) {
	e, _ := body.(map[string]any)
	value, _ := e["value"].(map[string]any)
	text, _ := value["text"].(string)
	name, _ := e["slot"].(string)
	if text == "" {
		return
	}
	kind := tellingNames[name]
	switch t, _ := value["type"].(string); {
	case kind != "" && kind != "address":
		w.keep(kind, text)
	case t == string(conversation.Text):
		w.keep("text", text)
	case t == string(conversation.Email), t == string(conversation.Phone), t == string(conversation.IBAN), t == string(conversation.Postcode):
		w.keep(t, text)
	}
}

func (w *wardrobe) address(text string) {
	parts := w.x.AddressParts(text)
	w.keep("street", parts.Street)
	w.keep("city", parts.City)
	for _, found := range w.x.Postcode(text) {
		w.keep("postcode", found.Text)
	}
}

// shortest is how many letters something must have to be looked for everywhere.
const shortest = 3

// keep notes what stands for a text. What was noted first holds.
func (w *wardrobe) keep(kind, text string) {
	text = strings.TrimSpace(text)
	low := strings.ToLower(text)
	if len([]rune(text)) < shortest || w.known[low] != "" || w.isPublic(text) {
		return
	}
	w.known[low] = w.stand(kind, text)
}

// isPublic tells whether a text is the company's own, in whatever form it is written.
func (w *wardrobe) isPublic(text string) bool {
	digits := onlyDigits(text)
	digits = digits[max(0, len(digits)-9):]
	return slices.ContainsFunc(w.public, func(p string) bool {
		return strings.Contains(p, text) || len(digits) == 9 && strings.HasSuffix(onlyDigits(p), digits)
	})
}

// ready makes what is known findable, the longest first.
func (w *wardrobe) ready() {
	all := slices.Sorted(maps.Keys(w.known))
	slices.SortStableFunc(all, func(a, b string) int { return len(b) - len(a) })
	for i, s := range all {
		all[i] = regexp.QuoteMeta(s)
	}
	if len(all) > 0 {
		w.find = regexp.MustCompile(`(?i)` + strings.Join(all, "|"))
	}
}

// dress replaces in a value what is known.
func (w *wardrobe) dress(v any, key string) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, inner := range v {
			out[k] = w.dress(inner, within(key, k))
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = w.dress(item, key)
		}
		return out
	case string:
		from, who, desk := strings.Cut(v, "/")
		switch {
		case key == "by" && w.agents[strings.ToLower(v)]:
			return w.known[strings.ToLower(v)]
		case key == "source" && desk && w.agents[strings.ToLower(who)]:
			return from + "/" + w.known[strings.ToLower(who)]
		case w.find == nil || slices.Contains(structural, key):
			return v
		}
		return w.find.ReplaceAllStringFunc(v, func(s string) string { return w.known[strings.ToLower(s)] })
	}
	return v
}

// stand is what stands for a text of a kind: something of the same form.
func (w *wardrobe) stand(kind, text string) string {
	switch kind {
	case "email":
		return w.letters(kind, strings.ToLower(told(w.x.Email(text), text)), 8) + "@example.org"
	case "phone":
		if len(onlyDigits(text)) < shortestNumber {
			return w.phone(told(w.x.Phone(text), text))
		}
		return w.phone(text)
	case "iban":
		return iban("BALI" + w.digits(kind, strings.ToUpper(strings.ReplaceAll(text, " ", "")), 10))
	case "postcode":
		four := strings.ToUpper(w.letters(kind, squeezed(text), 4))
		letters := four[:1] + four[2:3] // without a vowel they are no word: "1455 NU" says when
		return "1" + w.digits(kind, squeezed(text), 3) + " " + strings.NewReplacer("SD", "TD", "SS", "TT").Replace(letters)
	case "street":
		return title(w.letters(kind, strings.ToLower(text), 6)) + "straat"
	case "city":
		return title(w.letters(kind, strings.ToLower(text), 6)) + "dam"
	case "name":
		return "Robin " + title(w.letters(kind, strings.ToLower(text), 6))
	case "subject":
		return "C-" + w.digits(kind, text, 7)
	case "file":
		return "bestand-" + w.letters(kind, strings.ToLower(text), 8) + strings.ToLower(path.Ext(text))
	case "bsn", "card":
		return strings.Repeat("0", len(onlyDigits(text)))
	}
	if strings.ContainsAny(text, "0123456789") && !strings.Contains(text, " ") {
		return w.alike(text)
	}
	return "tekst " + w.letters(kind, strings.ToLower(text), 8)
}

// shortestNumber is how many digits a number has that is written and not told in words.
const shortestNumber = 7

// told is what a text tells in words: what stands for it must be the same as for that.
func told(found []extract.Found, text string) string {
	if len(found) == 1 {
		return found[0].Value.Text
	}
	return text
}

// phone is another number of the same kind, written in the same way: its last seven digits are others.
func (w *wardrobe) phone(text string) string {
	all := onlyDigits(text)
	last := all[max(0, len(all)-9):]
	others := w.digits("phone", last, 7)
	out, left := []byte(text), len(others)
	for i := len(out) - 1; i >= 0 && left > 0; i-- {
		if out[i] >= '0' && out[i] <= '9' {
			left--
			out[i] = others[left]
		}
	}
	return string(out)
}

// emergency are numbers that are called in an emergency: who says one is taken to need help.
var emergency = []string{"112", "113", "911", "999"}

// alike is a word of the same form: digits for digits, letters for letters.
func (w *wardrobe) alike(text string) string {
	for n := w.numbers("alike", strings.ToLower(text)); ; n++ {
		if other := w.formed(text, n); !slices.Contains(emergency, onlyDigits(other)) {
			return other
		}
	}
}

// formed draws a word of the form of another from a number.
func (w *wardrobe) formed(text string, n uint64) string {
	return strings.Map(func(r rune) rune {
		n = n*6364136223846793005 + 1442695040888963407
		switch {
		case r >= '0' && r <= '9':
			return '1' + rune(n>>33%9)
		case r >= 'a' && r <= 'z':
			return 'a' + rune(n>>33%26)
		case r >= 'A' && r <= 'Z':
			return 'A' + rune(n>>33%26)
		}
		return r
	}, text)
}

// numbers draws numbers from what something is.
func (w *wardrobe) numbers(kind, text string) uint64 {
	h := hmac.New(sha256.New, w.salt)
	_, _ = h.Write([]byte(kind + "\x00" + text)) // never fails
	return binary.BigEndian.Uint64(h.Sum(nil))
}

func (w *wardrobe) digits(kind, text string, n int) string {
	power := uint64(1)
	for range n {
		power *= 10
	}
	return fmt.Sprintf("%0*d", n, w.numbers(kind, text)%power)
}

// letters are syllables, which can be said.
func (w *wardrobe) letters(kind, text string, n int) string {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	x := w.numbers(kind+" letters", text)
	var b strings.Builder
	for i := range n {
		from := consonants
		if i%2 == 1 {
			from = vowels
		}
		b.WriteByte(from[x%uint64(len(from))])
		x /= uint64(len(from))
	}
	return b.String()
}

// iban adds country and check digits to a Dutch account.
func iban(account string) string {
	rest := 0
	for _, c := range account + "NL00" {
		switch {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		default:
			rest = (rest*100 + int(c-'A') + 10) % 97
		}
	}
	return fmt.Sprintf("NL%02d%s", 98-rest, account)
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func squeezed(s string) string { return strings.ToUpper(strings.ReplaceAll(s, " ", "")) }

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
