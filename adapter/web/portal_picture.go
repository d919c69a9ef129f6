package web

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/muniment/muniment/adapter/web/fill"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/procedure/filing"
)

// CropView shows a picture of a mark as it will be printed, and lets it be cut.
type CropView struct {
	Path          string
	Width, Height int    // dots
	Prints        string // "80 × 42 mm"
	Sharp         string // dots per inch at that size, with what it means
	Blurred       bool
	Coloured      string
}

// sharp is how many dots an inch needs to print well. It is a rule of thumb of ours.
const sharp = 150

// mostDecoded is how many dots of a picture are looked at in a page.
const mostDecoded = 4_000_000

// cropView looks at the picture of a mark; nil if there is none.
func (s *Site) cropView(r *request, d *filing.Draft) (*CropView, error) {
	m := d.Application.Mark
	if m == nil || m.Image == "" || m.Width == 0 {
		return nil, nil
	}
	body, err := s.draftBytes(r, d, m.Image)
	if err != nil {
		return nil, err
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(body))
	if err != nil {
		return nil, nil // the upload says so
	}
	mm := func(tenths int) string { return locale.Decimal(r.lang, float64(tenths)/10, 0) }
	v := &CropView{Path: draftPath(d.ID, "file/"+m.Image), Width: c.Width, Height: c.Height, Prints: mm(m.Width) + " × " + mm(m.Height) + " mm"}
	inch := int(float64(c.Width) / (float64(m.Width) / 254))
	v.Blurred = inch < sharp
	v.Sharp = r.T("filing.crop.sharp", "dots", inch)
	if v.Blurred {
		v.Sharp = r.T("filing.crop.blurred", "dots", inch, "least", sharp)
	}
	if c.Width*c.Height <= mostDecoded {
		if img, _, err := image.Decode(bytes.NewReader(body)); err == nil {
			v.Coloured = r.T("filing.crop.grey")
			if coloured(img) {
				v.Coloured = r.T("filing.crop.coloured")
			}
		}
	}
	return v, nil
}

// draftBytes reads a file of a draft.
func (s *Site) draftBytes(r *request, d *filing.Draft, sha string) ([]byte, error) {
	f, err := s.Filing.Writer.Drafts.OpenFile(r.Context(), d.ID, sha)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxAttachment))
}

// coloured reports whether more than one dot in five hundred has a colour that is not nearly grey.
func coloured(img image.Image) bool {
	b := img.Bounds()
	hits, seen := 0, 0
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			seen++
			if c.A > 32 && max(c.R, c.G, c.B)-min(c.R, c.G, c.B) > 24 {
				hits++
			}
		}
	}
	return hits*500 > seen
}

// crop cuts the picture of a mark to the numbers of the form, in dots, and keeps the piece in its place. The picture as it was
// sent stays in the versions of the draft.
func (s *Site) crop(r *request, d *filing.Draft, a *filing.Application, form url.Values) error {
	m := a.Mark
	if m == nil || m.Image == "" {
		return fault.New(fault.Invalid, "there is no picture to cut")
	}
	body, err := s.draftBytes(r, d, m.Image)
	if err != nil {
		return err
	}
	img, _, err := image.Decode(bytes.NewReader(body))
	if err != nil {
		return fault.New(fault.Invalid, "the picture cannot be read").Because(err)
	}
	var n [4]int
	for i, name := range []string{"crop.x", "crop.y", "crop.width", "crop.height"} {
		if n[i], err = strconv.Atoi(strings.TrimSpace(form.Get(name))); err != nil || n[i] < 0 {
			return fault.New(fault.Invalid, "to cut a picture four whole numbers are needed")
		}
	}
	b := img.Bounds()
	cut := image.Rect(b.Min.X+n[0], b.Min.Y+n[1], b.Min.X+n[0]+n[2], b.Min.Y+n[1]+n[3])
	if cut.Dx() < leastSide || cut.Dy() < leastSide || !cut.In(b) {
		return fault.New(fault.Invalid, "the piece has to lie in the picture and be at least %d dots wide and high", leastSide)
	}
	piece := image.NewNRGBA(image.Rect(0, 0, cut.Dx(), cut.Dy()))
	draw.Draw(piece, piece.Bounds(), img, cut.Min, draw.Src)
	var out bytes.Buffer
	if err := png.Encode(&out, piece); err != nil {
		return err
	}
	sha, size, err := s.Filing.Writer.Drafts.KeepFile(r.Context(), d.ID, &out, maxAttachment)
	if err != nil {
		return err
	}
	name := "specimen.png"
	for i, f := range a.Files {
		if f.Role == "specimen" {
			name = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(f.Name, ".png"), ".jpg"), ".jpeg") + ".png"
			a.Files[i] = filing.Attachment{Role: "specimen", Name: name, Type: "image/png", Size: size, SHA256: sha}
		}
	}
	m.Image = sha
	m.Width, m.Height = fill.Fit(cut.Dx(), cut.Dy(), max(m.Width, m.Height))
	return nil
}
