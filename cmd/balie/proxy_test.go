package main

import (
	"net/http/httptest"
	"testing"
)

func TestOnlyOurProxySaysWhoCalls(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, from, header, want string
		proxies                  []string
	}{
		{"no proxy", "192.0.2.7:1234", "", "192.0.2.7", nil},
		{"no proxy, and somebody says so", "192.0.2.7:1234", "198.51.100.1", "192.0.2.7", nil},
		{"a proxy", "127.0.0.1:1234", "198.51.100.1", "198.51.100.1", []string{"127.0.0.1/32"}},
		{"a proxy, and somebody before it lies", "127.0.0.1:1234", "203.0.113.9, 198.51.100.1", "198.51.100.1", []string{"127.0.0.1/32"}},
		{"two proxies", "127.0.0.1:1234", "198.51.100.1, 10.0.0.3", "198.51.100.1", []string{"127.0.0.1/32", "10.0.0.0/8"}},
		{"somebody else", "192.0.2.7:1234", "198.51.100.1", "192.0.2.7", []string{"127.0.0.1/32"}},
		{"loopback is no proxy by itself", "127.0.0.1:1234", "198.51.100.1", "127.0.0.1", []string{"10.0.0.0/8"}},
		{"no sense", "127.0.0.1:1234", "me", "127.0.0.1", []string{"127.0.0.1/32"}},
	} {
		who, err := caller(c.proxies)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.from
		if c.header != "" {
			r.Header.Set("X-Forwarded-For", c.header)
		}
		if got := who(r); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if _, err := caller([]string{"everybody"}); err == nil {
		t.Error("a network that is none is taken")
	}
}
