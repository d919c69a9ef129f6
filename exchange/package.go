package exchange

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/procedure/filing"
	"github.com/muniment/muniment/register/note"
)

// A package is a filing made without a network: a ZIP archive with the application, its documents and, if its maker had one, a
// checkpoint of the office's log. The member "package" is a note, signed with a key of the maker's tool, that names the hash and the size
// of every other member:
//
//	muniment package v1
//	key muniment-package+6f1d03cc+AQ…
//	made 2026-11-25T08:00:00Z
//	application 9f86… 1034
//	document 60303… 20481
//	checkpoint 2c26… 187
//
// See docs/filing.md.
type Package struct {
	Application *filing.Application
	Checkpoint  []byte // a signed note; nil if there is none
	Made        *filing.Made
	bundle      *Bundle
}

// PackageType is the type of media of a package.
const PackageType = "application/vnd.muniment.package+zip"

// packageHead is the first line of what is signed.
const packageHead = "muniment package v1"

// maxStatement and maxCheckpoint are how many bytes these members have at most.
const (
	maxStatement  = 64 << 10
	maxCheckpoint = 64 << 10
)

// WritePackage writes a package: made at a time by its maker's clock, signed by their key. Each document is given as it is to be filed; the
// application names all of them.
//
// Errors: Invalid if a document is missing or is not named.
func WritePackage(w io.Writer, a *filing.Application, documents map[string][]byte, checkpoint []byte, made time.Time, key *note.Signer) error {
	var s strings.Builder
	fmt.Fprintf(&s, "%s\nkey %s\nmade %s\n", packageHead, key.Key, made.UTC().Truncate(time.Second).Format(time.RFC3339))
	line := func(what string, b []byte) {
		sum := sha256.Sum256(b)
		fmt.Fprintf(&s, "%s %s %d\n", what, hex.EncodeToString(sum[:]), len(b))
	}
	app := a.Bytes()
	line("application", app)
	type member struct {
		name string
		body []byte
	}
	members := []member{{"application.json", app}}
	written := map[string]bool{}
	for _, f := range a.Files {
		body, ok := documents[f.SHA256]
		if sum := sha256.Sum256(body); !ok || hex.EncodeToString(sum[:]) != f.SHA256 || int64(len(body)) != f.Size {
			return fault.New(fault.Invalid, "the document %q did not come", f.Name).At("files")
		}
		if !written[f.SHA256] {
			written[f.SHA256] = true
			line("document", body)
			members = append(members, member{"document/" + f.SHA256, body})
		}
	}
	if len(written) != len(documents) {
		return fault.New(fault.Invalid, "a document is given that the application does not name").At("files")
	}
	if checkpoint != nil {
		line("checkpoint", checkpoint)
		members = append(members, member{"checkpoint", checkpoint})
	}
	members = append(members, member{"package", note.Sign(s.String(), made, key).Bytes()})
	z := zip.NewWriter(w)
	for _, m := range members {
		to, err := z.Create(m.name)
		if err != nil {
			return err
		}
		if _, err := to.Write(m.body); err != nil {
			return err
		}
	}
	return z.Close()
}

// ReadPackage reads a package: its signature, its application and which members it has. Documents are read, and held against their
// hashes, when they are taken in.
//
// Errors: Invalid for whatever is not as the maker signed it.
func ReadPackage(b *Bundle) (*Package, error) {
	head, err := b.whole("package", maxStatement)
	if err != nil {
		return nil, err
	}
	n, err := note.Parse(head)
	if err != nil {
		return nil, err
	}
	key, err := packageKey(n)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(n.Text))
	p := &Package{Made: &filing.Made{Digest: hex.EncodeToString(sum[:]), Key: key}, bundle: b}
	return p, p.read(n.Text)
}

// packageKey gives the key of a package, which the package itself tells: it proves that one hand made all of it, and not whose.
func packageKey(n *note.Note) (string, error) {
	bad := fault.New(fault.Invalid, "the package is not signed by the key that it names")
	first, _, _ := strings.Cut(strings.TrimPrefix(n.Text, packageHead+"\n"), "\n")
	text, ok := strings.CutPrefix(first, "key ")
	if !ok {
		return "", bad
	}
	key, err := note.ParseKey(text)
	if err != nil {
		return "", bad.Because(err)
	}
	if verified, err := n.Verify([]note.Key{key}); err != nil || len(verified) != 1 {
		return "", bad.Because(err)
	}
	return text, nil
}

