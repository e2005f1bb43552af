package connectors_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"balie/connectors"
	"balie/conversation"
)

const manners = `
connector: erp
base: {env: CRM_URL}
settings: {division: "7"}
call: {post: /rpc}
envelope: {id: 1, method: remote, params: body, ref: key}
from: result
types:
  decimal: {write: {dec: value}, read: dec}
  date: {write: {y: year, m: month, d: day}, read: [y, m, d]}
operations:
  line:
    remote: sale.line
    effect: none
    input: {day: date, price: amount, note: text?, count: number}
    body: [subject, "as_date(input.day)", "as_decimal(input.price)", "input.note ?? null", null, "as_decimal(input.count)", setting.division, {}, "fromPairs([['a,' + subject, [input.count]]])"]
    output:
      total: {type: amount, currency: EUR}
      other: {type: amount, currency: money.code}
      many: number
      on: date
      day: {type: date, optional: true}
      state: {type: text, words: {draft: begun}}
      who: {type: text, from: "rows.*.of...name"}
      rows: [{id: text}]
      mail: {type: text, mask: true}
      phone: {type: text, mask: true}
`

// typed reads an answer of erp.line.
func typed(t *testing.T, answer string) (conversation.Value, error) {
	t.Helper()
	var got *connectors.Offer
	r, problems := load(t, manners, connectors.WithClient(func(c *connectors.Connector) connectors.Client {
		got = c.Offers["line"]
		return &scripted{}
	}))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	r.Close()
	raw, err := connectors.ParseJSON([]byte(answer))
	if err != nil {
		t.Fatal(err)
	}
	return got.Answer.Read(raw)
}

const answered = `{"total":{"dec":"12.5000"},"other":3.10,"money":{"code":"JPY"},"many":{"dec":"2"},"on":{"y":2026,"m":2,"d":3},
"day":"2026-02-03T00:00:00Z","state":"draft","rows":[{"id":1,"of.":{"name":"A"}},{"id":2,"of.":{"name":"A"}}],"mail":"sanne@post.example","phone":"+31612345678"}`

func TestSystemsOwnFormsAreRead(t *testing.T) {
	t.Parallel()
	got, err := typed(t, strings.Replace(answered, "3.10", "310", 1))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]conversation.Value{
		"total": conversation.Cents(1250, "EUR"), "other": conversation.Cents(310, "JPY"), "many": conversation.Num(2),
		"on": conversation.Of(conversation.Date, "2026-02-03"), "day": conversation.Of(conversation.Date, "2026-02-03"),
		"state": conversation.Of(conversation.Text, "begun"), "who": conversation.Of(conversation.Text, "A"),
		"mail": conversation.Of(conversation.Text, "s•••••@post.example"), "phone": conversation.Of(conversation.Text, "•••• ••78"),
	} {
		if !got.Field(name).Equal(want) {
			t.Errorf("%s is %s, want %s", name, got.Field(name), want)
		}
	}
	for was, is := range map[string]string{
		`3.10`: `310.5`, `"dec":"12.5000"`: `"dec":"12.505"`, `"dec":"2"`: `"dec":"two"`, `"m":2`: `"m":13`, `"y":2026`: `"y":"x"`,
		`T00:00:00Z`: `T10:00:00Z`, `"code":"JPY"`: `"code":"yen"`, `"of.":{"name":"A"}}]`: `"of.":{"name":"B"}}]`,
	} {
		if got, err := typed(t, strings.Replace(answered, was, is, 1)); err == nil {
			t.Errorf("with %s it is read as %s", is, got)
		} else if strings.Contains(err.Error(), "12.505") || strings.Contains(err.Error(), "two") {
			t.Errorf("the error tells what was found: %v", err)
		}
	}
}

