package xml_test

import (
	"fmt"
	"io"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange/xml"
)

// attacks are hostile documents: head, then part again and again up to the size, then tail. A "%d" in part is a number
// that grows. A head that begins with a byte order mark is one of UTF-16. A want of "" says that there is nothing to refuse.
var attacks = []struct {
	name, head, part, tail string
	want                   string
}{
	{"elements within elements", "", "<a>", "", "128 deep"},
	{"elements of long names within elements", "", "<" + strings.Repeat("a", 60000) + ">", "", "128 deep"},
	{"small elements", "<a>", "<b/>", "</a>", ""},
	{"small elements with prefixes", "<a xmlns:p='u'>", "<p:b/>", "</a>", ""},
	{"elements of many names", "<a>", "<b%d/>", "</a>", ""},
	{"a name without end", "<", "abcdefgh", "", "longer than 65536"},
	{"a name without end in UTF-16", "\ufeff<", "abcdefgh", "", "longer than 65536"},
	{"long names", "<a>", "<" + strings.Repeat("b", 65000) + "/>", "</a>", ""},
	{"attributes without end", "<a", " b%d=''", "", "more than 256 attributes"},
	{"as many attributes as allowed", "<a>", "<b" + numbers(256, " a%d=''") + "/>", "</a>", ""},
	{"as many attributes with prefixes as allowed", "<a xmlns:p='u' xmlns:q='v'>", "<b" + numbers(128, " p:a%d='' q:a%d=''") + "/>", "</a>", ""},
	{"attributes of one name and many namespaces", "<a" + numbers(60, " xmlns:p%d='u%d"+strings.Repeat("x", 60000)+"'") + ">", "<b" + numbers(60, " p%d:a=''") + "/>", "</a>", ""},
	{"attributes of one hash", "<a>", "<b" + colliding(256) + "/>", "</a>", ""},
	{"a value without end", "<a b='", "abcdefgh", "", "longer than 4194304"},
	{"long values", "<a>", "<b c='" + strings.Repeat("&amp;\n", 170000) + "'/>", "</a>", ""},
	{"as many long values as a tag holds", "<a>", "<b c='" + strings.Repeat("x", 1<<20-2) + "' d='" + strings.Repeat("&lt;", 1<<18) + "' e='" + strings.Repeat("\r\n", 1<<18) + "' f=''/>", "</a>", ""},
	{"namespaces without end", "", "<a xmlns='u%d'>", "", "64 declarations"},
	{"namespaces of long names", "", "<a xmlns='" + strings.Repeat("u", 60000) + "%d'>", "", "64 declarations"},
	{"namespaces of long prefixes", "", "<a xmlns:p" + strings.Repeat("p", 3<<20) + "%d='u'>", "", "a name is longer than 65536"},
	{"as many namespaces as allowed", "<a>", "<b" + numbers(64, " xmlns:p%d='u'") + "/>", "</a>", ""},
	{"many uses of many namespaces", "<a" + numbers(64, " xmlns:p%d='u%d'") + ">", numbers(64, "<p%d:b/>"), "</a>", ""},
	{"text without end", "<a>", "abcdefgh\r\n", "", "longer than 67108864"},
	{"text without end in UTF-16", "\ufeff<a>", "abcdefgh\r\n", "", "ends within"},
	{"references", "<a>", "<b>&#60;&amp;</b>", "</a>", ""},
	{"ampersands", "<a>", strings.Repeat("x", 60000) + "&amp;<b/>", "</a>", ""},
	{"a reference without end", "<a>&#", "0", "", "longer than 4194304"},
	{"ends of sections in text", "<a>", "]]&gt;]] ]>", "", "longer than 67108864"},
	{"sections", "<a>", "<![CDATA[x]]>", "</a>", ""},
	{"a section without end", "<a><![CDATA[", "abcdefg]]", "", "longer than 67108864"},
	{"a comment without end", "<!--", "- abcdef\n", "", "no root element"},
	{"comments", "<a>", "<!---->", "</a>", ""},
	{"an instruction without end", "<?p ", "? abcdef", "", "no root element"},
	{"instructions", "<a>", "<?p?>", "</a>", ""},
	{"white space in a tag without end", "<a ", "\r\n\t ", "", "longer than 4194304"},
	{"white space in an end-tag without end", "<a></a ", "\r\n\t ", "", "longer than 4194304"},
	{"white space in end-tags", "<a>", "<b></b" + strings.Repeat(" ", 4<<20-100) + ">", "</a>", ""},
	{"line ends that are two characters", "<a>", strings.Repeat("\r\n", 1000) + "<b/>", "</a>", ""},
	{"entities that are never used", "<!DOCTYPE a [", "<!ENTITY e%d '&e;&e;&e;&e;'>", "]><a/>", ""},
	{"entities that would multiply", "<!DOCTYPE a [<!ENTITY e0 'x'>" + bomb(30) + "]><a>", "&e30;", "</a>", `the entity "e30"`},
	{"an entity without end", "<!DOCTYPE a [<!ENTITY e '", "abcdefgh", "", "no root element"},
	{"references to parameter entities", "<!DOCTYPE a [", "%p;", "]><a/>", ""},
	{"a content model without end", "<!DOCTYPE a [<!ELEMENT a (b", "|b", "", "no root element"},
	{"groups within groups", "<!DOCTYPE a [<!ELEMENT a ", "(", "", "128 groups"},
	{"a list of attributes without end", "<!DOCTYPE a [<!ATTLIST a", " b%d CDATA ''", "", "no root element"},
	{"a public identifier without end", "<!DOCTYPE a PUBLIC '", "abcdefgh", "", "no root element"},
}

