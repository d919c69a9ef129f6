package filing

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// What an application may have at most. The leaf that commits to it must stay small enough for everybody; what is longer travels
// as a file.
const (
	MaxApplication = 512 << 10 // bytes of its JSON
	MaxFiles       = 200
	maxText        = 64 << 10 // bytes of one text
	maxParties     = 100
	maxTerms       = 3000 // of goods and services, in all classes
	maxClaims      = 500
	maxDesigns     = 100
	maxViews       = 60
)

// Read reads an application strictly. Texts are brought into normalization form C; spaces at their ends are dropped.
//
// Errors: Invalid, with the member, for what is no JSON, for members that an application has not got, for values that are not what
// they must be, and for more of anything than an application may have.
func Read(b []byte) (*Application, error) {
	if len(b) > MaxApplication {
		return nil, fault.New(fault.Invalid, "an application has at most %d bytes; longer texts are attached as files", MaxApplication)
	}
	if !utf8.Valid(b) {
		return nil, fault.New(fault.Invalid, "the application is not in UTF-8")
	}
	a := new(Application)
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(a); err != nil {
		return nil, misread(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fault.New(fault.Invalid, "something follows the application")
	}
	if err := a.tidy(); err != nil {
		return nil, err
	}
	return a, nil
}

// misread says what is wrong with JSON, and where.
func misread(err error) error {
	switch e := err.(type) {
	case *json.UnmarshalTypeError:
		return fault.New(fault.Invalid, "%q cannot be a %s", e.Field, e.Value).At("byte " + strconv.FormatInt(e.Offset, 10))
	case *json.SyntaxError:
		return fault.New(fault.Invalid, "the application is no JSON").At("byte " + strconv.FormatInt(e.Offset, 10))
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fault.New(fault.Invalid, "an application has no member %s", name)
	}
	return fault.New(fault.Invalid, "the application is no JSON").Because(err)
}

// Bytes is the application as it is kept and committed to: its JSON, the same for the same application.
func (a *Application) Bytes() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(a); err != nil {
		panic(err) // it is made of texts and numbers
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// tidy brings texts into their form and refuses what cannot be.
func (a *Application) tidy() error {
	if err := texts(reflect.ValueOf(a).Elem(), ""); err != nil {
		return err
	}
	if a.V != 1 {
		return fault.New(fault.Invalid, "this form of application is not known here; v is 1")
	}
	if _, ok := ownPages[a.Kind]; !ok {
		return fault.New(fault.Invalid, "%q is no kind of right that can be filed here", a.Kind)
	}
	terms := 0
	for i, g := range a.Goods {
		if g.Class < 1 || g.Class > 45 {
			return fault.New(fault.Invalid, "%d is no class of the Nice Classification", g.Class).At("goods")
		}
		if i > 0 && a.Goods[i-1].Class >= g.Class {
			return fault.New(fault.Invalid, "classes stand once each, in ascending order").At("goods")
		}
		terms += len(g.Terms)
	}
	views := 0
	for _, d := range a.Designs {
		views += len(d.Views)
	}
	claims := 0
	if a.Invention != nil {
		claims = len(a.Invention.Claims)
	}
	for _, l := range []struct {
		n, most int
		what    string
	}{
		{len(a.Applicants), maxParties, "applicants"}, {len(a.Creators), maxParties, "creators"}, {len(a.Priorities), maxParties, "priorities"}, {terms, maxTerms, "goods"},
		{claims, maxClaims, "claims"}, {len(a.Designs), maxDesigns, "designs"}, {views, maxViews * max(1, len(a.Designs)), "views"},
		{len(a.Files), MaxFiles, "files"}, {len(a.Statements), maxParties, "statements"}, {len(a.Signatures), maxParties, "signatures"}, {len(a.Requests), 10, "requests"},
	} {
		if l.n > l.most {
			return fault.New(fault.Invalid, "an application has at most %d of these", l.most).At(l.what)
		}
	}
	if a.Deferral < 0 || a.Deferral > 60 {
		return fault.New(fault.Invalid, "a publication is deferred by 0 to 60 months").At("deferral")
	}
	return a.referring()
}

// referring refuses a reference to a file that is not attached.
func (a *Application) referring() error {
	named := map[string]string{}
	if m := a.Mark; m != nil {
		named["mark.image"], named["mark.sound"] = m.Image, m.Sound
	}
	if i := a.Indication; i != nil {
		named["indication.sign"] = i.Sign
	}
	for n, d := range a.Designs {
		for k, v := range d.Views {
			named["designs."+strconv.Itoa(n+1)+".views."+strconv.Itoa(k+1)] = v.File
		}
	}
	for _, where := range sortedKeys(named) {
		if sha := named[where]; sha != "" && a.File(sha) == nil {
			return fault.New(fault.Invalid, "a file is named that is not among the files").At(where)
		}
	}
	for i, f := range a.Files {
		at := "files." + strconv.Itoa(i+1)
		switch {
		case !hash(f.SHA256):
			return fault.New(fault.Invalid, "a file is named by its SHA-256, 64 lower-case hex digits").At(at)
		case f.Size < 0 || f.Pages < 0:
			return fault.New(fault.Invalid, "sizes and pages are not negative").At(at)
		case f.Name == "" || strings.ContainsAny(f.Name, `/\`) || f.Name == ".." || f.Name == ".":
			return fault.New(fault.Invalid, "%q is no name of a file", f.Name).At(at)
		}
	}
	return nil
}

// hash reports whether the text is a SHA-256 in lower-case hex digits.
func hash(s string) bool { return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == "" }

// texts brings every text below v into its form.
func texts(v reflect.Value, at string) error {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return texts(v.Elem(), at)
		}
	case reflect.Slice:
		for i := range v.Len() {
			if err := texts(v.Index(i), at+"."+strconv.Itoa(i+1)); err != nil {
				return err
			}
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[ipr.Date]() {
			return nil
		}
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if err := texts(v.Field(i), strings.TrimPrefix(at+"."+name, ".")); err != nil {
				return err
			}
		}
	case reflect.String:
		s := strings.TrimSpace(norm.NFC.String(v.String()))
		if len(s) > maxText {
			return fault.New(fault.Invalid, "a text has at most %d bytes; attach what is longer", maxText).At(at)
		}
		if i := strings.IndexFunc(s, func(r rune) bool { return r != '\n' && r != '\t' && unicode.IsControl(r) || r == '\ufeff' }); i >= 0 {
			return fault.New(fault.Invalid, "a text holds a control character").At(at)
		}
		v.SetString(s)
	}
	return nil
}
