package llm

import (
	"context"
	"math"

	openai "github.com/sashabaranov/go-openai"
)

// Embed turns texts into vectors of length one: one for each text, in order, all of one dimension. Every error is an
// [*Error].
func (c *Client) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	if len(texts) == 0 {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, c.options.TimeOut)
	defer cancel()
	resp, err := c.api.CreateEmbeddings(ctx, openai.EmbeddingRequestStrings{
		Input: texts, Model: openai.EmbeddingModel(c.options.Model), Dimensions: c.options.Dimensions,
	})
	if err != nil {
		return nil, c.explain(ctx, err)
	}
	if len(resp.Data) != len(texts) {
		return nil, c.fail(Invalid, 0, "the answer holds another number of vectors than texts")
	}
	out := make([][]float32, len(texts))
	for _, d := range resp.Data { // in any order: each says which text it is of
		if d.Index < 0 || d.Index >= len(out) || out[d.Index] != nil || len(d.Embedding) != len(resp.Data[0].Embedding) {
			return nil, c.fail(Invalid, 0, "the vectors do not fit the texts")
		}
		if out[d.Index] = unit(d.Embedding); out[d.Index] == nil {
			return nil, c.fail(Invalid, 0, "a vector has no direction")
		}
	}
	return out, nil
}

// unit scales v to length one; nil where that cannot be.
func unit(v []float32) []float32 {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum == 0 || math.IsInf(sum, 0) || math.IsNaN(sum) {
		return nil
	}
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(float64(x) / math.Sqrt(sum))
	}
	return out
}
