// Package config says which of all this a company uses: loads, checks.
//
// A company is a folder: config.yaml and the folders flows, patterns, texts, knowledge, connectors and tests. Values
// that differ between machines come from the environment or from secret files, and only where config.yaml names them.
package config

import (
	"fmt"
	"log/slog"
	"time"

	"go.yaml.in/yaml/v4"
)

// Config is config.yaml. reference.yaml shows every field with its meaning; a test keeps the two alike.
type Config struct {
	Name      string            `yaml:"name"`                  // the company as customers know it
	Phone     string            `yaml:"phone"`                 // its general number
	Emergency string            `yaml:"emergency"`             // its number for what cannot wait; empty: none
	Languages []string          `yaml:"languages" one:"nl,en"` // the first is the default
	Tone      string            `yaml:"tone" one:"je,u"`       // je or u
	Place     string            `yaml:"place"`                 // IANA time zone
	Currency  string            `yaml:"currency"`              // ISO 4217
	Offer     []string          `yaml:"offer"`                 // processes to offer first, at most four are shown
	Values    map[string]string `yaml:"values"`                // more texts that flows may read as company.<name>
	Site      Site              `yaml:"site"`
	Identity  Identity          `yaml:"identity"`
	Silence   Silence           `yaml:"silence"`
	Contact   Contact           `yaml:"contact"`
	Desk      Desk              `yaml:"desk"`
	Model     Model             `yaml:"model"`
	WhatsApp  WhatsApp          `yaml:"whatsapp"`
	Files     Files             `yaml:"files"`
	Storage   Storage           `yaml:"storage"`
	Server    Server            `yaml:"server"`

	dir string     // where secret files are relative to
	doc *yaml.Node // the file as it was read
}

// Site is the company's web site, where the widget lives.
type Site struct {
	ID      string            `yaml:"id"`      // names the site in tokens and addresses
	Origins []string          `yaml:"origins"` // origins that may use the API and show the widget
	Title   string            `yaml:"title"`   // above the chat
	Theme   map[string]string `yaml:"theme"`   // CSS custom properties of the widget
	Quiet   time.Duration     `yaml:"quiet"`   // how long typed text waits for more
}

// Identity says how customers prove who they are.
type Identity struct {
	Audience string `yaml:"audience"`               // of the site's tokens
	Keys     []Key  `yaml:"keys"`                   // with which the site signs
	Find     string `yaml:"find"`                   // operation that finds a customer: input who; output customer, contacts
	Send     string `yaml:"send"`                   // operation that sends a text to a contact: input contact, text
	Profile  string `yaml:"profile"`                // operation that tells who a proven customer is: output name
	Prefer   string `yaml:"prefer" one:"sms,email"` // kind of contact for codes: sms or email

	Login Login `yaml:"login"` // the company's own login, which the chat can open

	ContactAge time.Duration `yaml:"contact_age"` // how long a contact must have stood unchanged before a code goes to it
}

// Contact says how a customer is told of news who has left the chat.
type Contact struct {
	List string `yaml:"list"` // operation that lists where a customer can be reached: output [{id, kind, masked}]
	Send string `yaml:"send"` // operation that sends a text there: input contact, text
}

// Silence says for how long customers may say nothing, by channel.
type Silence struct {
	Widget   Patience `yaml:"widget"`
	WhatsApp Patience `yaml:"whatsapp"`
}

// Patience is how long somebody is waited for; zero: for ever.
type Patience struct {
	Remind time.Duration `yaml:"remind"` // before they are reminded, once, of an open question
	Close  time.Duration `yaml:"close"`  // before they are told how to go on; a conversation with nothing under way is closed
}

// Login is an OpenID provider at which customers sign in; without an issuer there is none.
type Login struct {
	Issuer  string   `yaml:"issuer"`                                // its address, as its tokens name it
	Client  string   `yaml:"client"`                                // our id there
	Secret  Secret   `yaml:"secret" for:"the login knows us by it"` // empty: a public client
	Scopes  []string `yaml:"scopes"`                                // beside openid
	Subject string   `yaml:"subject"`                               // claim that holds the customer's number
	Levels  []Level  `yaml:"levels"`                                // what a login proves; basic where none fits
}

// Level says what a login of a kind proves.
type Level struct {
	ACR   string `yaml:"acr"` // class of the login, or
	AMR   string `yaml:"amr"` // a method that was used
	Level string `yaml:"level" one:"contact,basic,substantial"`
}

