package inspect

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
)

// Clam asks a running clamd of ClamAV about files, if the office has one. The bytes go to its socket, and nothing else.
type Clam struct {
	Network string // "unix" or "tcp"
	Address string
}

// Scan streams a file to the scanner and gives the name under which it is known as malware; "" if it is not known.
//
// Errors: Unavailable if the scanner does not answer as it must; those of reading. Source: clamd(8), INSTREAM.
func (c *Clam) Scan(ctx context.Context, r io.Reader) (malware string, err error) {
	conn, err := (&net.Dialer{Timeout: 10 * time.Second}).DialContext(ctx, c.Network, c.Address)
	if err != nil {
		return "", unscanned(err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	w := bufio.NewWriterSize(conn, 64<<10)
	w.WriteString("zINSTREAM\x00")
	piece := make([]byte, 4+32<<10)
	for {
		n, err := io.ReadFull(r, piece[4:])
		if n > 0 {
			binary.BigEndian.PutUint32(piece, uint32(n)) // #nosec G115 -- at most 32 KiB
			if _, err := w.Write(piece[:4+n]); err != nil {
				break // the answer says why
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return "", err
		}
	}
	w.Write([]byte{0, 0, 0, 0})
	w.Flush() // the answer says what went wrong
	answer, err := bufio.NewReader(io.LimitReader(conn, 4096)).ReadString(0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", unscanned(err)
	}
	answer = strings.TrimRight(strings.TrimPrefix(answer, "stream: "), "\x00\n")
	switch name, found := strings.CutSuffix(answer, " FOUND"); {
	case found:
		return name, nil
	case answer == "OK":
		return "", nil
	}
	return "", unscanned(errors.New(answer))
}

func unscanned(err error) error {
	return fault.New(fault.Unavailable, "the scanner for malware does not answer").Because(err)
}