// numbers puts the numbers below n into part, one behind the other.
func numbers(n int, part string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(part, "%d", fmt.Sprint(i)))
	}
	return b.String()
}

// colliding gives n attributes whose names are the same to a hash that adds and multiplies by 31, as many do.
func colliding(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(" a")
		for bit := range 8 {
			b.WriteString([]string{"Aa", "BB"}[i>>bit&1])
		}
		b.WriteString("=''")
	}
	return b.String()
}

// bomb declares n entities, each of ten times the one before.
func bomb(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "<!ENTITY e%d '%s'>", i+1, strings.Repeat(fmt.Sprintf("&e%d;", i), 10))
	}
	return b.String()
}

// hostile gives an attack of about that size. It is made on the way and needs no memory of its own.
func hostile(i, size int) io.Reader {
	a := attacks[i]
	head, wide := strings.CutPrefix(a.head, "\ufeff")
	block := a.part
	if strings.Contains(a.part, "%d") {
		block = numbers(1<<20/len(a.part)+1, a.part)
	}
	doc := func(size int) io.Reader {
		return io.MultiReader(strings.NewReader(head), io.LimitReader(&loop{part: block}, int64(size/len(block)*len(block))), strings.NewReader(a.tail))
	}
	if wide {
		return io.MultiReader(strings.NewReader("\xfe\xff"), widener{doc(size / 2)})
	}
	return doc(size)
}

// loop gives part again and again.
type loop struct {
	part string
	at   int
}

// Read implements io.Reader.
func (l *loop) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		c := copy(p[n:], l.part[l.at:])
		n += c
		l.at = (l.at + c) % len(l.part)
	}
	return n, nil
}

// widener makes UTF-16 of ASCII.
type widener struct{ src io.Reader }

// Read implements io.Reader.
func (w widener) Read(p []byte) (int, error) {
	n, err := w.src.Read(p[:len(p)/2])
	for i := n - 1; i >= 0; i-- {
		p[2*i], p[2*i+1] = 0, p[i]
	}
	return 2 * n, err
}

// watched gives what src has in pieces as a decompressor would, and looks on the way at how large the heap is.
type watched struct {
	src  io.Reader
	most uint64
	heap [1]metrics.Sample
}

func (w *watched) look() uint64 {
	w.heap[0].Name = "/memory/classes/heap/objects:bytes"
	metrics.Read(w.heap[:])
	w.most = max(w.most, w.heap[0].Value.Uint64())
	return w.heap[0].Value.Uint64()
}

// Read implements io.Reader.
func (w *watched) Read(p []byte) (int, error) {
	w.look()
	return w.src.Read(p[:min(len(p), 32<<10)])
}

// readAll reads a document to its end by Next, or its elements by Value.
func readAll(r *xml.Reader, values bool) error {
	for {
		k, err := r.Next()
		if err == nil && values && k == xml.Start {
			_, _, err = r.Value()
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// TestHostileDocumentsNeedLittleMemory reads documents of 100 MB in 64 MiB, whatever they hold. With the race detector,
// which is slow, they are so small that most of the limits are not reached.
func TestHostileDocumentsNeedLittleMemory(t *testing.T) {
	for i, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			for _, values := range []bool{false, true} {
				if values && strings.Contains(a.part, "<") {
					continue // the values are no longer than a part
				}
				runtime.GC()
				src := &watched{src: hostile(i, hostileSize)}
				before := src.look()
				err := readAll(xml.NewReader(src, xml.Limits{}), values)
				src.look()
				if whole := hostileSize > 64<<20; whole && ((err == nil) != (a.want == "") || err != nil && !values && !strings.Contains(err.Error(), a.want)) {
					t.Errorf("got %v, want %s", err, a.want)
				}
				if used := src.most - before; used > 64<<20 {
					t.Errorf("%d MiB of memory", used>>20)
				}
			}
		})
	}
}

// BenchmarkHostile tells how long the documents take.
func BenchmarkHostile(b *testing.B) {
	for i, a := range attacks {
		b.Run(strings.ReplaceAll(a.name, " ", "-"), func(b *testing.B) {
			b.SetBytes(hostileSize)
			for b.Loop() {
				if err := readAll(xml.NewReader(hostile(i, hostileSize), xml.Limits{}), false); (err == nil) != (a.want == "") {
					b.Fatal(err)
				}
			}
		})
	}
}
