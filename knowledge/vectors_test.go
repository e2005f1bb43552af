package knowledge

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

// nearest gives at most n documents, most alike first, equals by number.
func (v *vectors) nearest(ctx context.Context, query []float32, n int) ([]near, error) {
	out, err := v.near(ctx, query, n)
	sortNear(out)
	return out[:min(n, len(out))], err
}

func TestTiesComeInOneOrder(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	same := make([][]float32, 300)
	for i := range same {
		same[i] = []float32{1, 0}
	}
	v, err := newVectors(ctx, same)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		got, err := v.nearest(ctx, []float32{1, 0}, 3)
		if err != nil || len(got) != 3 || got[0].doc != 0 || got[1].doc != 1 || got[2].doc != 2 {
			t.Fatalf("%v, %v", got, err)
		}
	}
}

func TestTiesAtTheEdgeOfWhatIsFetchedAreLeftOut(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	many := make([][]float32, fetchAll+500)
	for i := range many {
		many[i] = []float32{0, 1}
	}
	many[7], many[9] = []float32{1, 0}, []float32{1, 0}
	v, err := newVectors(ctx, many)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		got, err := v.nearest(ctx, []float32{1, 0}, 5)
		if err != nil || len(got) != 2 || got[0].doc != 7 || got[1].doc != 9 {
			t.Fatalf("%v, %v", got, err)
		}
	}
}

func TestMoreThanThereIsMayBeAskedFor(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	v, err := newVectors(ctx, [][]float32{{1, 0}, {0, 1}})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := v.nearest(ctx, []float32{1, 0}, 50); err != nil || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
	empty, err := newVectors(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := empty.nearest(ctx, []float32{1, 0}, 5); err != nil || got != nil {
		t.Errorf("empty: %v, %v", got, err)
	}
}

func TestAVectorOfZerosIsLikeNothing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	v, err := newVectors(ctx, [][]float32{{0, 0}, {0, 1}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := v.nearest(ctx, []float32{0, 1}, 5)
	if err != nil || len(got) != 1 || got[0].doc != 1 || math.IsNaN(got[0].alike) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := v.nearest(ctx, []float32{0, 0}, 5); err != nil || got != nil {
		t.Errorf("question of zeros: %v, %v", got, err)
	}
}

func TestVectorsOfTwoDimensionsAreRefused(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	if _, err := newVectors(ctx, [][]float32{{1, 0}, {1, 0, 0}}); err == nil || !strings.Contains(err.Error(), "one model") {
		t.Errorf("%v", err)
	}
	v, err := newVectors(ctx, [][]float32{{1, 0}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.nearest(ctx, []float32{1, 0, 0}, 1); err == nil {
		t.Error("a question of another dimension was taken")
	}
}

func TestTextIsNeverEmbeddedBehindOurBack(t *testing.T) {
	t.Parallel()
	v, err := newVectors(context.Background(), slices.Repeat([][]float32{{1, 0}}, fetchAll+1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.collection.Query(context.Background(), "mijn naam is", 1, nil, nil); !errors.Is(err, errNoEmbedding) {
		t.Errorf("%v", err)
	}
}

// brokenEmbedder answers as it is told.
type brokenEmbedder func(texts []string) ([][]float32, error)

func (f brokenEmbedder) Embed(_ context.Context, texts []string) ([][]float32, error) {
	return f(texts)
}

func TestWithoutItsEmbedderTheBaseGoesOnByWords(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]brokenEmbedder{
		"down":        func([]string) ([][]float32, error) { return nil, errors.New("no route") },
		"too few":     func([]string) ([][]float32, error) { return nil, nil },
		"not finite":  func(texts []string) ([][]float32, error) { return fill(texts, float32(math.NaN())), nil },
		"no numbers":  func(texts []string) ([][]float32, error) { return make([][]float32, len(texts)), nil },
		"two lengths": func(texts []string) ([][]float32, error) { v := fill(texts, 1); v[0] = v[0][:1]; return v, nil },
	} {
		b := open(t, Options{Path: ":memory:", Embedder: e})
		if _, err := b.Ingest(context.Background(), demo("bank")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if b.Degraded() == nil {
			t.Errorf("%s: nobody is told", name)
		}
		if a := ask(t, b, "wat kost rood staan?", "nl", today); !a.Found || a.Citation.Passage != "nl/rood-staan.md#wat-kost-rood-staan" {
			t.Errorf("%s: %+v", name, a)
		}
	}
	healthy := setup(t, demo("bank"))
	if err := healthy.Degraded(); err != nil {
		t.Error(err)
	}
}

func fill(texts []string, f float32) [][]float32 {
	out := make([][]float32, len(texts))
	for i := range out {
		out[i] = []float32{f, f}
	}
	return out
}
