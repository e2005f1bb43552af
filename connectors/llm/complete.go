package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	openai "github.com/sashabaranov/go-openai"
)

// Request is one question.
type Request struct {
	System string
	User   string
	// Schema is the JSON Schema that the answer must fit; empty: the answer is plain text.
	Schema json.RawMessage
	// SchemaName names it to the server: a–z, 0–9, _ and -; default "answer".
	SchemaName string
	// MaxTokens bounds the answer; default 512.
	MaxTokens int
}

// Usage is what a question cost.
type Usage struct {
	Prompt     int // tokens
	Completion int // tokens
	Cached     int // tokens of the prompt that the server had before
	Calls      int // 2 when a server turned out to have no json_schema
	Took       time.Duration
}

// Complete asks once and returns the answer: text that fits the schema, whole and not refused. Every error is an
// [*Error] and names no part of the prompt or the answer. A server that refuses json_schema is asked again with
// json_object, and remembered.
func (c *Client) Complete(ctx context.Context, r Request) (string, Usage, error) {
	begin := time.Now()
	ctx, cancel := context.WithTimeout(ctx, c.options.TimeOut)
	defer cancel()
	fit, err := compile(r.Schema)
	if err != nil {
		return "", Usage{}, c.fail(Invalid, 0, err.Error())
	}
	strict := len(r.Schema) > 0 && !c.loose.Load()
	u := Usage{Calls: 1}
	text, err := c.ask(ctx, r, strict, &u)
	if err != nil && strict && noSchema(err) {
		u.Calls++
		if text, err = c.ask(ctx, r, false, &u); err == nil {
			c.loose.Store(true)
		}
	}
	u.Took = time.Since(begin)
	if err != nil {
		return "", u, c.explain(ctx, err)
	}
	if len(r.Schema) == 0 {
		return text, u, nil
	}
	if text, err = fit(text); err != nil {
		return "", u, c.fail(Invalid, 0, err.Error())
	}
	return text, u, nil
}

// ask makes one call and takes the text out of its answer.
func (c *Client) ask(ctx context.Context, r Request, strict bool, u *Usage) (string, error) {
	resp, err := c.api.CreateChatCompletion(ctx, c.chat(r, strict))
	u.Prompt += resp.Usage.PromptTokens
	u.Completion += resp.Usage.CompletionTokens
	if d := resp.Usage.PromptTokensDetails; d != nil {
		u.Cached += d.CachedTokens
	}
	if err != nil {
		return "", err
	}
	// A server may answer 200 with an error in it, which reads as no choices at all.
	if len(resp.Choices) == 0 {
		return "", c.fail(Invalid, 0, "the answer holds no choice")
	}
	choice := resp.Choices[0]
	text := choice.Message.Content
	for _, part := range choice.Message.MultiContent {
		text += part.Text
	}
	switch {
	case choice.Message.Refusal != "":
		return "", c.fail(Refused, 0, "the model refused")
	case choice.FinishReason == openai.FinishReasonContentFilter:
		return "", c.fail(Refused, 0, "the server's filter refused")
	case choice.FinishReason == openai.FinishReasonLength:
		return "", c.fail(Invalid, 0, "the answer was cut at its length")
	case choice.FinishReason != openai.FinishReasonStop:
		return "", c.fail(Invalid, 0, "the answer did not come to its end")
	case text == "":
		return "", c.fail(Invalid, 0, "the answer is empty")
	}
	return text, nil
}

// chat makes the request of a question.
func (c *Client) chat(r Request, strict bool) openai.ChatCompletionRequest {
	if r.MaxTokens <= 0 {
		r.MaxTokens = 512
	}
	if r.SchemaName == "" {
		r.SchemaName = "answer"
	}
	out := openai.ChatCompletionRequest{Model: c.options.Model, Temperature: c.temperature()}
	if *c.options.Reasoning {
		out.MaxCompletionTokens = r.MaxTokens
	} else {
		out.MaxTokens = r.MaxTokens //nolint:staticcheck // what other servers than OpenAI know
	}
	switch {
	case len(r.Schema) == 0:
	case strict:
		out.ResponseFormat = &openai.ChatCompletionResponseFormat{
			Type:       openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: r.SchemaName, Schema: r.Schema, Strict: true},
		}
	default:
		out.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
		r.System = strings.TrimSpace(r.System + "\n\nAnswer with one JSON object, and nothing else, that fits this JSON Schema:\n" + string(r.Schema))
	}
	if r.System != "" {
		out.Messages = append(out.Messages, openai.ChatCompletionMessage{Role: openai.ChatMessageRoleSystem, Content: r.System})
	}
	out.Messages = append(out.Messages, openai.ChatCompletionMessage{Role: openai.ChatMessageRoleUser, Content: r.User})
	return out
}

// noSchema reports whether a server may have refused the way in which JSON was asked for.
func noSchema(err error) bool {
	switch statusOf(err) {
	case http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusNotImplemented:
	default:
		return false
	}
	var said string
	var api *openai.APIError
	var raw *openai.RequestError
	switch {
	case errors.As(err, &raw):
		said = string(raw.Body)
	case errors.As(err, &api):
		said = fmt.Sprint(api.Message, api.Code)
		if api.Param != nil {
			said += *api.Param
		}
	}
	said = strings.ToLower(said)
	return strings.Contains(said, "response_format") || strings.Contains(said, "schema") || strings.Contains(said, "json_object")
}
