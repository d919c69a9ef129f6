package witness

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register/note"
)

// StaleError says that the witness cosigned another size last than the request said; ask again from there.
type StaleError struct{ Size int64 }

// Error tells the size.
func (e *StaleError) Error() string {
	return "the witness cosigned size " + strconv.FormatInt(e.Size, 10) + " last"
}

// maxAnswer is the greatest length of an answer that is read.
const maxAnswer = 64 << 10

// client follows no redirection: a witness is asked where the policy says, and nowhere else.
var client = &http.Client{
	Timeout:       20 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Cosign asks the witness at the address for cosignatures of a signed checkpoint, with the proof that it continues the one
// of size old, which it cosigned last. It gives those signature lines that are of the key and hold over the checkpoint.
//
// Errors: *StaleError; Conflict if the witness says that the log has forked; Invalid if it refuses the request or answers
// what is no valid cosignature; Unavailable if it cannot be reached or fails.
func Cosign(ctx context.Context, url string, key note.Key, checkpoint []byte, old int64, proof []tlog.Hash) ([]note.Signature, error) {
	n, err := note.Parse(checkpoint)
	if err != nil {
		return nil, err
	}
	body := note.FormatRequest(old, proof, checkpoint)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(url, "/")+"/add-checkpoint", bytes.NewReader(body))
	if err != nil {
		return nil, fault.New(fault.Invalid, "the witness has no address that can be asked").Because(err)
	}
	r.Header.Set("Content-Type", "text/plain; charset=utf-8")
	answer, err := client.Do(r)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the witness cannot be reached").Because(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	if err != nil || len(text) > maxAnswer {
		return nil, fault.New(fault.Unavailable, "the witness's answer cannot be read").Because(err)
	}
	switch status := answer.StatusCode; {
	case status == http.StatusOK:
		return cosignatures(n.Text, key, string(text))
	case status == http.StatusConflict && answer.Header.Get("Content-Type") == sizeType:
		digits, ok := strings.CutSuffix(string(text), "\n")
		size, err := strconv.ParseInt(digits, 10, 64)
		if !ok || err != nil || size < 0 || size > note.MaxSize {
			return nil, fault.New(fault.Invalid, "the witness tells no size that can be read")
		}
		return nil, &StaleError{Size: size}
	case status == http.StatusConflict:
		return nil, fault.New(fault.Conflict, "the witness has cosigned another tree of this size: the log has forked")
	case status >= 500 || status == http.StatusTooManyRequests:
		return nil, fault.New(fault.Unavailable, "the witness answers %d", status)
	default:
		return nil, fault.New(fault.Invalid, "the witness refuses with %d: %.200q", status, text)
	}
}

// cosignatures picks the valid lines of the key out of an answer.
func cosignatures(text string, key note.Key, answer string) ([]note.Signature, error) {
	lines, err := note.ParseSignatures(answer)
	if err != nil {
		return nil, err
	}
	var ours []note.Signature
	for _, s := range lines {
		if s.Name == key.Name && s.KeyID == key.ID {
			ours = append(ours, s)
		}
	}
	n := note.Note{Text: text, Signatures: ours}
	if _, err := n.Verify([]note.Key{key}); err != nil {
		return nil, err
	}
	if len(ours) == 0 {
		return nil, fault.New(fault.Invalid, "the witness has not signed with the key %s of the policy", key.KeyID())
	}
	return ours, nil
}
