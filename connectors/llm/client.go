package llm

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	openai "github.com/sashabaranov/go-openai"
)

// Options says which model is asked, and where.
type Options struct {
	// BaseURL is the address up to /v1, for example http://127.0.0.1:11434/v1. There is no default: a text that leaves
	// the machine must have been told where to.
	BaseURL string
	// Key is sent as bearer token (as api-key to Azure); empty where none is asked for.
	Key string
	// Model is the model's name there (Azure: the deployment's).
	Model string
	// AzureVersion makes the address an Azure one, with this API version.
	AzureVersion string
	// TimeOut bounds one question, a second try included; default 10 s.
	TimeOut time.Duration
	// Temperature is sent to models that take one; nil: as near to 0 as can be sent.
	Temperature *float32
	// Reasoning says that the model takes no temperature and counts its thoughts among its tokens; nil: by its name.
	Reasoning *bool
	// Dimensions asks an embedding model for shorter vectors; 0: its own.
	Dimensions int
}

// Client asks one model. It is safe for concurrent use.
type Client struct {
	options   Options
	api       *openai.Client
	transport *transport
	loose     atomic.Bool // the server has no json_schema
}

// New makes a client; nothing is sent yet. The error names the option that is at fault.
func New(o Options) (*Client, error) {
	u, err := url.Parse(o.BaseURL)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.User != nil:
		return nil, errors.New("model: the base address must be http:// or https://, without a user")
	case o.Model == "":
		return nil, errors.New("model: the name of the model is missing")
	case o.TimeOut < 0 || o.Dimensions < 0:
		return nil, errors.New("model: time-out and dimensions may not be negative")
	}
	if o.TimeOut == 0 {
		o.TimeOut = 10 * time.Second
	}
	if o.Reasoning == nil {
		by := reasons(o.Model)
		o.Reasoning = &by
	}
	config := openai.DefaultConfig(o.Key)
	if o.AzureVersion != "" {
		config = openai.DefaultAzureConfig(o.Key, "")
		config.APIVersion = o.AzureVersion
	}
	t := newTransport()
	config.BaseURL, config.HTTPClient = strings.TrimRight(o.BaseURL, "/"), t
	return &Client{options: o, api: openai.NewClientWithConfig(config), transport: t}, nil
}

// String names the model and hides everything else.
func (c *Client) String() string { return fmt.Sprintf("model %s", c.options.Model) }

// Close lets go of idle connections.
func (c *Client) Close() { c.transport.client.CloseIdleConnections() }

// reasons reports whether a model is known by its name to reason. The client library refuses to send a temperature or
// max_tokens to these, wherever they run.
func reasons(model string) bool {
	for _, prefix := range []string{"o1", "o3", "o4", "gpt-5", "gpt-6"} {
		if strings.HasPrefix(model, prefix) {
			return true
		}
	}
	return false
}

// temperature is what is sent. Zero would be left out, and the server would take its own.
func (c *Client) temperature() float32 {
	switch t := c.options.Temperature; {
	case *c.options.Reasoning:
		return 0
	case t == nil || *t == 0:
		return math.SmallestNonzeroFloat32
	default:
		return *t
	}
}
