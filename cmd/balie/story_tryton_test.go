package main

import (
	"io/fs"
	"net/http/httptest"
	"testing"

	"balie/cmd/balie/company"
	"balie/cmd/balie/play"
	"balie/connectors/trytontest"
)

// TestTheShopOnTryton plays the shop's conversations with Tryton's fake behind them, over HTTP, a fresh one each. The
// fake is held to the real server by connectors/rest.
func TestTheShopOnTryton(t *testing.T) {
	t.Parallel()
	folder, dir, err := company.FolderOf("../../config/demo/shop-tryton")
	if err != nil {
		t.Fatal(err)
	}
	content, err := fs.ReadFile(folder, "tests/counter.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tests, err := play.Read("tests/counter.yaml", content)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range tests.Scripts {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			back := httptest.NewServer(trytontest.New())
			t.Cleanup(back.Close)
			env := map[string]string{"TRYTON_URL": back.URL + "/" + trytontest.Name, "TRYTON_USER": trytontest.User,
				"TRYTON_PASSWORD": trytontest.Password, "TRYTON_COMPANY": "1", "TRYTON_COMPLAINT_TYPE": "1"}
			c, err := company.Open(t.Context(), folder, dir, company.Opening{Getenv: func(name string) string { return env[name] }, Now: demoClock})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = c.Close() })
			verdicts, err := play.Run{Company: c, Build: rehearsal}.Play(t.Context(), []*play.Script{s})
			if err != nil || verdicts[0].Err != nil {
				t.Error(err, verdicts[0].Err)
			}
		})
	}
}
