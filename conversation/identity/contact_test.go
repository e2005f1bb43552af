package identity

import (
	"testing"
	"time"

	"balie/conversation"
)

// since makes the back end tell since when its contacts stand.
func (c *counter) since(contacts ...[3]string) {
	text := conversation.Schema{Type: conversation.Text}
	item := conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{"id": text, "kind": text, "since": text}}
	c.s.Backing.Find.Output = conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{
		"customer": text, "contacts": {Type: conversation.List, Item: &item},
	}}
	c.s.Backing.Age = 7 * 24 * time.Hour
	var items []conversation.Value
	for _, p := range contacts {
		f := map[string]conversation.Value{"id": conversation.Of(conversation.Text, p[0]), "kind": conversation.Of(conversation.Text, p[1])}
		if p[2] != "" {
			f["since"] = conversation.Of(conversation.Text, p[2])
		}
		items = append(items, conversation.Rec(f))
	}
	c.crm.answer[find.Name] = conversation.Receipt{Outcome: conversation.Done, Output: conversation.Rec(map[string]conversation.Value{
		"customer": conversation.Of(conversation.Text, "C-1"), "contacts": conversation.ListOf(items...),
	})}
}

// TestACodeGoesToAContactThatStandsLongEnough: the conversation is of noon on 23 November 2026, and a week is asked.
func TestACodeGoesToAContactThatStandsLongEnough(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		since [2]string // of the phone and of the mail
		age   time.Duration
		want  string
	}{
		"both stand long":                         {[2]string{"2020-01-01", "2020-01-01"}, 7 * 24 * time.Hour, "P-sms"},
		"the phone is new":                        {[2]string{"2026-11-20", "2020-01-01"}, 7 * 24 * time.Hour, "P-mail"},
		"both are new":                            {[2]string{"2026-11-20", "2026-11-23"}, 7 * 24 * time.Hour, ""},
		"a week to the second":                    {[2]string{"2026-11-16T12:00:00Z", ""}, 7 * 24 * time.Hour, "P-sms"},
		"a second short of a week":                {[2]string{"2026-11-16T12:00:01Z", ""}, 7 * 24 * time.Hour, ""},
		"of a day only its end is sure":           {[2]string{"2026-11-16", ""}, 7 * 24 * time.Hour, ""},
		"it does not say since when":              {[2]string{"", "2020-01-01"}, 7 * 24 * time.Hour, "P-mail"},
		"what it says is no time":                 {[2]string{"long ago", ""}, 7 * 24 * time.Hour, ""},
		"any that stood before the conversation":  {[2]string{"2026-11-23T11:59:59Z", ""}, 0, "P-sms"},
		"changed in the course of the talk":       {[2]string{"2026-11-23T12:00:30Z", ""}, 0, ""},
		"changed at some moment that is to come":  {[2]string{"2027-01-01", "2026-12-31"}, 0, ""},
		"the preferred kind counts before others": {[2]string{"2020-01-01", "2019-01-01"}, 0, "P-sms"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := setup(t)
			k.since([3]string{"P-sms", "sms", c.since[0]}, [3]string{"P-mail", "email", c.since[1]})
			k.s.Backing.Age = c.age
			talk := k.talk("v")
			if c.age == 0 {
				k.clock.Move(time.Minute) // it has begun a while ago
			}
			talk.sends("C-1")
			got := ""
			if sent := k.crm.sent(); len(sent) > 0 {
				got = sent[0].Param("contact").Text
			}
			if got != c.want {
				t.Errorf("the code went to %q, want %q", got, c.want)
			}
		})
	}
}
