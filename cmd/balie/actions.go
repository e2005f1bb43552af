package main

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"

	"balie/assistant"
	"balie/connectors"
	"balie/conversation"
	"balie/conversation/identity"
	"balie/flows"
	"balie/knowledge"
)

// actions performs what the engine wants: the house's own operations here, all others through the connectors.
type actions struct {
	doer     connectors.Doer
	files    conversation.Files
	base     *knowledge.Base
	identity *identity.Service
	known    *conversation.Operation // makes a case for a customer who is known; nil: we number ourselves
	unknown  *conversation.Operation // and for anybody
	now      func() time.Time
}

var _ assistant.Actions = (*actions)(nil)

// Do performs a read or a started action.
func (a *actions) Do(ctx context.Context, p conversation.Permit) conversation.Receipt {
	switch p.Operation().Name {
	case flows.OpAnswer:
		return a.answer(ctx, p)
	case conversation.OpLeaveMessage:
		return a.leave(ctx, p)
	case identity.SendCode, identity.CheckCode, conversation.OpContacts, conversation.OpTell, conversation.OpOldContact, conversation.OpTellChange, conversation.OpMandates:
		return a.identity.Do(ctx, p)
	}
	return a.doer.Do(connectors.Carrying(ctx, a.files), p)
}

// Query asks what became of an earlier call.
func (a *actions) Query(ctx context.Context, p conversation.Permit) conversation.Receipt {
	return a.doer.Query(ctx, p)
}

// sureEnough is how well a passage must fit when nobody was sure that a question was asked.
const sureEnough = 0.7

func (a *actions) answer(ctx context.Context, p conversation.Permit) conversation.Receipt {
	ctx, cancel := context.WithTimeout(ctx, p.Operation().TimeOut)
	defer cancel()
	question, lang, about := p.Param("question").Text, p.Param("language").Text, p.Param("about").Text
	found, err := a.base.Answer(ctx, question, lang, a.now())
	if err == nil && found.Bare && about != "" {
		found, err = a.base.AnswerAbout(ctx, question, about, lang, a.now())
	}
	if like := p.Param("like").Text; err == nil && !found.Found && like != "" {
		found, err = a.base.Answer(ctx, like, lang, a.now())
	}
	if err != nil {
		return conversation.Failure("knowledge: %v", err)
	}
	if !p.Param("sure").Yes && found.Score < sureEnough {
		found.Found = false
	}
	r := conversation.Receipt{Outcome: conversation.Done, At: a.now(), Output: conversation.Rec(map[string]conversation.Value{
		"found": conversation.Bool(found.Found), "text": conversation.Of(conversation.Text, found.Text),
		"passage": conversation.Of(conversation.Text, found.Citation.Passage),
	})}
	if found.Found {
		title := found.Citation.Title
		if h := found.Citation.Heading; h != "" && h != title {
			title += ": " + h
		}
		r.Citations = []conversation.Citation{{Title: title, Link: found.Citation.Link, Passage: found.Citation.Passage}}
	}
	return r
}

// leave makes a case of a message for the desk, in the company's system where it has one.
func (a *actions) leave(ctx context.Context, p conversation.Permit) conversation.Receipt {
	op := a.unknown
	if p.Person() != "" && a.known != nil {
		op = a.known
	}
	if op == nil {
		return left(numbered(p.Key()))
	}
	message := p.Param("message").Text
	if p.Actor() != "" {
		message += " (" + p.Subject() + ")" // it is about whom they represent
	}
	d, err := p.Delegate(*op, map[string]conversation.Value{
		"kind": conversation.Of(conversation.Text, "message"), "text": conversation.Of(conversation.Text, message), "contact": p.Param("contact"),
	}, p.Person())
	if err != nil {
		return conversation.Failure("%v", err)
	}
	r := a.doer.Do(ctx, d)
	if r.Outcome != conversation.Done {
		return r
	}
	return left(r.Output.Field("number").Text)
}

func left(number string) conversation.Receipt {
	return conversation.Receipt{
		Outcome: conversation.Done, Reference: number,
		Output: conversation.Rec(map[string]conversation.Value{"case": conversation.Of(conversation.Text, number)}),
	}
}

// numbered makes a short case number of an action's key.
func numbered(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "B-" + strings.ToUpper(base32.StdEncoding.EncodeToString(sum[:5]))
}
