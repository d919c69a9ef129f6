package web

import (
	"encoding/json"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Ahead is something that lies in the future of an entry.
type Ahead struct {
	What string
	Date template.HTML
	day  ipr.Date
}

// ActView is one act on the thread.
type ActView struct {
	Anchor string
	Seal   template.HTML
	Title  string
	Date   template.HTML
	Pairs  []Pair // what the act says
	Proof  Proof
}

// Pair is a thing that an act tells, with its name.
type Pair struct {
	Label string
	Value template.HTML
}

// Proof is what a seal opens to.
type Proof struct {
	Says      string // what the proof shows
	Leaf      string
	Received  template.HTML
	Tree      template.HTML // size and root of the tree, witnesses and origin of the log: rows of a list
	Documents []register.Document
	Rest      []Pair // other disclosures of the act, as they stand
	Command   string
	Receipt   string // address
}

// ToldView is a line of the past that a file tells.
type ToldView struct {
	Date     template.HTML
	Text     string
	Code     string
	Category string
}

// anchor names an act on the page of its entry.
func anchor(h *register.Happening) string { return string(h.Lane) + "-" + strconv.FormatInt(h.Seq, 10) }

// received is the moment at which an event entered its log.
func (v *viewer) received(h *register.Happening) template.HTML {
	at, err := time.Parse(register.TimeLayout, h.ReceivedAt)
	if err != nil {
		return template.HTML(template.HTMLEscapeString(h.ReceivedAt)) // #nosec G203 -- escaped
	}
	return template.HTML(`<time class="moment" datetime="` + at.Format(register.TimeLayout) + `">` + locale.Moment(v.lang, at.In(v.Office.Zone)) + `</time>`) // #nosec G203 -- digits and names of months
}

// ahead lists what is to come, the farthest first.
func (v *viewer) ahead() []Ahead {
	var list []Ahead
	add := func(key string, d ipr.Date) {
		if d.Compare(v.day) > 0 {
			list = append(list, Ahead{What: v.t(key), Date: timeTag(v.lang, d), day: d})
		}
	}
	if v.entry.Status.Phase() == "live" {
		key := "entry.ahead.expiry"
		if v.technical() {
			key = "entry.ahead.term" // it cannot be renewed
		}
		add(key, v.entry.Expiry)
	}
	for _, d := range v.entry.Deadlines {
		if slices.Contains(periods, d.What) {
			key := strings.NewReplacer(" ", "_", "-", "_").Replace(d.What)
			add("entry.ahead."+key+".opens", d.Opens)
			if d.What != "renewal" || d.Date != v.entry.Expiry {
				add("entry.ahead."+key+".ends", d.Date)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Ahead) int { return b.day.Compare(a.day) })
	return list
}

// acts lists the acts, newest first, and the stamp of the plate: the newest act that registered or renewed the right.
func (v *viewer) acts() ([]ActView, *Stamp) {
	events := v.entry.Events
	list := make([]ActView, 0, len(events))
	var stamp *Stamp
	news := newsOf(events)
	for i := len(events) - 1; i >= 0; i-- {
		h := &events[i]
		style := ""
		switch {
		case h.Act == "":
			style = "doubt"
		case h.Lane == register.Library:
			style = "copy"
		case h.Party:
			style = "party"
		}
		a := ActView{Anchor: anchor(h), Seal: seal(h.Face, style), Title: v.actTitle(h.Act, v.entry.Kind), Date: timeTag(v.lang, h.Date())}
		a.Pairs = v.pairs(h, news[i])
		a.Proof = v.proofs.proof(v, h)
		list = append(list, a)
		if stamp == nil && h.Act == "register" && v.entry.Status.Phase() == "live" {
			stamp = &Stamp{Seal: a.Seal, Anchor: a.Anchor, Label: v.t("entry.stamp", "leaf", locale.Number(v.lang, h.Seq))}
		}
	}
	return list, stamp
}

// actTitle is an act's name; an act that we have no name for is shown by its code.
func (v *viewer) actTitle(code string, k ipr.Kind) string {
	if code == "" {
		return v.t("entry.silent")
	}
	if t, ok := locale.Lookup(v.lang, "act."+code+"."+string(k)); ok {
		return t
	}
	if t, ok := locale.Lookup(v.lang, "act."+code); ok {
		return t
	}
	return code
}

// news is what an act tells of parties and publications that no act before it told: an act tells all of them as they
// stand after it.
type news struct {
	parties      []register.Party
	publications []register.Publication
}

// newsOf gives the news of each event.
func newsOf(events []register.Happening) []news {
	type person struct {
		role ipr.Role
		name string
	}
	list := make([]news, len(events))
	known, out := map[person]bool{}, map[register.Publication]bool{}
	for i := range events {
		if events[i].Changes == nil {
			continue
		}
		for _, p := range events[i].Changes.Parties {
			if k := (person{p.Role, p.Name}); !known[k] {
				known[k] = true
				list[i].parties = append(list[i].parties, p)
			}
		}
		for _, p := range events[i].Changes.Publications {
			if !out[p] {
				out[p] = true
				list[i].publications = append(list[i].publications, p)
			}
		}
	}
	return list
}

// pairs tells what an act says about the right, in short.
func (v *viewer) pairs(h *register.Happening, n news) []Pair {
	var list []Pair
	add := func(key string, value template.HTML) { list = append(list, Pair{v.t(key), value}) }
	if h.Act == "import" {
		var g register.Ground
		if json.Unmarshal(h.Public["ground"], &g) == nil && g.Document != "" {
			add("entry.pair.document", template.HTML(`<code title="`+template.HTMLEscapeString(g.Document)+`">`+template.HTMLEscapeString(firstRunes(g.Document, 12))+`…</code>`)) // #nosec G203 -- escaped
			add("entry.pair.place", text(locale.Number(v.lang, g.Record+1)))
			if !g.Version.IsZero() {
				add("entry.pair.version", timeTag(v.lang, g.Version))
			}
		}
		return list
	}
	c := h.Changes
	if c == nil {
		return list
	}
	if c.Registration != nil {
		add("entry.pair.registration", text(ipr.PrintNumber(v.entry.Office, v.entry.Kind, ipr.RegistrationNumber, c.Registration.Number)))
	}
	if c.Mark != nil && c.Mark.Text != "" {
		add("entry.pair.mark", specimen(c.Mark.Text, nil))
	}
	if c.Title != "" {
		add("entry.pair.title", named(c.Title))
	}
	for _, p := range n.parties {
		list = append(list, Pair{v.role(p.Role), named(p.Name)})
	}
	if classes := inOrder(c.Classes); len(classes) > 0 {
		add("entry.pair.classes", text(locale.List(v.lang, classes)))
	}
	if len(c.IPC) > 0 {
		add("entry.pair.ipc", named(locale.List(v.lang, c.IPC)))
	}
	if n := max(c.Claims, len(c.ClaimTexts)); n > 0 {
		add("entry.pair.claims", text(locale.Number(v.lang, int64(n))))
	}
	if len(c.Designs) > 0 {
		add("entry.pair.designs", text(locale.Number(v.lang, int64(len(c.Designs)))))
	}
	for _, p := range n.publications {
		if p.Number != "" && v.technical() {
			add("entry.pair.published", named(documentNumber(p.Office, p.Number, p.Kind)))
		} else if p.Number != "" {
			add("entry.pair.publication", named(p.Number))
		}
	}
	if !c.Expiry.IsZero() {
		add("entry.pair.expiry", timeTag(v.lang, c.Expiry))
	}
	if c.Status != "" {
		add("entry.pair.status", text(v.t("common.status."+string(c.Status))))
	}
	return list
}

// role names a party's part; a part that we have no word for is shown as it stands.
func (v *viewer) role(r ipr.Role) string {
	if t, ok := locale.Lookup(v.lang, "common.role."+string(r)); ok {
		return t
	}
	return string(r)
}

// told lists what the source's file tells of the past, newest first; it has no seals.
func (v *viewer) told() []ToldView {
	list := make([]ToldView, 0, len(v.entry.History))
	for _, h := range v.entry.History {
		t := ToldView{Date: timeTag(v.lang, h.Date), Text: h.Text, Code: h.Code}
		if t.Text == "" {
			t.Text, t.Code = h.Code, ""
		}
		if term, ok := ipr.EventCategory(h.Category); ok {
			t.Category = term.In(v.lang)
		}
		list = append(list, t)
	}
	order := v.entry.History
	at := make([]int, len(list))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(a, b int) int { return order[b].Date.Compare(order[a].Date) })
	sorted := make([]ToldView, len(list))
	for i, j := range at {
		sorted[i] = list[j]
	}
	return sorted
}

// proof tells of an event's place in its log.
func (set proofSet) proof(v *viewer, h *register.Happening) Proof {
	p := set[h.Log]
	generation := h.Log[strings.LastIndexByte(h.Log, '/')+1:]
	seq := strconv.FormatInt(h.Seq, 10)
	q := Proof{Leaf: locale.Number(v.lang, h.Seq), Received: v.received(h), Tree: p.young}
	if h.Seq < p.witnessed {
		q.Tree = p.seen
	}
	q.Says = v.t("entry.proof." + string(h.Lane))
	if h.Act == "" {
		q.Says = v.t("entry.proof.silent")
		return q
	}
	file := fileName(v.entry.ID.Number) + "." + seq + ".json"
	q.Command = "muniment verify --receipt " + file + " --policy " + strings.ToLower(string(v.Office.Code)) + ".policy"
	q.Receipt = "/receipt/" + string(h.Lane) + "/" + generation + "/" + seq
	if raw, ok := h.Public["documents"]; ok {
		_ = json.Unmarshal(raw, &q.Documents) // what cannot be read as documents is not shown as such
	}
	for _, name := range []string{"actor", "ground", "rule", "corrects"} {
		if raw, ok := h.Public[name]; ok && !(name == "ground" && h.Act == "import") {
			q.Rest = append(q.Rest, Pair{v.t("entry.proof." + name), plain(raw)})
		}
	}
	return q
}

// plain writes a disclosed value: a string or list of strings as words, anything else as it stands.
func plain(raw json.RawMessage) template.HTML {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return named(s)
	}
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return named(strings.Join(list, ", "))
	}
	return template.HTML("<code>" + template.HTMLEscapeString(string(raw)) + "</code>") // #nosec G203 -- escaped
}

