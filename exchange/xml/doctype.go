package xml

import "bytes"

// documentType passes over the document type declaration at pos by its grammar. Nothing of it is expanded or fetched;
// only the name is kept. Source: XML 1.0, productions 28 to 29 and 75.
func (r *Reader) documentType() error {
	r.pos += len("<!DOCTYPE")
	if err := r.gap(true); err != nil {
		return err
	}
	end, _, err := r.qualified()
	if err != nil {
		return err
	}
	r.doctype = append(r.doctype[:0], r.buf[r.pos:end]...)
	r.pos = end
	if err := r.gap(false); err != nil {
		return err
	}
	switch r.buf[r.pos] {
	case 'S', 'P':
		if err := r.externalID(); err != nil {
			return err
		}
	}
	if r.buf[r.pos] == '[' {
		r.pos++
		if err := r.subset(); err != nil {
			return err
		}
		if err := r.gap(false); err != nil {
			return err
		}
	}
	if r.buf[r.pos] != '>' {
		return r.wrong(r.pos, "the document type declaration does not end where it must")
	}
	r.pos++
	return nil
}

// gap passes over white space and sees that a byte follows. With must, there is at least one.
func (r *Reader) gap(must bool) error {
	for n := 0; ; n++ {
		if err := r.need(1); err != nil {
			return err
		}
		if class[r.buf[r.pos]]&blank == 0 {
			if must && n == 0 {
				return r.wrong(r.pos, "white space is missing in the document type declaration")
			}
			return nil
		}
		r.pos++
	}
}

// qualified says where the name at pos ends, which may have a prefix.
func (r *Reader) qualified() (end, colon int, err error) {
	for {
		end, colon, ok := r.nameAt(r.pos)
		if !ok || end-r.pos > 1<<16 {
			return 0, 0, r.wrong(end, "a name is not a name")
		}
		if end < r.end {
			return end, colon, nil
		}
		if err := r.more(r.pos); err != nil {
			return 0, 0, r.cut(err)
		}
	}
}

// externalID passes over SYSTEM "…" or PUBLIC "…" "…" and white space behind it. It is never fetched.
func (r *Reader) externalID() error {
	key, err := r.word()
	if err != nil {
		return err
	}
	public := string(key) == "PUBLIC"
	if !public && string(key) != "SYSTEM" {
		return r.wrong(r.pos, "the document type declaration names neither SYSTEM nor PUBLIC")
	}
	r.pos += len(key)
	if err := r.gap(true); err != nil {
		return err
	}
	if public {
		if err := r.literal(true); err != nil {
			return err
		}
		if err := r.gap(true); err != nil {
			return err
		}
	}
	if err := r.literal(false); err != nil {
		return err
	}
	return r.gap(false)
}

// literal passes over a quoted literal at pos; public ones have few characters. Source: XML 1.0, production 13.
func (r *Reader) literal(public bool) error {
	quote := r.buf[r.pos]
	if quote != '"' && quote != '\'' {
		return r.wrong(r.pos, "a literal of the document type declaration is not in quotes")
	}
	for r.pos++; ; r.pos++ {
		if err := r.need(1); err != nil {
			return err
		}
		c := r.buf[r.pos]
		if c == quote {
			r.pos++
			return nil
		}
		if public && class[c]&(nameByte|blank) == 0 && bytes.IndexByte([]byte("'()+,/:=?;!*#@$%"), c) < 0 || public && c == '\t' {
			return r.wrong(r.pos, "a public identifier has a character that it may not have")
		}
	}
}

// subset passes over the internal part up to and with its ']'. Quoted literals, comments and processing instructions
// may hold any bracket.
func (r *Reader) subset() error {
	for {
		if err := r.gap(false); err != nil {
			return err
		}
		switch r.buf[r.pos] {
		case ']':
			r.pos++
			return nil
		case '%':
			r.pos++
			name, err := r.word()
			if err != nil {
				return err
			}
			if r.pos += len(name); r.buf[r.pos] != ';' {
				return r.wrong(r.pos, "a percent sign begins no reference")
			}
			r.pos++
		case '<':
			if err := r.need(4); err != nil {
				return err
			}
			var err error
			switch {
			case r.buf[r.pos+1] == '?':
				err = r.instruction()
			case string(r.buf[r.pos:r.pos+4]) == "<!--":
				err = r.comment()
			default:
				err = r.markupDeclaration()
			}
			if err != nil {
				return err
			}
		default:
			return r.wrong(r.pos, "what stands here is no declaration")
		}
	}
}

// markupDeclaration passes over the declaration of an element, attributes, an entity or a notation.
func (r *Reader) markupDeclaration() error {
	if r.buf[r.pos+1] != '!' {
		return r.wrong(r.pos, "what stands here is no declaration")
	}
	r.pos += len("<!")
	key, err := r.word()
	if err != nil {
		return err
	}
	switch string(key) {
	case "ELEMENT", "ATTLIST", "ENTITY", "NOTATION":
	default:
		return r.wrong(r.pos, "what stands here is no declaration")
	}
	r.pos += len(key)
	if err := r.gap(true); err != nil {
		return err
	}
	for {
		if err := r.need(1); err != nil {
			return err
		}
		switch r.buf[r.pos] {
		case '"', '\'':
			if err := r.literal(false); err != nil {
				return err
			}
			continue
		case '>':
			r.pos++
			return nil
		case '<', '[', ']':
			return r.wrong(r.pos, "%q in a declaration", r.buf[r.pos])
		}
		r.pos++
	}
}
