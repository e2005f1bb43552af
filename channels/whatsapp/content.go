package whatsapp

import (
	"strings"

	"balie/channels/edge"
	"balie/conversation"
)

// request is one message as Meta wants it. To is a phone number, Recipient a business-scoped user id; never both.
type request struct {
	Product   string `json:"messaging_product"`
	Kind      string `json:"recipient_type"`
	To        string `json:"to,omitempty"`
	Recipient string `json:"recipient,omitempty"`
	content
	Data string `json:"biz_opaque_callback_data"`
}

type content struct {
	Type        string       `json:"type"`
	Text        *text        `json:"text,omitempty"`
	Interactive *interactive `json:"interactive,omitempty"`
	Template    *pattern     `json:"template,omitempty"`
}

// pattern is a message that Meta has approved: the only kind for who has been silent for 24 hours.
type pattern struct {
	Name     string `json:"name"`
	Language struct {
		Code string `json:"code"`
	} `json:"language"`
	Components []component `json:"components,omitempty"`
}

type component struct {
	Type       string      `json:"type"`
	Parameters []parameter `json:"parameters"`
}

type parameter struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// news fills the approved message that there is news with what it is about.
func (w *WhatsApp) news(m conversation.Message) []content {
	if w.o.News == "" {
		return nil
	}
	t := &pattern{Name: w.o.News}
	t.Language.Code = m.Language
	t.Components = []component{{Type: "body", Parameters: []parameter{{Type: "text", Text: edge.Plain(m.About)}}}}
	return []content{{Type: "template", Template: t}}
}

type text struct {
	Body string `json:"body"`
}

type interactive struct {
	Type string `json:"type"`
	Body struct {
		Text string `json:"text"`
	} `json:"body"`
	Action struct {
		Button   string       `json:"button,omitempty"`
		Buttons  []shortReply `json:"buttons,omitempty"`
		Sections []section    `json:"sections,omitempty"`
	} `json:"action"`
}

type shortReply struct {
	Type  string `json:"type"`
	Reply reply  `json:"reply"`
}

type section struct {
	Rows []reply `json:"rows"`
}

func buttons(bs []conversation.Button) *interactive {
	i := &interactive{Type: "button"}
	for _, r := range replies(bs) {
		i.Action.Buttons = append(i.Action.Buttons, shortReply{Type: "reply", Reply: r})
	}
	return i
}

func list(bs []conversation.Button, label string) *interactive {
	i := &interactive{Type: "list"}
	i.Action.Button, i.Action.Sections = label, []section{{Rows: replies(bs)}}
	return i
}

func replies(bs []conversation.Button) []reply {
	out := make([]reply, len(bs))
	for i, b := range bs {
		out[i] = reply{ID: b.ID, Title: strings.TrimSpace(b.Label)}
	}
	return out
}

// newRequest addresses a content. A phone number is digits, whatever else is an id.
func newRequest(sender string, c content, data string) request {
	r := request{Product: "whatsapp", Kind: "individual", content: c, Data: data}
	if number := strings.TrimPrefix(sender, "+"); number != "" && strings.Trim(number, "0123456789") == "" {
		r.To = sender
	} else {
		r.Recipient = sender
	}
	return r
}
