package rest_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"balie/connectors"
	"balie/connectors/connectortest"
	"balie/connectors/rest"
)

func TestRESTKeepsTheContract(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, func(t *testing.T) connectortest.Rig {
		back := connectortest.NewBackEnd()
		server := httptest.NewServer(back)
		t.Cleanup(server.Close)
		company, err := connectortest.Company()
		if err != nil {
			t.Fatal(err)
		}
		r, problems := connectors.Load(company, connectortest.Env(server.URL), connectors.WithClient(rest.New(rest.Options{})))
		if err := problems.Err(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(r.Close)
		fault := func(operation, fail string) {
			if fail == connectors.FailUnreached {
				server.Close()
				return
			}
			back.Fault(operation, fail)
		}
		return connectortest.Rig{Doer: r, Operations: r, Now: time.Now, Fault: fault, Effects: back.Effects}
	})
}
