package whatsapp

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// envelope is the body of a POST. Only what is used is declared: Meta adds fields whenever it likes.
type envelope struct {
	Object string  `json:"object"`
	Entry  []entry `json:"entry"`
}

type entry struct {
	Changes []change `json:"changes"`
}

type change struct {
	Field string `json:"field"`
	Value value  `json:"value"`
}

type value struct {
	Metadata struct {
		NumberID string `json:"phone_number_id"`
	} `json:"metadata"`
	Contacts []contact `json:"contacts"`
	Messages []message `json:"messages"`
	Statuses []status  `json:"statuses"`
	Errors   []failure `json:"errors"`

	Preferences []preference `json:"user_preferences"`
	UserIDs     []userID     `json:"user_id_update"`
}

// preference is what somebody wants to be sent: marketing_messages, stop or resume.
type preference struct {
	WaID      string  `json:"wa_id"`
	UserID    string  `json:"user_id"`
	Category  string  `json:"category"`
	Value     string  `json:"value"`
	Timestamp instant `json:"timestamp"`
}

// userID tells that somebody's business-scoped id has changed.
type userID struct {
	UserID struct {
		Previous string `json:"previous"`
		Current  string `json:"current"`
	} `json:"user_id"`
	Timestamp instant `json:"timestamp"`
}

type contact struct {
	Profile struct {
		Name     string `json:"name"`
		Username string `json:"username"`
	} `json:"profile"`
	WaID   string `json:"wa_id"`
	UserID string `json:"user_id"`
}

// message is anything that a customer did. From is a phone number, a business-scoped user id, or absent.
type message struct {
	From       string  `json:"from"`
	FromUserID string  `json:"from_user_id"`
	GroupID    string  `json:"group_id"`
	ID         string  `json:"id"`
	Timestamp  instant `json:"timestamp"`
	Type       string  `json:"type"`
	Context    struct {
		ID        string `json:"id"`
		Forwarded bool   `json:"forwarded"`
		Often     bool   `json:"frequently_forwarded"`
	} `json:"context"`
	Text struct {
		Body string `json:"body"`
	} `json:"text"`
	Button struct {
		Payload string `json:"payload"`
		Text    string `json:"text"`
	} `json:"button"`
	Interactive struct {
		Button reply `json:"button_reply"`
		List   reply `json:"list_reply"`
		Form   struct {
			Response string `json:"response_json"`
		} `json:"nfm_reply"`
	} `json:"interactive"`
	Image    media `json:"image"`
	Video    media `json:"video"`
	Audio    media `json:"audio"`
	Document media `json:"document"`
	Location struct {
		Name    string `json:"name"`
		Address string `json:"address"`
	} `json:"location"`
	Order struct {
		Text string `json:"text"`
	} `json:"order"`
	System struct {
		Type   string `json:"type"`
		WaID   string `json:"wa_id"`
		UserID string `json:"user_id"`
	} `json:"system"`
	Edit struct {
		Original string   `json:"original_message_id"`
		Message  *message `json:"message"`
	} `json:"edit"`
	Unsupported struct {
		Type string `json:"type"`
	} `json:"unsupported"`
	Referral struct {
		URL string `json:"source_url"`
	} `json:"referral"`
	Errors []failure `json:"errors"`
}

type reply struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// media is a picture, document or recording: its bytes are to be fetched by its id.
type media struct {
	ID       string `json:"id"`
	Type     string `json:"mime_type"`
	Digest   string `json:"sha256"` // in base64
	Caption  string `json:"caption"`
	Filename string `json:"filename"`
}

// status tells how far one of our messages came. ID is Meta's, Data ours.
type status struct {
	ID      string `json:"id"`
	Status  string `json:"status"`
	To      string `json:"recipient_id"`
	ToUser  string `json:"recipient_user_id"`
	Data    string `json:"biz_opaque_callback_data"`
	Pricing struct {
		Category string `json:"category"`
	} `json:"pricing"`
	Errors []failure `json:"errors"`
}

type failure struct {
	Code *int `json:"code"` // nil: none was given, which is not code 0
}

// first returns the first code that was given.
func first(fs []failure) (int, bool) {
	for _, f := range fs {
		if f.Code != nil {
			return *f.Code, true
		}
	}
	return 0, false
}

// instant is a moment in seconds, or in milliseconds, as a string or as a number. Anything else is the zero time.
type instant struct{ time.Time }

// milliseconds is from where on a number is too large for seconds.
const milliseconds = 1e12

// UnmarshalJSON never fails: a message with an odd time is still a message.
func (i *instant) UnmarshalJSON(b []byte) error {
	n, err := strconv.ParseInt(strings.Trim(string(b), `"`), 10, 64)
	switch {
	case err != nil || n <= 0:
		i.Time = time.Time{}
	case n >= milliseconds:
		i.Time = time.UnixMilli(n).UTC()
	default:
		i.Time = time.Unix(n, 0).UTC()
	}
	return nil
}

// lenient reads JSON and forgives what has another type than expected: that value stays empty, all others are read.
func lenient(body []byte, dst any) error {
	err := json.Unmarshal(body, dst)
	if wrong := new(json.UnmarshalTypeError); errors.As(err, &wrong) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("json: %w", err)
	}
	return nil
}
