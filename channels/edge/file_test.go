package edge

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http/httptest"
	"strings"
	"testing"

	"balie/conversation"
)

// photo is a JPEG, red on the left and blue on the right, that says how its camera was held and where.
func photo(t testing.TB, how uint16) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 32, 16))
	for x := range 32 {
		for y := range 16 {
			img.Set(x, y, color.RGBA{R: 255, A: 255})
			if x >= 16 {
				img.Set(x, y, color.RGBA{B: 255, A: 255})
			}
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	tags := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00")
	tags = binary.LittleEndian.AppendUint16(tags, how)
	tags = append(tags, "\x00\x00\x00\x00\x00\x00GPS 52.37 4.89"...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(tags)+2))
	return append(append(head, tags...), b.Bytes()[2:]...)
}

func TestAPictureIsDrawnAnew(t *testing.T) {
	t.Parallel()
	f, data, err := TakeFile(`C:\fotos\Schade aan "auto".png`, photo(t, 6))
	if err != nil {
		t.Fatal(err)
	}
	if f.Media != "image/jpeg" || f.Name != "Schade aan auto.jpg" || f.Size != int64(len(data)) || len(f.Digest) != 64 || f.ID == "" {
		t.Errorf("taken as %+v", f)
	}
	if bytes.Contains(data, []byte("GPS")) || bytes.Contains(data, []byte("Exif")) {
		t.Error("what the camera noted is still there")
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil || img.Bounds().Dx() != 16 || img.Bounds().Dy() != 32 {
		t.Fatalf("it lies on its side: %v, %v", img.Bounds(), err)
	}
	if r, _, b, _ := img.At(8, 4).RGBA(); r < b {
		t.Error("the wrong side is up")
	}
}

func TestEveryWayOfHoldingACamera(t *testing.T) {
	t.Parallel()
	img := image.NewGray(image.Rect(0, 0, 3, 2))
	img.SetGray(0, 0, color.Gray{Y: 255}) // the upper left corner
	corners := map[int][2]int{1: {0, 0}, 2: {2, 0}, 3: {2, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 2}, 8: {0, 2}}
	for how, at := range corners {
		if y := color.GrayModel.Convert(turn(img, how).At(at[0], at[1])).(color.Gray).Y; y != 255 {
			t.Errorf("orientation %d does not bring the corner to %v", how, at)
		}
	}
}

func TestWhatIsNoPictureOrPDFIsRefused(t *testing.T) {
	t.Parallel()
	bomb := image.NewPaletted(image.Rect(0, 0, 9000, 9000), color.Palette{color.Black, color.White})
	var packed bytes.Buffer
	if err := png.Encode(&packed, bomb); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"empty":      {nil, conversation.UnfitEmpty},
		"page":       {[]byte("<html><script>alert(1)</script>"), conversation.UnfitKind},
		"drawing":    {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), conversation.UnfitKind},
		"program":    {[]byte("MZ\x90\x00"), conversation.UnfitKind},
		"half":       {photo(t, 1)[:300], conversation.UnfitKind},
		"bomb":       {packed.Bytes(), conversation.UnfitSize},
		"large":      {make([]byte, conversation.MostFile+1), conversation.UnfitSize},
		"photo only": {[]byte("\xff\xd8\xff\xe0 and no more"), conversation.UnfitKind},
	} {
		if _, _, err := TakeFile("photo.jpg", c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestAPDFStaysAsItIsAndIsOnlySaved(t *testing.T) {
	t.Parallel()
	const pdf = "%PDF-1.7\nhello"
	f, data, err := TakeFile("../../offerte\r\n.exe", []byte(pdf))
	if err != nil || string(data) != pdf || f.Name != "offerte.pdf" {
		t.Fatalf("%+v, %q, %v", f, data, err)
	}
	w := httptest.NewRecorder()
	if err := ServeFile(w, f, data, true); err != nil {
		t.Fatal(err)
	}
	h := w.Header()
	if !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("served with %v", h)
	}
}

func FuzzTakeFile(f *testing.F) {
	f.Add("a.jpg", photo(f, 3))
	f.Add("b.pdf", []byte("%PDF-1.4"))
	f.Add("../c", []byte("GIF89a"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		file, clean, err := TakeFile(name, data)
		if err != nil {
			return
		}
		if file.Size != int64(len(clean)) || strings.ContainsAny(file.Name, "/\\\"\r\n") || ending[file.Media] == "" {
			t.Errorf("%+v", file)
		}
		if again, _, err := TakeFile(file.Name, clean); err != nil || again.Name != file.Name {
			t.Errorf("taken once as %+v and then as %+v: %v", file, again, err)
		}
	})
}
