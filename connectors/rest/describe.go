package rest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"balie/connectors"
	"balie/conversation"
)

// Describe writes the request that Call would send, with every secret hidden.
func (c *Client) Describe(o *connectors.Offer, p conversation.Permit) (string, error) {
	if err := c.connector.Ready(); err != nil {
		return "", fmt.Errorf("%s: %w", o.Name, err)
	}
	r, err := c.build(o, p)
	if err != nil {
		return "", fmt.Errorf("%s: %w", o.Name, err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", r.method, r.url)
	for _, name := range sorted(r.header) {
		fmt.Fprintf(&b, "%s: %s\n", name, r.header[name][0])
	}
	for _, name := range sorted(c.connector.Headers) {
		fmt.Fprintf(&b, "%s: %s\n", name, connectors.Secret{})
	}
	describeAuth(&b, c.connector.Auth)
	if r.body != nil {
		fmt.Fprintf(&b, "\n%s\n", r.body)
	}
	return connectors.HideAddresses(b.String()), nil
}

// describeAuth says how we prove who we are, and not with what.
func describeAuth(b *strings.Builder, a connectors.Auth) {
	switch a.Kind {
	case connectors.AuthBearer, connectors.AuthOAuth:
		fmt.Fprintf(b, "Authorization: Bearer %s\n", connectors.Secret{})
	case connectors.AuthBasic:
		fmt.Fprintf(b, "Authorization: Basic %s\n", connectors.Secret{})
	case connectors.AuthHeader:
		fmt.Fprintf(b, "%s: %s\n", a.Name, connectors.Secret{})
	case connectors.AuthQuery:
		fmt.Fprintf(b, "and the query parameter %s: %s\n", a.Name, connectors.Secret{})
	case connectors.AuthLogin:
		name := a.Login.Header
		if name == "" {
			name = "Cookie"
		}
		fmt.Fprintf(b, "%s: %s\n", name, connectors.Secret{})
	}
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
