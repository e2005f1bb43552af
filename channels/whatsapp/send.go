package whatsapp

import (
	"context"
	"strconv"
	"time"

	"balie/conversation"
)

// Send makes one attempt and says what came of it:
//   - Sent: Meta took it in; whether it arrives is told by a status.
//   - Attempted: it may have left, or not (time-out, cut, 5xx, unreadable answer). Nothing is sent again before a status
//     that carries our id had time to come.
//   - Rejected with Retry: it surely did not leave, and may be tried then.
//   - Rejected without: it will not get through.
func (w *WhatsApp) Send(ctx context.Context, o conversation.Outgoing) conversation.Delivery {
	rejected := conversation.Delivery{ID: o.ID, State: conversation.Rejected}
	if o.Address.Account != w.o.NumberID || o.Address.Sender == "" {
		rejected.Detail = "not an address of this number"
		return rejected
	}
	if o.Message.Kind == conversation.KindNews {
		stopped, err := w.o.Wishes.Stopped(ctx, o.Address)
		if stopped || err != nil {
			return w.unwanted(rejected, err)
		}
	}
	contents := w.compose(o.Message)
	if len(contents) == 0 {
		rejected.Detail = "nothing to say"
		if o.Message.Kind == conversation.KindNews {
			rejected.Detail = "no template for news is configured"
		}
		return rejected
	}
	for n := min(o.Parts, len(contents)-1); n < len(contents); n++ {
		if at, why := w.pace.wait(o.Address.Sender); !at.IsZero() {
			w.o.Count("send.paced")
			rejected.Retry, rejected.Detail = at, why
			return rejected
		}
		data := o.ID
		if n < len(contents)-1 {
			data = partID(o.ID, n+1)
		}
		got := w.post(ctx, newRequest(o.Address.Sender, contents[n], data))
		if got.id == "" {
			return w.missed(ctx, o, got)
		}
		rejected.Provider = got.id
		if n == len(contents)-1 {
			break
		}
		if err := w.o.Mark(ctx, taken(o.ID, n+1)); err != nil { // then it may come twice, which is better than not at all
			w.o.Log.Error("whatsapp: a part that was sent is not noted", "message", o.ID, "error", err)
		}
	}
	w.o.Count("send.sent")
	return conversation.Delivery{ID: o.ID, State: conversation.Sent, Provider: rejected.Provider}
}

// unwanted does not send a template to who wants none. Where nobody can tell it is looked up again.
func (w *WhatsApp) unwanted(d conversation.Delivery, err error) conversation.Delivery {
	if d.Detail = "the customer wants no such messages"; err != nil {
		w.o.Log.Error("whatsapp: what a customer wants cannot be looked up", "message", d.ID, "error", err)
		d.Detail, d.Retry = "wishes are not known", w.o.Now().Add(time.Minute)
	}
	w.o.Count("send.unwanted")
	return d
}

// answerIn is how long the outbox waits for a status by itself after an attempt without an answer.
const answerIn = 30 * time.Second

// missed judges an attempt that Meta did not confirm.
func (w *WhatsApp) missed(ctx context.Context, o conversation.Outgoing, got answer) conversation.Delivery {
	d := conversation.Delivery{ID: o.ID, Detail: got.detail}
	if got.open {
		w.o.Count("send.open")
		w.o.Log.Warn("whatsapp: no clear answer to a message", "message", o.ID, "detail", got.detail, "attempts", o.Attempts)
		d.State = conversation.Attempted
		if o.Attempts > 1 && !o.Notice {
			d.Retry = w.o.Now().Add(backOff(answerIn, 2, o.Attempts))
		}
		return d
	}
	d.State, d.Retry = conversation.Rejected, w.retry(got.act, got.code, o.Attempts)
	if got.code == optedOut {
		if err := w.o.Wishes.Wish(ctx, o.Address, true, w.o.Now()); err != nil {
			w.o.Log.Error("whatsapp: what a customer wants is not noted", "message", o.ID, "error", err)
		}
	}
	w.o.Count("send.refused")
	w.o.Log.Warn("whatsapp: a message was refused", "message", o.ID, "detail", got.detail, "trace", got.trace, "attempts", o.Attempts)
	if got.act == slower || got.act == stop {
		w.pace.silence(d.Retry, got.detail)
	}
	if got.act == stop || got.code == spam {
		w.o.Count("alarm.operator")
		w.o.Log.Error("whatsapp: Meta refuses messages: an operator is needed", "detail", got.detail, "trace", got.trace)
	}
	return d
}

// answer is what came of one request. With an id Meta took the message in; open means that it may have.
type answer struct {
	id     string
	open   bool
	act    action
	code   int
	detail string // code or HTTP status, for the operator; never personal
	trace  string // by which Meta finds the request
}

// unclear is a request whose end is not known.
func unclear(detail string) answer { return answer{open: true, detail: detail} }

// turnedDown is a request that was refused without a code of Meta's.
func turnedDown(status int) answer {
	a := answer{act: never, detail: "HTTP " + strconv.Itoa(status)}
	switch {
	case status == 429:
		a.act = slower
	case status == 401, status == 403, status == 404, status < 400: // token, address or version is wrong
		a.act = stop
	}
	return a
}