// Key is one key with which a site's tokens are checked: a secret that it shares with us, or its public key as PEM.
type Key struct {
	ID  string `yaml:"id"`
	Key Secret `yaml:"key" for:"the site's tokens are checked with it"`
}

// Desk is where people take over.
type Desk struct {
	Hours    []Hours  `yaml:"hours"`
	Closed   []string `yaml:"closed"`                                          // days, 2026-12-25
	Business []string `yaml:"business_days" one:"mon,tue,wed,thu,fri,sat,sun"` // mon … sun; none: the days with hours
	Agents   []Agent  `yaml:"agents"`                                          // who may sign in to the console
	Presence bool     `yaml:"presence"`                                        // open only while somebody is signed in
	Case     Case     `yaml:"case"`
	Replies  []Reply  `yaml:"replies"` // texts that agents send often
}

// Reply is a text that agents find by typing / and its key. It may hold {{name}}, {{agent}}, {{reference}} and {{case}}.
type Reply struct {
	Key  string            `yaml:"key"`
	Text map[string]string `yaml:"text"` // by language
}

// Hours is a span in which the desk is open.
type Hours struct {
	Days []string `yaml:"days" one:"mon,tue,wed,thu,fri,sat,sun"` // mon … sun
	From string   `yaml:"from"`                                   // 09:00
	To   string   `yaml:"to"`
}

// Agent is a person at the desk.
type Agent struct {
	ID       string `yaml:"id"`
	Name     string `yaml:"name"`                                                                              // as customers read it
	Password Secret `yaml:"password" for:"the agent signs in with the password that it is the bcrypt hash of"` // bcrypt hash
}

// Case names the operations that make a case of a message that was left: input kind, text, contact; output number.
type Case struct {
	Known   string `yaml:"known"`   // for a customer who is known
	Unknown string `yaml:"unknown"` // for anybody
}

// Model is a language model behind an OpenAI-compatible address; without a base the embedded recognizer serves alone.
type Model struct {
	Base    string        `yaml:"base"`
	Name    string        `yaml:"name"`
	Key     Secret        `yaml:"key" for:"the language model is asked with it"`
	TimeOut time.Duration `yaml:"time_out"`
}

// WhatsApp is a number on the WhatsApp Business Cloud API; without a number id the channel is off.
type WhatsApp struct {
	NumberID   string   `yaml:"number_id"`
	Base       string   `yaml:"base"`  // API address with version
	Media      []string `yaml:"media"` // hosts that files are fetched from, beside the API's
	Token      Secret   `yaml:"token" for:"messages are sent with it"`
	AppSecrets []Secret `yaml:"app_secrets" for:"webhooks are signed with it"`                      // several while one is replaced
	News       string   `yaml:"news"`                                                               // template for customers who have been silent for 24 hours
	Verify     Secret   `yaml:"verify" for:"the platform names it in the challenge of the webhook"` // token of the webhook's challenge
}

// Files says how what customers send is taken in.
type Files struct {
	Scan string `yaml:"scan"` // address of ClamAV's daemon; empty: nobody looks for harm in them
}

// Storage is where conversations are kept.
type Storage struct {
	Path string `yaml:"path"`                                                                                                // SQLite file
	Key  Secret `yaml:"key" for:"what is stored is sealed with it (32 bytes in hexadecimal, as openssl rand -hex 32 makes)"` // company key
}

// Server is where the program listens.
type Server struct {
	Listen  string   `yaml:"listen"`  // host:port of everything that has no listener of its own
	Console string   `yaml:"console"` // host:port of the console alone; empty: with the rest
	Metrics string   `yaml:"metrics"` // host:port of /metrics alone; empty: with the rest
	Public  string   `yaml:"public"`  // address under which customers reach it
	Proxies []string `yaml:"proxies"` // networks of the proxies in front, which tell who the caller is
	Workers int      `yaml:"workers"` // turns at a time
}

// Secret is a value that may come from the environment or a file, and is never printed.
type Secret struct {
	Env   string `yaml:"env"`
	File  string `yaml:"file"`
	value string
}

// Format hides the value, whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("(secret)")) }

// LogValue hides the value.
func (Secret) LogValue() slog.Value { return slog.StringValue("(secret)") }

// Value returns the value; empty when none was given.
func (s Secret) Value() string { return s.value }

// Given makes a secret of a value at hand: for the demo, whose keys are made at start.
func Given(value string) Secret { return Secret{value: value} }
