package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Days are the names of the days, Monday first.
var Days = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// checker collects what is wrong with a configuration.
type checker struct{ problems []error }

// need notes a problem unless ok.
func (c *checker) need(ok bool, format string, args ...any) {
	if !ok {
		c.problems = append(c.problems, fmt.Errorf(format, args...))
	}
}

// oneOf notes a problem unless v is among known.
func (c *checker) oneOf(name, v string, known ...string) {
	c.need(slices.Contains(known, v), "%s: %q is not known: use %s", name, v, strings.Join(known, " or "))
}

func (c *Config) check() []error {
	var k checker
	k.need(c.Name != "", "name: say how customers know the company")
	k.need(len(c.Languages) > 0, "languages: name at least one, for example [nl, en]")
	for i, l := range c.Languages {
		k.oneOf("languages", l, "nl", "en")
		k.need(!slices.Contains(c.Languages[:i], l), "languages: %s stands there twice", l)
	}
	k.oneOf("tone", c.Tone, "je", "u")
	k.need(currency.MatchString(c.Currency), "currency: %q is no code of three letters such as EUR", c.Currency)
	if _, err := time.LoadLocation(c.Place); err != nil {
		k.need(false, "place: %w: use an IANA name such as Europe/Amsterdam", err)
	}
	k.oneOf("identity.prefer", c.Identity.Prefer, "sms", "email")
	k.need((c.Contact.List == "") == (c.Contact.Send == ""), "contact: list and send go together: one tells where a customer can be reached, the other sends there")
	c.Silence.check(&k)
	c.Identity.Login.check(&k, c.Server.Public)
	k.need(c.Identity.ContactAge >= 0, "identity.contact_age: %s: write how long, such as 168h for a week", c.Identity.ContactAge)
	c.Site.check(&k)
	c.Desk.check(&k)
	c.Server.check(&k)
	k.need(c.Model.Base == "" || isAddress(c.Model.Base), "model.base: %q is no address such as https://host/v1", c.Model.Base)
	k.need(isAddress(c.WhatsApp.Base), "whatsapp.base: %q is no address such as https://host/v1", c.WhatsApp.Base)
	for _, host := range c.WhatsApp.Media {
		k.need(hostName.MatchString(host), "whatsapp.media: %q is no host such as lookaside.fbsbx.com", host)
	}
	k.need(c.Files.Scan == "" || scanner.MatchString(c.Files.Scan), "files.scan: %q is no address such as tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl", c.Files.Scan)
	k.need(c.Model.TimeOut > 0, "model.time_out: a model must be given some time, for example 8s")
	return k.problems
}

var currency = regexp.MustCompile(`^[A-Z]{3}$`)