// fileName makes a name of a file of a number: letters, digits, dots and hyphens.
func fileName(number string) string {
	b := []byte(number)
	for i, c := range b {
		if c != '-' && c != '.' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			b[i] = '-'
		}
	}
	return strings.TrimLeft(string(b), ".-")
}

// writeActs writes the acts, newest first.
func (v *viewer) writeActs(list []ActView) template.HTML {
	m := markup{b: make([]byte, 0, 2048*len(list))}
	for i := range list {
		a := &list[i]
		m.raw(`<li id="`, a.Anchor, `">`)
		m.html(a.Seal)
		m.raw("<h3>")
		m.text(a.Title)
		m.raw(`</h3><p><span class="quiet">`)
		m.html(a.Date)
		m.raw(".</span>")
		for _, p := range a.Pairs {
			m.raw(" ")
			m.text(p.Label)
			m.raw(": ")
			m.html(p.Value)
			m.raw(".")
		}
		m.raw("</p>")
		v.writeProof(&m, &a.Proof)
		m.raw("</li>\n")
	}
	return m.done()
}

// writeProof writes what a seal opens to.
func (v *viewer) writeProof(m *markup, p *Proof) {
	row := func(label string, value template.HTML) {
		m.raw("<div><dt>")
		m.text(label)
		m.raw("</dt><dd>")
		m.html(value)
		m.raw("</dd></div>")
	}
	m.raw(`<details class="proof"><summary><span class="open">`)
	m.text(v.t("entry.open_seal"))
	m.raw(`</span><span class="shut">`)
	m.text(v.t("entry.shut_seal"))
	m.raw(`</span><span class="sr">: `)
	m.text(v.t("entry.leaf", "leaf", p.Leaf))
	m.raw("</span></summary><div><p>")
	m.text(p.Says)
	m.raw("</p><dl>")
	row(v.t("entry.proof.leaf"), text(p.Leaf))
	row(v.t("entry.proof.received"), p.Received)
	m.html(p.Tree)
	for _, r := range p.Rest {
		row(r.Label, r.Value)
	}
	for _, d := range p.Documents {
		row(v.t("entry.proof.document"), named(d.Name)+", SHA-256 <code>"+text(d.SHA256)+"</code>")
	}
	m.raw("</dl>")
	if p.Command != "" {
		m.raw("<p>")
		m.text(v.t("entry.proof.check"))
		m.raw(`</p><pre tabindex="0">`)
		m.text(p.Command)
		m.raw(`</pre><ul class="row links"><li><a href="`)
		m.text(p.Receipt)
		m.raw(`">`)
		m.text(v.t("entry.proof.receipt"))
		m.raw(`</a></li><li><a href="/log/policy">`)
		m.text(v.t("entry.proof.policy"))
		m.raw(`</a></li><li><a href="/log/#check">`)
		m.text(v.t("entry.proof.how"))
		m.raw("</a></li></ul>")
	}
	m.raw("</div></details>")
}