// read reads what was signed and holds the members against it.
func (p *Package) read(text string) error {
	bad := func(what string, args ...any) error { return fault.New(fault.Invalid, what, args...).At("package") }
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 4 || lines[0] != packageHead {
		return bad("this is no package of a filing")
	}
	made, ok := strings.CutPrefix(lines[2], "made ")
	if t, err := time.Parse(time.RFC3339, made); !ok || err != nil || t.UTC().Format(time.RFC3339) != made {
		return bad("the package does not say when it was made")
	}
	p.Made.Claimed = made
	documents := map[string]int64{}
	members := 1 // the statement itself
	for _, l := range lines[3:] {
		part := strings.Split(l, " ")
		if len(part) != 3 {
			return bad("this is no package of a filing")
		}
		size, err := strconv.ParseInt(part[2], 10, 64)
		if err != nil || size < 0 || strconv.FormatInt(size, 10) != part[2] {
			return bad("this is no package of a filing")
		}
		members++
		switch part[0] {
		case "application":
			if p.Application != nil {
				return bad("this is no package of a filing")
			}
			body, err := p.signed("application.json", filing.MaxApplication, part[1], size)
			if err != nil {
				return err
			}
			if p.Application, err = filing.Read(body); err != nil {
				return err
			}
		case "document":
			if _, twice := documents[part[1]]; twice || !p.bundle.Has("document/"+part[1]) {
				return bad("a document of the package is missing: its SHA-256 is %s", part[1])
			}
			documents[part[1]] = size
		case "checkpoint":
			if p.Checkpoint != nil {
				return bad("this is no package of a filing")
			}
			if p.Checkpoint, err = p.signed("checkpoint", maxCheckpoint, part[1], size); err != nil {
				return err
			}
		default:
			return bad("this is no package of a filing")
		}
	}
	if p.Application == nil || members != len(p.bundle.files) {
		return bad("the package holds something that its maker did not sign")
	}
	named := map[string]bool{}
	for _, f := range p.Application.Files {
		if size, ok := documents[f.SHA256]; !ok || size != f.Size {
			return bad("a document of the package is missing: its SHA-256 is %s", f.SHA256)
		}
		named[f.SHA256] = true
	}
	if len(named) != len(documents) {
		return bad("the package holds something that its maker did not sign")
	}
	return nil
}

// signed reads a member and holds it against what was signed.
func (p *Package) signed(name string, most int64, sha string, size int64) ([]byte, error) {
	body, err := p.bundle.whole(name, most)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != sha || int64(len(body)) != size {
		return nil, fault.New(fault.Invalid, "the member %q is not as the maker of the package signed it", name).At("package")
	}
	return body, nil
}

// Documents gives the documents, each opened when it is first read. Close those that were.
func (p *Package) Documents() []filing.Incoming {
	var list []filing.Incoming
	for _, f := range p.Application.Files {
		list = append(list, filing.Incoming{SHA256: f.SHA256, Body: p.bundle.Later("document/" + f.SHA256)})
	}
	return list
}

// Later gives a member that is opened when it is first read, and closed at its end.
func (b *Bundle) Later(name string) io.Reader { return &later{b: b, name: name} }

type later struct {
	b    *Bundle
	name string
	body io.ReadCloser
}

// Read implements io.Reader.
func (l *later) Read(p []byte) (int, error) {
	if l.body == nil {
		var err error
		if l.body, err = l.b.Open(l.name); err != nil {
			return 0, err
		}
	}
	n, err := l.body.Read(p)
	if err != nil {
		l.body.Close()
	}
	return n, err
}

// whole reads a small member. Errors: Invalid if it is missing or larger than it may be.
func (b *Bundle) whole(name string, most int64) ([]byte, error) {
	r, err := b.Open(name)
	if fault.KindOf(err) == fault.NotFound {
		return nil, fault.New(fault.Invalid, "the archive has no member %q", name)
	}
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var body bytes.Buffer
	if _, err := io.Copy(&body, io.LimitReader(r, most+1)); err != nil {
		return nil, err
	}
	if int64(body.Len()) > most {
		return nil, fault.New(fault.Invalid, "the archive's member %q has more than %d bytes", shown(name), most)
	}
	return body.Bytes(), nil
}
