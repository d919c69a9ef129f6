package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
)

// letters verifies the outbox: what waits can be opened, what was sent or refused is empty. It reads what was there when it began, and passes
// over what was sent meanwhile.
func (v *verifier) letters() error {
	var box *Outbox // the vault has a key of it once there was a letter
	rows, err := v.s.read.QueryContext(v.ctx, `SELECT id, state, body FROM outbox ORDER BY made_at, id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, state string
		var body []byte
		if err := rows.Scan(&id, &state, &body); err != nil {
			return err
		}
		switch state {
		case "waiting":
			if box == nil {
				if box, err = v.s.Outbox(v.ctx); err != nil {
					return err
				}
			}
			var l office.Letter
			plain, err := show(box.key.aead, body, id)
			if err == nil {
				err = json.Unmarshal(plain, &l)
			}
			if err != nil {
				v.find("", "letter "+id, -1, "it waits and cannot be opened")
			}
		case "sent", "refused":
			if len(body) > 0 {
				v.find("", "letter "+id, -1, "it is %s and was not emptied", state)
			}
		default:
			v.find("", "letter "+id, -1, "%q is no state of a letter", state)
		}
	}
	return rows.Err()
}

// scans verifies the scans of powers of attorney: each can be opened, and is what its name says.
func (v *verifier) scans() error {
	rows, err := v.s.read.QueryContext(v.ctx, `SELECT sha256 FROM scan ORDER BY sha256`)
	if err != nil {
		return err
	}
	var names []string
	for rows.Next() {
		var sha string
		if err := rows.Scan(&sha); err != nil {
			rows.Close()
			return err
		}
		names = append(names, sha)
	}
	if err := errors.Join(rows.Close(), rows.Err()); err != nil {
		return err
	}
	for _, sha := range names {
		what, err := v.scan(sha)
		if err != nil {
			return err
		}
		if what != "" {
			v.find("", "scan "+sha, -1, "%s", what)
		}
	}
	return nil
}

// scan tells what is wrong with a scan; "" if nothing is.
func (v *verifier) scan(sha string) (string, error) {
	r, err := v.s.OpenScan(v.ctx, sha)
	if fault.KindOf(err) == fault.NotFound || fault.KindOf(err) == fault.Internal && ofFault(err) {
		return "its file is missing", nil
	}
	if err != nil {
		return "", err
	}
	defer r.Close()
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil && v.ctx.Err() != nil {
		return "", err
	} else if err != nil || hex.EncodeToString(h.Sum(nil)) != sha {
		return "it cannot be opened, or was changed", nil
	}
	return "", nil
}