func TestBodyIsWrittenAsTheSystemWantsIt(t *testing.T) {
	t.Parallel()
	var o *connectors.Offer
	r, problems := load(t, manners, connectors.WithClient(func(c *connectors.Connector) connectors.Client {
		o = c.Offers["line"]
		return &scripted{}
	}))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	op, _ := r.Operation("erp.line")
	p := conversation.PermitDirect(op, map[string]conversation.Value{
		"day": conversation.Of(conversation.Date, "2026-11-02"), "price": conversation.Cents(-5, "EUR"), "count": conversation.Num(2.5),
	}, "C-1", "k-1", time.Now())
	body, err := o.Render(p)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(body)
	const want = `{"id":1,"method":"sale.line","params":["C-1",{"d":2,"m":11,"y":2026},{"dec":"-0.05"},null,null,{"dec":"2.5"},"7",{},{"a,C-1":[2.5]}],"ref":"k-1"}`
	if err != nil || string(got) != want {
		t.Errorf("the body is\n%s, want\n%s %v", got, want, err)
	}
}

const asking = `
connector: crm
base: {env: CRM_URL}
operations:
  find:
    get: /query
    input: {who: text, since: date, most: number}
    query:
      q: {soql: "SELECT Id FROM Contact WHERE Email = {input.who} AND Owner__c = {subject} AND CreatedDate > {input.since} LIMIT {int(input.most)}"}
      o: {odata: "mail eq {input.who} and since ge {input.since}"}
      p: {plain: "{input.who},{subject}"}
`

func TestWhatIsTypedStaysAValue(t *testing.T) {
	t.Parallel()
	var o *connectors.Offer
	r, problems := load(t, asking, connectors.WithClient(func(c *connectors.Connector) connectors.Client {
		o = c.Offers["find"]
		return &scripted{}
	}))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	op, _ := r.Operation("crm.find")
	for who, want := range map[string][3]string{
		"sanne@post.example": {`'sanne@post.example'`, `'sanne@post.example'`, "sanne@post.example,C-1"},
		`' OR Name != '`:     {`'\' OR Name != \''`, `''' OR Name != '''`, ""},
		`\' OR 1=1 --`:       {`'\\\' OR 1=1 --'`, `'\'' OR 1=1 --'`, ""},
		"a\nb\"":             {`'a\nb\"'`, "'a\nb\"'", ""},
		"a,b":                {`'a,b'`, `'a,b'`, ""},
		"a;b":                {`'a;b'`, `'a;b'`, ""},
	} {
		p := conversation.PermitDirect(op, map[string]conversation.Value{
			"who": conversation.Of(conversation.Text, who), "since": conversation.Of(conversation.Date, "2026-01-02"), "most": conversation.Num(5),
		}, "C-1", "", time.Now())
		env := o.Environment(p)
		soql, _, err := o.Query["q"].Word(env)
		if wanted := "SELECT Id FROM Contact WHERE Email = " + want[0] + " AND Owner__c = 'C-1' AND CreatedDate > 2026-01-02 LIMIT 5"; err != nil || soql != wanted {
			t.Errorf("asked is %s, want %s, %v", soql, wanted, err)
		}
		odata, _, err := o.Query["o"].Word(env)
		if wanted := "mail eq " + want[1] + " and since ge 2026-01-02"; err != nil || odata != wanted {
			t.Errorf("asked is %s, want %s, %v", odata, wanted, err)
		}
		if plain, _, err := o.Query["p"].Word(env); (err != nil) != (want[2] == "") || plain != want[2] {
			t.Errorf("asked is %q, %v, want %q", plain, err, want[2])
		}
	}
}

