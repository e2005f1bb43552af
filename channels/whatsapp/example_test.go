package whatsapp_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"

	"github.com/labstack/echo/v4"

	"balie/channels/whatsapp"
	"balie/conversation"
)

func ExampleNew() {
	w, err := whatsapp.New(whatsapp.Options{
		NumberID: "900000000000001", Secrets: []string{"test_app_secret"}, Verify: "our own words", Token: "token",
		Wishes: &sink{stopped: map[string]bool{}}, // a store has them
		Mask:   func(text string) string { return text },
		Mark:   func(context.Context, conversation.Delivery) error { return nil },
		Receive: func(_ context.Context, in ...conversation.Input) ([]conversation.Accepted, error) {
			for _, i := range in {
				fmt.Println(i.Kind, i.Text, i.Choice, "in answer to", i.Extra["answers"])
			}
			return make([]conversation.Accepted, len(in)), nil
		},
	})
	if err != nil {
		panic(err)
	}
	e := echo.New()
	w.Routes(e)

	body := `{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"900000000000001"},` +
		`"messages":[{"from":"31612345678","id":"wamid.1","timestamp":"1795300000","type":"interactive","context":{"id":"wamid.0"},` +
		`"interactive":{"type":"button_reply","button_reply":{"id":"set:reason=lost","title":"Kwijt"}}}]}}]}]}`
	r := httptest.NewRequest("POST", whatsapp.Path, strings.NewReader(body))
	r.Header.Set("X-Hub-Signature-256", sign([]byte(body)))
	answer := httptest.NewRecorder()
	e.ServeHTTP(answer, r)
	fmt.Println(answer.Code)
	// Output:
	// button Kwijt set:reason=lost in answer to wamid.0
	// 200
}
