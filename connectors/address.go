package connectors

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"balie/conversation"
)

// Address is what signs the place to which a system reports, where it cannot sign what it reports. It is given away with
// one action and leads to the conversation of that action alone.
type Address struct {
	For       string // key of the action
	Until     string // seconds since 1970 after which it leads nowhere
	Signature string // hex HMAC-SHA256 under the callback's secret
}

// addressLife is how long an address may be used, from the start of its action: longer than any process waits.
const addressLife = 400 * 24 * time.Hour

// ReadAt reads a report that came to a signed address. A forged address and one that is no longer good are [ErrSignature].
func (cb *Callback) ReadAt(body []byte, a Address, now time.Time) (Report, error) {
	return cb.read(body, func() bool {
		until, err := strconv.ParseInt(a.Until, 10, 64)
		given, bad := hex.DecodeString(a.Signature)
		return err == nil && bad == nil && hmac.Equal(given, cb.seal(a)) && !now.After(time.Unix(until, 0))
	})
}

// seal signs an address. What is signed here is never the body of a report: it begins with what no JSON begins with.
func (cb *Callback) seal(a Address) []byte {
	mac := hmac.New(sha256.New, []byte(cb.secret.Reveal()))
	mac.Write([]byte("address\n" + cb.Connector + "." + cb.Name + "\n" + a.For + "\n" + a.Until))
	return mac.Sum(nil)
}

// address writes the address for the action of a permit, the same however often it is sent.
func (cb *Callback) address(public string, p conversation.Permit) string {
	a := Address{For: p.Key(), Until: strconv.FormatInt(p.Started().Add(addressLife).Unix(), 10)}
	q := url.Values{"for": {a.For}, "until": {a.Until}, "signature": {hex.EncodeToString(cb.seal(a))}}
	return public + "/v1/callbacks/" + cb.Connector + "/" + cb.Name + "?" + q.Encode()
}

// addresses are those of all callbacks of c, by name.
func (c *Connector) addresses(p conversation.Permit) map[string]any {
	out := make(map[string]any, len(c.Callbacks))
	for name, cb := range c.Callbacks {
		out[name] = cb.address(c.public(), p)
	}
	return out
}

// reports tells whether o's request gives an address away.
func (o *Offer) reports() bool {
	all := o.Body.expressions()
	for _, words := range []map[string]*Expression{o.Query, o.Headers} {
		for _, e := range words {
			all = append(all, e)
		}
	}
	for _, e := range all {
		if e != nil && e.callback {
			return true
		}
	}
	return false
}

// unreachable lists the operations that give an address away while it is not known where this house stands.
func (c *Connector) unreachable() (out Problems) {
	for _, name := range sortedKeys(c.Offers) {
		if o := c.Offers[name]; o.Reports && c.public() == "" {
			at := o.pos
			at.Message, at.Mend = "operation "+o.Name+" gives away an address to report to, and nobody knows ours", "set server.public in config.yaml"
			out = append(out, at)
		}
	}
	return out
}

var sealed = regexp.MustCompile(`(signature(?:=|%3D))[0-9a-f]{64}`)

// HideAddresses makes the addresses in a request that is shown useless.
func HideAddresses(request string) string { return sealed.ReplaceAllString(request, "${1}hidden") }