// FuzzSOQL looks for a value that ends its own quotes.
func FuzzSOQL(f *testing.F) {
	for _, s := range []string{"a", "'", `\`, `\'`, "''", "\n", "é'", `\\'`, "\x00", "{input.who}"} {
		f.Add(s)
	}
	var o *connectors.Offer
	company := "connector: c\nbase: https://x.example\noperations: {o: {get: /q, public: true, input: {who: text}, query: {q: {soql: \"E = {input.who}\"}}}}\n"
	r, problems := loadFor(company, func(c *connectors.Connector) connectors.Client { o = c.Offers["o"]; return &scripted{} })
	if err := problems.Err(); err != nil {
		f.Fatal(err)
	}
	op, _ := r.Operation("c.o")
	f.Fuzz(func(t *testing.T, who string) {
		p := conversation.PermitDirect(op, map[string]conversation.Value{"who": conversation.Of(conversation.Text, who)}, "", "", time.Now())
		got, there, err := o.Query["q"].Word(o.Environment(p))
		if err != nil || !there {
			return
		}
		inner, begins := strings.CutPrefix(got, "E = '")
		inner, ends := strings.CutSuffix(inner, "'")
		if !begins || !ends {
			t.Fatalf("%q has lost its quotes", got)
		}
		for i := 0; i < len(inner); i++ {
			switch inner[i] {
			case '\\':
				i++ // what follows is escaped
				if i == len(inner) {
					t.Fatalf("%q escapes its own quote", got)
				}
			case '\'', '\n', '\r':
				t.Fatalf("%q ends its quotes", got)
			}
		}
	})
}

func TestReadThatComesFirstIsUsedAndGuards(t *testing.T) {
	t.Parallel()
	const file = `
connector: crm
base: {env: CRM_URL}
operations:
  thing: {get: "/of/{subject}/{id}", input: {id: text}, output: {id: text, stamp: text}, outcomes: {none: {status: 404}}, time_out: 2s}
  change: {post: /change, first: thing, input: {id: text, to: text}, body: {id: first.id, stamp: first.stamp, to: input.to}, outcomes: {stale: {status: 409}}, once: best_effort, time_out: 3s}
`
	for name, test := range map[string]struct {
		first  conversation.Receipt
		want   outcomeOf
		called string
	}{
		"it is theirs":  {conversation.Receipt{Outcome: conversation.Done, Output: record(map[string]string{"id": "T-1", "stamp": "9"})}, outcomeOf{conversation.Done, "", false}, "thing change"},
		"it is not":     {conversation.Receipt{Outcome: conversation.Refused, Name: "none"}, outcomeOf{conversation.Refused, "none", false}, "thing"},
		"nobody knows":  {conversation.Receipt{Outcome: conversation.Failed, Detail: "crm.thing: status 500"}, outcomeOf{conversation.Failed, "", false}, "thing"},
		"nobody is in":  {conversation.Failure("crm.thing: no connection"), outcomeOf{conversation.Failed, "", true}, "thing"},
		"it is unclear": {conversation.Receipt{Outcome: conversation.Unknown, Detail: "?"}, outcomeOf{conversation.Failed, "", false}, "thing"},
	} {
		s := &scripted{answers: map[string]conversation.Receipt{"thing": test.first, "change": {Outcome: conversation.Done}}}
		r, problems := load(t, file, connectors.WithClient(func(*connectors.Connector) connectors.Client { return s }))
		if err := problems.Err(); err != nil {
			t.Fatal(err)
		}
		op, _ := r.Operation("crm.change")
		if strings.Join(op.Outcomes, " ") != "none stale" || op.TimeOut != 5*time.Second || op.Whose != conversation.OfSubject {
			t.Fatalf("the contract is %+v", op)
		}
		params := map[string]conversation.Value{"id": conversation.Of(conversation.Text, "T-1"), "to": conversation.Of(conversation.Text, "x")}
		got := r.Do(t.Context(), conversation.PermitDirect(op, params, "C-1", "k1", time.Now()))
		if (outcomeOf{got.Outcome, got.Name, got.Unreached}) != test.want || strings.Join(s.called, " ") != test.called {
			t.Errorf("%s: %+v, called %v", name, got, s.called)
		}
	}
}

type outcomeOf struct {
	is        conversation.Outcome
	name      string
	unreached bool
}
