package rest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"balie/conversation"
)

const calm = `
connector: crm
base: {env: URL}
breaker: {failures: 3, open_for: 1h}
operations:
  write: {post: /write, public: true, once: best_effort}
  refuse: {post: /refuse, public: true, once: best_effort}
`

func TestSystemThatFailsIsLeftAlone(t *testing.T) {
	t.Parallel()
	s, r := open(t, calm, map[string]func(http.ResponseWriter, *http.Request){"/write": says(500, `{}`), "/refuse": says(404, `{}`)})
	for range 5 {
		call(t, r, "crm.refuse", nil) // an answer, if a bad one
	}
	for range 3 {
		if got := call(t, r, "crm.write", nil); got.Outcome != conversation.Unknown {
			t.Fatalf("got %+v", got)
		}
	}
	got := call(t, r, "crm.write", nil)
	if got.Outcome != conversation.Failed || !got.Unreached || s.times() != 8 {
		t.Errorf("sent %d times, got %+v", s.times(), got)
	}
}

func TestRateIsKept(t *testing.T) {
	t.Parallel()
	s, r := open(t, strings.Replace(calm, "breaker: {failures: 3, open_for: 1h}", "rate: {most: 2, within: 1h}", 1), nil)
	for i, want := range []conversation.Outcome{conversation.Done, conversation.Done, conversation.Failed} {
		if got := call(t, r, "crm.write", nil); got.Outcome != want || got.Unreached != (want == conversation.Failed) {
			t.Errorf("call %d: %+v", i, got)
		}
	}
	if s.times() != 2 {
		t.Errorf("sent %d times", s.times())
	}
}

func TestPagesCountForTheRate(t *testing.T) {
	t.Parallel()
	file := strings.Replace(paged, "operations:", "rate: {most: 2, within: 1h}\noperations:", 1)
	s, r := open(t, file, map[string]func(http.ResponseWriter, *http.Request){"/page": page(9, "p", func(int) string { return "" })})
	if got := call(t, r, "crm.by_page", nil); got.Outcome != conversation.Failed || s.times() != 2 {
		t.Errorf("sent %d times, %+v", s.times(), got)
	}
}

const paged = `
connector: crm
base: {env: URL}
operations:
  by_link: {get: /link, public: true, from: items, output: [{id: text}], paging: {next: links.next, most: 3}}
  by_page: {get: /page, public: true, from: items, output: [{id: text}], paging: {page: p, first: 0}}
  by_cursor: {get: /cursor, public: true, from: items, output: [{id: text}], paging: {cursor: next, param: after}}
`

// page answers n pages of one item; next writes what stands in the answer for the page after i.
func page(n int, param string, next func(i int) string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		i := 0
		_, _ = fmt.Sscan(r.URL.Query().Get(param), &i)
		items := ""
		if i < n {
			items = fmt.Sprintf(`{"id":"T-%d"}`, i)
		}
		says(200, fmt.Sprintf(`{"items":[%s]%s}`, items, next(i)))(w, r)
	}
}

func TestListsAreReadToTheirEnd(t *testing.T) {
	t.Parallel()
	link := func(n int) func(int) string {
		return func(i int) string {
			if i+1 >= n {
				return `,"links":{"next":null}`
			}
			return fmt.Sprintf(`,"links":{"next":"?at=%d"}`, i+1)
		}
	}
	cursor := func(i int) string {
		if i >= 1 {
			return `,"next":""`
		}
		return fmt.Sprintf(`,"next":"%d"`, i+1)
	}
	none := func(int) string { return "" }
	for name, test := range map[string]struct {
		operation string
		answer    func(http.ResponseWriter, *http.Request)
		items     int // -1: failed
	}{
		"links":          {"crm.by_link", page(3, "at", link(3)), 3},
		"too many links": {"crm.by_link", page(9, "at", link(9)), -1},
		"pages":          {"crm.by_page", page(2, "p", none), 2},
		"endless pages":  {"crm.by_page", page(99, "p", none), -1},
		"cursor":         {"crm.by_cursor", page(2, "after", cursor), 2},
		"another host":   {"crm.by_link", says(200, `{"items":[],"links":{"next":"http://evil.example/api/link"}}`), -1},
		"no text":        {"crm.by_link", says(200, `{"items":[],"links":{"next":7}}`), -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := "/" + strings.TrimPrefix(test.operation, "crm.by_")
			_, r := open(t, paged, map[string]func(http.ResponseWriter, *http.Request){path: test.answer})
			got := call(t, r, test.operation, nil)
			if test.items < 0 && (got.Outcome != conversation.Failed || !got.Output.Zero()) || test.items >= 0 && len(got.Output.Items) != test.items {
				t.Errorf("got %+v", got)
			}
		})
	}
}
