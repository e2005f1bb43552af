package main

import (
	"fmt"
	"net"
	"net/http"

	"github.com/labstack/echo/v4"
)

// caller tells whom a request comes from: the other end of its connection, or, where that is a proxy of the company's,
// whom the proxy names in X-Forwarded-For. Anybody else may write what they like there.
func caller(proxies []string) (func(*http.Request) string, error) {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect(), nil
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		_, network, err := net.ParseCIDR(p)
		if err != nil {
			return nil, fmt.Errorf("server.proxies: %w", err)
		}
		trust = append(trust, echo.TrustIPRange(network))
	}
	return echo.ExtractIPFromXFFHeader(trust...), nil
}
