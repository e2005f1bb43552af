package edge

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	_ "image/gif" // pictures in these forms are read, and written as JPEG or PNG
	"image/jpeg"
	"image/png"

	_ "golang.org/x/image/webp" // so is this one

	"balie/conversation"
)

// pictureMost is how much memory the picture in a file may take once it is unpacked, in bytes: fifty million points of a photo.
const pictureMost = 160 << 20

// drawing lets one picture at a time be unpacked: a few large ones at once would take all memory.
var drawing = make(chan struct{}, 1)

// redraw reads a picture and writes it anew, turned as its camera meant it: a photo as JPEG, anything else as PNG.
func redraw(data []byte) ([]byte, string, error) {
	c, kind, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || c.Width < 1 || c.Height < 1 {
		return nil, "", conversation.UnfitKind
	}
	if int64(c.Width)*int64(c.Height)*pointBytes(c.ColorModel) > pictureMost {
		return nil, "", conversation.UnfitSize
	}
	drawing <- struct{}{}
	defer func() { <-drawing }()
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, "", conversation.UnfitKind
	}
	var out bytes.Buffer
	media := "image/png"
	if kind == "jpeg" || kind == "webp" && opaque(img) {
		media = "image/jpeg"
		if kind == "jpeg" {
			img = turn(img, orientation(data))
		}
		err = jpeg.Encode(&out, img, &jpeg.Options{Quality: 85})
	} else {
		err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, img)
	}
	switch {
	case err != nil:
		return nil, "", conversation.UnfitKind
	case out.Len() > conversation.MostFile:
		return nil, "", conversation.UnfitSize
	}
	return out.Bytes(), media, nil
}

// pointBytes is how much one point takes at most, unpacked.
func pointBytes(m color.Model) int64 {
	switch m {
	case color.YCbCrModel:
		return 3
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	case color.GrayModel:
		return 1
	}
	return 4
}

func opaque(img image.Image) bool {
	o, ok := img.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

// turned shows a picture turned or mirrored, without a copy.
type turned struct {
	image.Image
	how int // as Exif numbers it: 1 is upright
}

// turn makes a picture upright.
func turn(img image.Image, how int) image.Image {
	if how < 2 || how > 8 {
		return img
	}
	return turned{Image: img, how: how}
}

// Bounds begin at zero; a picture that lies on its side is as wide as it was high.
func (t turned) Bounds() image.Rectangle {
	b := t.Image.Bounds()
	if t.how >= 5 {
		return image.Rect(0, 0, b.Dy(), b.Dx())
	}
	return image.Rect(0, 0, b.Dx(), b.Dy())
}

// At finds the point that comes to stand at x and y.
func (t turned) At(x, y int) color.Color {
	b := t.Image.Bounds()
	w, h := b.Dx()-1, b.Dy()-1
	switch t.how {
	case 2:
		x = w - x
	case 3:
		x, y = w-x, h-y
	case 4:
		y = h - y
	case 5:
		x, y = y, x
	case 6:
		x, y = y, h-x
	case 7:
		x, y = w-y, h-x
	case 8:
		x, y = w-y, x
	}
	return t.Image.At(b.Min.X+x, b.Min.Y+y)
}

// orientation finds in a JPEG how its camera was held; 1 when it does not say.
func orientation(data []byte) int {
	for at := 2; at+4 <= len(data) && data[at] == 0xff; {
		kind, size := data[at+1], int(binary.BigEndian.Uint16(data[at+2:]))
		if kind == 0xda || size < 2 || at+2+size > len(data) {
			return 1
		}
		if kind == 0xe1 {
			if how := exif(data[at+4 : at+2+size]); how != 0 {
				return how
			}
		}
		at += 2 + size
	}
	return 1
}

// exif finds tag 0x0112 in the first directory; 0 when it is not there.
func exif(b []byte) int {
	b, ok := bytes.CutPrefix(b, []byte("Exif\x00\x00"))
	if !ok || len(b) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(b[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 0
	}
	tags := int64(order.Uint16(b[at:]))
	for i := range tags {
		tag := at + 2 + i*12
		if tag+12 > int64(len(b)) {
			return 0
		}
		if order.Uint16(b[tag:]) == 0x0112 {
			return int(order.Uint16(b[tag+8:]))
		}
	}
	return 0
}
