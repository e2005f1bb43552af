package main

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"time"
)

// agent takes conversations out of the assistant's hands in the middle of whatever happens, says something and gives
// them back.
func (h *crashHouse) agent(ctx context.Context, customers []*crashCustomer, r *rand.Rand) {
	a := h.newAgent()
	for ctx.Err() == nil {
		c := customers[r.IntN(len(customers))]
		h.wait(ctx, time.Duration(100+r.IntN(600))*time.Millisecond)
		if id := c.conversation(); id != "" && a.act(ctx, id, "claim") {
			h.wait(ctx, time.Duration(r.IntN(2500))*time.Millisecond)
			a.act(ctx, id, "say")
			if r.IntN(4) > 0 {
				a.act(ctx, id, "handback")
			}
		}
	}
}

// newAgent is an agent with a browser of their own.
func (h *crashHouse) newAgent() *crashAgent {
	jar, _ := cookiejar.New(nil) // never fails without options
	mine := *h
	mine.client = &http.Client{Timeout: 5 * time.Second, Jar: jar}
	return &crashAgent{crashHouse: &mine}
}

type crashAgent struct {
	*crashHouse
	claims int
}

// act does something to a conversation, again and again until the house has answered.
func (a *crashAgent) act(ctx context.Context, id, what string) bool {
	for ctx.Err() == nil {
		url := "http://" + a.front + "/console/api/conversations/" + id
		head := map[string]string{"Origin": "http://" + a.front}
		var view struct{ Epoch int64 }
		err := a.call(ctx, "GET", url, head, nil, &view)
		if err == nil {
			body := map[string]any{"epoch": view.Epoch, "client": "say-" + id + time.Now().Format("150405.000"), "text": "Ik kijk even met je mee."}
			err = a.call(ctx, "POST", url+"/"+what, head, body, nil)
		}
		switch code := a.status(err); {
		case err == nil:
			a.claims++
			return true
		case code == http.StatusUnauthorized:
			_ = a.call(ctx, "POST", "http://"+a.front+"/console/api/session", head, map[string]string{"agent": demoAgents[0].ID, "password": crashPassword}, nil)
		case code != 0 && code < 500:
			return false // a turn or a colleague was quicker
		}
		a.wait(ctx, 100*time.Millisecond)
	}
	return false
}
