package xml

import "bytes"

// documentType checks the document type declaration at pos and passes over it. Nothing of it is expanded or fetched;
// only the name is kept. Source: XML 1.0, production 28.
func (r *Reader) documentType() error {
	r.pos += len("<!DOCTYPE")
	if err := r.gap(); err != nil {
		return err
	}
	end, err := r.nameEnd()
	if err != nil {
		return err
	}
	r.doctype = append(r.doctype[:0], r.buf[r.pos:end]...)
	r.pos = end
	spaced, err := r.space()
	if err != nil {
		return err
	}
	if c := r.buf[r.pos]; spaced && (c == 'S' || c == 'P') {
		if _, err := r.externalID(false); err != nil {
			return err
		}
	}
	if r.buf[r.pos] == '[' {
		r.pos++
		if err := r.subset(); err != nil {
			return err
		}
		if _, err := r.space(); err != nil {
			return err
		}
	}
	if r.buf[r.pos] != '>' {
		return r.wrong(r.pos, "the document type declaration does not end where it must")
	}
	r.pos++
	return nil
}

// space passes over white space, if there is any, and sees that a byte follows.
func (r *Reader) space() (any bool, err error) {
	for {
		if err := r.need(1); err != nil {
			return any, err
		}
		if class[r.buf[r.pos]]&blank == 0 {
			return any, nil
		}
		r.pos++
		any = true
	}
}

// gap passes over white space that must be there, and sees that a byte follows.
func (r *Reader) gap() error {
	any, err := r.space()
	if err == nil && !any {
		err = r.wrong(r.pos, "white space is missing in the document type declaration")
	}
	return err
}

// nameEnd says where the name at pos ends, which may have a prefix.
func (r *Reader) nameEnd() (int, error) {
	for {
		end, _, ok := r.nameAt(r.pos)
		if !ok {
			return 0, r.wrong(end, "a name is not a name")
		}
		if end-r.pos > longestName {
			return 0, r.wrong(r.pos, "a name is longer than %d bytes", longestName)
		}
		if end < r.end {
			return end, nil
		}
		if err := r.more(r.pos); err != nil {
			return 0, r.cut(err)
		}
	}
}

// externalID passes over SYSTEM "…" or PUBLIC "…" "…", and over white space behind it, if there is any. It is never
// fetched. A notation may leave the second literal of PUBLIC out. Source: XML 1.0, productions 75 and 83.
func (r *Reader) externalID(notation bool) (spaced bool, err error) {
	key, err := r.word()
	if err != nil {
		return false, err
	}
	public := string(key) == "PUBLIC"
	if !public && string(key) != "SYSTEM" {
		return false, r.wrong(r.pos, "the document type declaration names neither SYSTEM nor PUBLIC")
	}
	r.pos += len(key)
	if err := r.gap(); err != nil {
		return false, err
	}
	if public {
		if err := r.literal(true); err != nil {
			return false, err
		}
		spaced, err := r.space()
		if err != nil || notation && r.buf[r.pos] == '>' {
			return spaced, err
		}
		if !spaced {
			return false, r.wrong(r.pos, "white space is missing in the document type declaration")
		}
	}
	if err := r.literal(false); err != nil {
		return false, err
	}
	return r.space()
}

// literal passes over a quoted literal at pos; public ones have few characters. Source: XML 1.0, productions 11 to 13.
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

// subset checks the internal part up to and with its ']'. A parameter entity may be referred to between declarations;
// it is not read. Source: XML 1.0, productions 28a to 29.
func (r *Reader) subset() error {
	for {
		if _, err := r.space(); err != nil {
			return err
		}
		switch r.buf[r.pos] {
		case ']':
			r.pos++
			return nil
		case '%':
			r.pos++
			if err := r.referenceName(); err != nil {
				return err
			}
		case '<':
			if err := r.subsetMarkup(); err != nil {
				return err
			}
		default:
			return r.wrong(r.pos, "what stands here is no declaration")
		}
	}
}

// referenceName passes over the name of a reference and its ';'.
func (r *Reader) referenceName() error {
	name, err := r.word()
	if err != nil {
		return err
	}
	if r.pos += len(name); r.buf[r.pos] != ';' {
		return r.wrong(r.pos, "a reference in the document type declaration does not end with ';'")
	}
	r.pos++
	return nil
}

// subsetMarkup checks the comment, the processing instruction or the declaration at pos.
func (r *Reader) subsetMarkup() error {
	if err := r.need(2); err != nil {
		return err
	}
	if r.buf[r.pos+1] == '?' {
		return r.instruction()
	}
	if is, err := r.starts("<!--"); err != nil {
		return err
	} else if is {
		return r.comment()
	}
	if r.buf[r.pos+1] != '!' {
		return r.wrong(r.pos, "what stands here is no declaration")
	}
	r.pos += len("<!")
	key, err := r.word()
	if err != nil {
		return err
	}
	begin := r.pos
	r.pos += len(key)
	switch string(key) {
	case "ELEMENT":
		err = r.elementType()
	case "ATTLIST":
		err = r.attributeList()
	case "ENTITY":
		err = r.entity()
	case "NOTATION":
		err = r.notation()
	default:
		return r.wrong(begin, "what stands here is no declaration")
	}
	if err != nil {
		return err
	}
	if _, err := r.space(); err != nil {
		return err
	}
	if r.buf[r.pos] != '>' {
		return r.misplaced()
	}
	r.pos++
	return nil
}

// misplaced refuses what stands at pos within a declaration.
func (r *Reader) misplaced() error {
	return r.wrong(r.pos, "what stands here has no place in this declaration")
}
