package edge_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"balie/channels/edge"
	"balie/conversation"
	"balie/conversation/sqlite"
)

// BenchmarkTwentyUploads takes in twenty files at once, each the largest of its kind, and tells how much memory that took at
// its peak beside what was there before: the bound of 10 MB is what keeps a file in memory affordable.
func BenchmarkTwentyUploads(b *testing.B) {
	for name, data := range map[string][]byte{"pdf of 10 MB": append([]byte("%PDF-1.4 "), make([]byte, conversation.MostFile-9)...), "photo of 12 MP": photo(b)} {
		b.Run(name, func(b *testing.B) {
			store, err := sqlite.Open(b.Context(), sqlite.Options{Path: filepath.Join(b.TempDir(), "c.db"), Key: make([]byte, 32), Now: time.Now})
			if err != nil {
				b.Fatal(err)
			}
			defer store.Close() //nolint:errcheck // the measurement is done
			in := &edge.Intake{Files: store}
			for b.Loop() {
				b.ReportMetric(float64(peak(func() { twenty(b, store, in, data) }))/(1<<20), "peak-MB")
			}
		})
	}
}

// twenty uploads at once, as the widget reads them.
func twenty(b *testing.B, store *sqlite.Store, in *edge.Intake, data []byte) {
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			id := time.Now().Format(time.StampNano)
			acc, err := store.Accept(b.Context(), conversation.Input{Source: "bench", ID: id, Address: conversation.Address{Channel: "bench", Sender: id}})
			if err != nil {
				b.Error(err)
				return
			}
			body, err := io.ReadAll(bytes.NewReader(data))
			if err == nil {
				_, err = in.Take(b.Context(), acc[0].Conversation, conversation.File{}, body, true)
			}
			if err != nil {
				b.Error(err)
			}
		})
	}
	wg.Wait()
}

// peak is how far memory rose while something was done, in bytes, as the operating system is asked for it.
func peak(do func()) (most uint64) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before := m.HeapAlloc
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	for {
		select {
		case <-done:
			return most
		case <-time.After(5 * time.Millisecond):
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc-min(before, m.HeapAlloc))
		}
	}
}

// photo is one of twelve million points with some detail.
func photo(b *testing.B) []byte {
	b.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 4000, 3000))
	for y := range 3000 {
		for x := range 4000 {
			img.Set(x, y, color.RGBA{uint8(x * y >> 8), uint8(x ^ y), uint8(y), 255})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 70}); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}
