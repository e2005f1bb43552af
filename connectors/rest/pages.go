package rest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"balie/connectors"
	"balie/conversation"
)

// itemsMost bounds a list over all its pages.
const itemsMost = 1000

// pages reads a list page by page. It gives the whole list or none: one that is cut would hide a customer's things.
func (c *Client) pages(ctx context.Context, o *connectors.Offer, r *request) conversation.Receipt {
	number := o.Paging.First
	if o.Paging.Next == "" && o.Paging.Cursor == "" {
		r = r.with(o.Paging.Param, strconv.Itoa(number))
	}
	var items []conversation.Value
	for range o.Paging.Most {
		a := c.exchange(ctx, o, r)
		receipt := classify(o, a)
		if receipt.Outcome != conversation.Done {
			return receipt
		}
		items = append(items, receipt.Output.Items...)
		if len(items) > itemsMost {
			return perhaps(o, fmt.Sprintf("the list has more than %d items", itemsMost))
		}
		number += o.Paging.Step
		next, err := c.next(o, r, a, len(receipt.Output.Items), number)
		if err != nil {
			return perhaps(o, err.Error())
		}
		if next == nil {
			receipt.Output = conversation.ListOf(items...)
			return receipt
		}
		r = next
	}
	return perhaps(o, fmt.Sprintf("the list has more than %d pages", o.Paging.Most))
}

// next makes the request of the next page, nil after the last.
func (c *Client) next(o *connectors.Offer, r *request, a answer, found, number int) (*request, error) {
	pg := o.Paging
	if pg.Next == "" && pg.Cursor == "" {
		if found == 0 || o.Paging.Step > 1 && found < o.Paging.Step {
			return nil, nil
		}
		return r.with(pg.Param, strconv.Itoa(number)), nil
	}
	path := pg.Next + pg.Cursor
	raw, _ := connectors.Dig(a.parsed, path)
	if raw == nil || raw == "" {
		return nil, nil
	}
	word, ok := raw.(string)
	if !ok || checkWord("", word) != nil {
		return nil, fmt.Errorf("%s of the answer is no text", path)
	}
	if pg.Cursor != "" {
		return r.with(pg.Param, word), nil
	}
	return c.follow(r, word)
}

// errElsewhere keeps our key from a system that only an answer names.
var errElsewhere = errors.New("the next page is at another address than the connector's base")

func (c *Client) follow(r *request, link string) (*request, error) {
	u, err := r.url.Parse(link)
	if err != nil || u.Scheme != c.connector.Base.Scheme || u.Host != c.connector.Base.Host || u.User != nil {
		return nil, errElsewhere
	}
	u.Fragment = ""
	next := *r
	next.url = u
	return &next, nil
}

// with returns r with a query parameter set.
func (r *request) with(name, value string) *request {
	u := *r.url
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	next := *r
	next.url = &url.URL{}
	*next.url = u
	return &next
}
