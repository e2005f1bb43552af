package channels_test

import (
	"context"
	"fmt"
	"testing"

	"balie/channels"
	"balie/conversation"
)

type sender struct{ state conversation.DeliveryState }

func (s sender) Send(context.Context, conversation.Outgoing) conversation.Delivery {
	return conversation.Delivery{ID: "another", State: s.state}
}

func TestHubFindsTheSenderOfAChannel(t *testing.T) {
	t.Parallel()
	h := channels.New(map[string]channels.Sender{"whatsapp": sender{conversation.Sent}, "letter": sender{conversation.Attempted}, "off": nil})
	if got := fmt.Sprint(h.Channels()); got != "[letter whatsapp]" {
		t.Errorf("channels are %s", got)
	}
	for channel, want := range map[string]conversation.DeliveryState{
		"whatsapp": conversation.Sent, "letter": conversation.Attempted, "off": conversation.Rejected, "pigeon": conversation.Rejected,
	} {
		d := h.Send(t.Context(), conversation.Outgoing{ID: "c-1", Channel: channel})
		if d.State != want || d.ID != "c-1" || !d.Retry.IsZero() {
			t.Errorf("%s: delivery is %+v", channel, d)
		}
		if h.Push(channel) != (want != conversation.Rejected) {
			t.Errorf("%s: push is %v", channel, h.Push(channel))
		}
	}
}

func ExampleHub() {
	h := channels.New(map[string]channels.Sender{"whatsapp": sender{conversation.Sent}})
	d := h.Send(context.Background(), conversation.Outgoing{ID: "c-4", Channel: "whatsapp"})
	fmt.Println(h.Channels(), d.ID, d.State)
	// Output: [whatsapp] c-4 sent
}
