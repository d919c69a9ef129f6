package inspect_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/muniment/muniment/adapter/inspect"
	"github.com/muniment/muniment/internal/fault"
)

// clamd is a server that speaks as clamd does: it knows one word as malware, takes only so many bytes, and answers one request.
func clamd(t *testing.T, network, address string) net.Listener {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				in := bufio.NewReader(c)
				if command, err := in.ReadString(0); err != nil || command != "zINSTREAM\x00" {
					io.WriteString(c, "UNKNOWN COMMAND\x00")
					return
				}
				var all bytes.Buffer
				for {
					var n uint32
					if binary.Read(in, binary.BigEndian, &n) != nil {
						return
					}
					if n == 0 {
						break
					}
					if all.Len()+int(n) > 1<<20 {
						io.WriteString(c, "INSTREAM size limit exceeded. ERROR\x00")
						return
					}
					if _, err := io.CopyN(&all, in, int64(n)); err != nil {
						return
					}
				}
				if bytes.Contains(all.Bytes(), []byte("KNOWN-MALWARE")) {
					io.WriteString(c, "stream: Test.Signature FOUND\x00")
					return
				}
				io.WriteString(c, "stream: OK\x00")
			}()
		}
	}()
	return l
}

func TestScannerIsAskedByItsSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	clamd(t, "unix", path)
	tcp := clamd(t, "tcp", "127.0.0.1:0").Addr().String()
	for _, c := range []*inspect.Clam{{Network: "unix", Address: path}, {Network: "tcp", Address: tcp}} {
		if name, err := c.Scan(t.Context(), strings.NewReader(strings.Repeat("clean ", 30_000))); name != "" || err != nil {
			t.Errorf("%s: what is clean is %q, %v", c.Network, name, err)
		}
		if name, err := c.Scan(t.Context(), strings.NewReader(strings.Repeat("x", 90_000)+"KNOWN-MALWARE")); name != "Test.Signature" || err != nil {
			t.Errorf("%s: what is known is %q, %v", c.Network, name, err)
		}
		if _, err := c.Scan(t.Context(), strings.NewReader(strings.Repeat("x", 4<<20))); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%s: what is too large for the scanner gives %v", c.Network, err)
		}
	}
	broken := iotest.ErrReader(io.ErrNoProgress)
	if _, err := (&inspect.Clam{Network: "tcp", Address: tcp}).Scan(t.Context(), broken); err == nil || fault.KindOf(err) == fault.Unavailable {
		t.Errorf("a file that cannot be read gives %v", err)
	}
	if _, err := (&inspect.Clam{Network: "unix", Address: path + "x"}).Scan(t.Context(), strings.NewReader("x")); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a scanner that is not there gives %v", err)
	}
}