var (
	hostName = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+$`)
	scanner  = regexp.MustCompile(`^(tcp://[^/@?#]+:[0-9]+|unix:///[^?#]+)$`)
)

func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

func (s *Silence) check(k *checker) {
	for name, p := range map[string]Patience{"widget": s.Widget, "whatsapp": s.WhatsApp} {
		k.need(p.Remind >= 0 && p.Close >= 0, "silence.%s: a time is 0s, for ever, or more", name)
		k.need(p.Close == 0 || p.Remind < p.Close, "silence.%s: remind comes before close, and %s is not before %s", name, p.Remind, p.Close)
	}
	k.need(s.WhatsApp.Close < 24*time.Hour, "silence.whatsapp: close: after 24 hours nothing may be sent there: write 23h or less")
}

func (l *Login) check(k *checker, public string) {
	if l.Issuer == "" {
		return
	}
	k.need(isAddress(l.Issuer), "identity.login.issuer: %q is no address such as https://login.example.org", l.Issuer)
	u, err := url.Parse(l.Issuer)
	k.need(err != nil || u.Scheme == "https" || u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost", "identity.login.issuer: a login is reached over https")
	k.need(l.Client != "", "identity.login.client: say by which id the login knows us")
	k.need(public != "", "identity.login: set server.public: the login sends customers back there")
	for _, m := range l.Levels {
		k.need(m.ACR != "" || m.AMR != "", "identity.login.levels: each names an acr or an amr")
		k.oneOf("identity.login.levels", m.Level, "contact", "basic", "substantial")
	}
}

func (s *Site) check(k *checker) {
	k.need(s.ID != "", "site.id: it names the site in tokens and addresses")
	for _, o := range s.Origins {
		u, err := url.Parse(o)
		k.need(err == nil && isAddress(o) && u.Path == "" && u.RawQuery == "", "site.origins: %q is no origin: write https://www.example.org, without a path", o)
	}
	k.need(s.Quiet >= 0 && s.Quiet <= 3*time.Second, "site.quiet: %s: at most 3s", s.Quiet)
}

func (d *Desk) check(k *checker) {
	for _, h := range d.Hours {
		k.need(len(h.Days) > 0, "desk.hours: %s to %s names no days", h.From, h.To)
		k.need(isTime(h.From) && isTime(h.To) && h.From < h.To, "desk.hours: %s to %s is no span of a day: write 09:00", h.From, h.To)
		for _, day := range h.Days {
			k.need(slices.Contains(Days, day), "desk.hours: day %q is not known: use %s", day, strings.Join(Days, ", "))
		}
	}
	for _, day := range d.Business {
		k.need(slices.Contains(Days, day), "desk.business_days: day %q is not known: use %s", day, strings.Join(Days, ", "))
	}
	for _, day := range d.Closed {
		_, err := time.Parse(time.DateOnly, day)
		k.need(err == nil, "desk.closed: %q is no day: write 2026-12-25", day)
	}
	ids := map[string]bool{}
	for i, a := range d.Agents {
		k.need(a.ID != "" && a.Name != "", "desk.agents[%d]: give an id to sign in with, and a name that customers read", i)
		k.need(!ids[a.ID], "desk.agents: %s stands there twice", a.ID)
		ids[a.ID] = true
	}
	keys := map[string]bool{}
	for _, r := range d.Replies {
		r.check(k)
		k.need(!keys[r.Key], "desk.replies: %s stands there twice", r.Key)
		keys[r.Key] = true
	}
}

var (
	replyKey    = regexp.MustCompile(`^[a-z0-9-]{1,30}$`)
	placeholder = regexp.MustCompile(`\{\{[^}]*\}?\}?`)
)

// filled are the placeholders of a reply that the console fills in.
var filled = []string{"{{name}}", "{{agent}}", "{{reference}}", "{{case}}"}

func (r Reply) check(k *checker) {
	k.need(replyKey.MatchString(r.Key), "desk.replies: key %q: use small letters, digits and -, at most 30", r.Key)
	k.need(len(r.Text) > 0, "desk.replies: %s has no text: write text: {nl: …, en: …}", r.Key)
	for lang, text := range r.Text {
		k.need(text != "" && len(text) <= 2000, "desk.replies: %s has no text in %s, or more than 2000 bytes", r.Key, lang)
		for _, p := range placeholder.FindAllString(text, -1) {
			k.need(slices.Contains(filled, p), "desk.replies: %s: %s is not known: use one of %s", r.Key, p, strings.Join(filled, ", "))
		}
	}
}

func (s *Server) check(k *checker) {
	for name, at := range map[string]string{"listen": s.Listen, "console": s.Console, "metrics": s.Metrics} {
		_, _, err := net.SplitHostPort(at)
		k.need(err == nil || at == "" && name != "listen", "server.%s: %q is not host:port", name, at)
	}
	k.need(s.Public == "" || isAddress(s.Public), "server.public: %q is no address such as https://chat.example.org", s.Public)
	for _, p := range s.Proxies {
		_, err := netip.ParsePrefix(p)
		k.need(err == nil, "server.proxies: %q is no network such as 10.0.0.0/8 or 127.0.0.1/32", p)
	}
	k.need(s.Workers >= 1 && s.Workers <= 1024, "server.workers: %d: from 1 to 1024", s.Workers)
}

// isTime tells whether s is a time of the day as 09:00.
func isTime(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil && len(s) == 5
}