// writeAhead writes what is to come.
func (v *viewer) writeAhead(list []Ahead) template.HTML {
	var m markup
	for _, a := range list {
		m.raw(`<li class="ahead"><svg class="seal next" viewBox="0 0 24 24" aria-hidden="true">`, sealBody, "</svg><h3>")
		m.text(a.What)
		m.raw(`</h3><p><span class="quiet">`)
		m.html(a.Date)
		m.raw(".</span> ")
		m.text(v.t("entry.not_yet"))
		m.raw("</p></li>\n")
	}
	return m.done()
}

// A long past is folded: the page shows the newest lines and the number of the others.
const (
	longPast  = 14
	shownPast = 8
)

// writeTold writes what a file tells of the past, under dots instead of seals.
func (v *viewer) writeTold(list []ToldView) template.HTML {
	m := markup{b: make([]byte, 0, 400*len(list))}
	if len(list) <= longPast {
		v.writeToldLines(&m, list)
		return m.done()
	}
	v.writeToldLines(&m, list[:shownPast])
	m.raw(`<li class="folded"><details><summary>`)
	m.text(v.t("entry.earlier", "n", len(list)-shownPast))
	m.raw(`</summary><ol class="thread">`)
	v.writeToldLines(&m, list[shownPast:])
	m.raw("</ol></details></li>\n")
	return m.done()
}

func (v *viewer) writeToldLines(m *markup, list []ToldView) {
	for _, t := range list {
		m.raw(`<li><svg class="seal told" viewBox="0 0 24 24" aria-hidden="true"><path class="cut" d="M4 4H20V20H4Z"/><circle cx="12" cy="12" r="5"/></svg><h3`)
		if len(t.Text) > 90 {
			m.raw(` class="long"`)
		}
		m.raw(">")
		m.name(t.Text)
		m.raw("</h3><p>")
		if t.Date != "" {
			m.raw(`<span class="quiet">`)
			m.html(t.Date)
			m.raw(".</span> ")
		}
		if t.Category != "" {
			m.text(t.Category)
			m.raw(". ")
		}
		if t.Code != "" {
			m.raw("<code>")
			m.name(t.Code)
			m.raw("</code> ")
		}
		m.raw(`<span class="sr">`)
		m.text(v.t("entry.told"))
		m.raw("</span></p></li>\n")
	}
}
