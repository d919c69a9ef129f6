package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"runtime/debug"
	"strings"

	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/procedure"
	"github.com/muniment/muniment/register"
)

var _ web.Documents = (*desk)(nil)

// extract is the extract of an entry as data.
func (w *press) extract(e *register.Entry, day ipr.Date, langs []locale.Lang) *procedure.Document {
	return &procedure.Document{Form: procedure.Extract, Langs: langs, Office: w.letterhead, Symbol: w.symbol(procedure.Extract), Date: day, Right: procedure.NewBibliography(e)}
}

// Extract makes an unsigned extract; see web.Documents. What would have to be mended before it was signed may be in it.
func (k *desk) Extract(ctx context.Context, e *register.Entry, day ipr.Date, langs []locale.Lang) ([]byte, error) {
	d := k.extract(e, day, langs)
	d.Symbol = "" // it has no number
	pdf, _, err := k.compose(ctx, d)
	return pdf, err
}

// ExtractTag names an unsigned extract by all that goes into it: the filled template, and the program that sets it.
func (k *desk) ExtractTag(e *register.Entry, day ipr.Date, langs []locale.Lang) (string, error) {
	return k.tag(k.extract(e, day, langs))
}

func (k *desk) tag(d *procedure.Document) (string, error) {
	html, version, err := k.templates.Fill(d)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, s := range []string{revision(), strings.Join(k.settings.Program, "\x00"), version, string(html)} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:20]), nil
}

// revision is the version of this program as it was built.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if strings.HasPrefix(s.Key, "vcs.") {
			v += " " + s.Value
		}
	}
	return v
}

// IssueExtract issues the signed extract of an entry as it stands; see web.Documents. Its key is made of what it tells: the entry,
// the template, the letterhead and the languages, without the day and the place in the log.
func (k *desk) IssueExtract(ctx context.Context, e *register.Entry, langs []locale.Lang) (*procedure.Issued, error) {
	from, day := newest(e)
	key, err := k.told(k.extract(e, day, langs))
	if err != nil {
		return nil, err
	}
	if have, err := k.DocumentByKey(ctx, key); fault.KindOf(err) == fault.NotFound {
		if err := k.allow(); err != nil {
			return nil, err
		}
	} else if err == nil && have.Made != nil {
		return k.ByID(ctx, have.ID)
	}
	d := k.extract(e, procedure.Day(k.clock(), zone()), langs)
	if d.Proof, err = k.proof(ctx, from); err != nil {
		return nil, err
	}
	return k.issue(ctx, procedure.Request{Key: key, Document: d, From: from, RightStatus: e.Status, By: "public"})
}

// newest is the place of the newest event of an entry that was received, and its day.
func newest(e *register.Entry) (register.Place, ipr.Date) {
	var last *register.Happening
	for i := range e.Events {
		if h := &e.Events[i]; last == nil || h.ReceivedAt > last.ReceivedAt || h.ReceivedAt == last.ReceivedAt && h.Lane == last.Lane && h.Seq > last.Seq {
			last = h
		}
	}
	if last == nil {
		return register.Place{}, ipr.Date{}
	}
	day, err := ipr.ParseDate(last.ReceivedAt[:10])
	if err != nil {
		day = last.Date()
	}
	return register.Place{Lane: last.Lane, Generation: last.Generation, Seq: last.Seq}, day
}

// proof tells where an event stands in its log, under the newest checkpoint.
func (k *desk) proof(ctx context.Context, at register.Place) (*procedure.Proof, error) {
	logs, err := k.s.Logs(ctx)
	if err != nil {
		return nil, err
	}
	for _, l := range logs {
		if l.Lane == at.Lane && l.Generation == at.Generation && at.Seq < l.Size {
			return &procedure.Proof{Log: l.Origin, Leaf: at.Seq, Size: l.Size, Root: base64.StdEncoding.EncodeToString(l.Root[:]), At: l.SignedAt.In(zone())}, nil
		}
	}
	return nil, nil
}
