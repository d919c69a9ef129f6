package xml

// elementType checks the rest of a declaration <!ELEMENT, up to its end. Source: XML 1.0, productions 45 and 46.
func (r *Reader) elementType() error {
	if err := r.declaredName(); err != nil {
		return err
	}
	if err := r.gap(); err != nil {
		return err
	}
	if r.buf[r.pos] == '(' {
		return r.model()
	}
	return r.keyword("EMPTY", "ANY")
}

// declaredName passes over white space and a name that may have a prefix.
func (r *Reader) declaredName() error {
	if err := r.gap(); err != nil {
		return err
	}
	end, err := r.nameEnd()
	r.pos = max(r.pos, end)
	return err
}

// keyword passes over a word that is one of several.
func (r *Reader) keyword(words ...string) error {
	got, err := r.word()
	if err != nil {
		return err
	}
	for _, w := range words {
		if string(got) == w {
			r.pos += len(got)
			return nil
		}
	}
	return r.misplaced()
}

// model checks a content model at pos. For each group that is open, models holds what parts its members: '|' or ','; or
// zero if that has not been seen. Source: XML 1.0, productions 47 to 51.
func (r *Reader) model() error {
	r.models = r.models[:0]
	for {
		if _, err := r.space(); err != nil {
			return err
		}
		switch r.buf[r.pos] {
		case '(':
			if len(r.models) == r.lim.Depth {
				return r.wrong(r.pos, "a content model has more than %d groups within each other", r.lim.Depth)
			}
			r.models = append(r.models, 0)
			r.pos++
			continue
		case '#':
			if len(r.models) != 1 || r.models[0] != 0 {
				return r.misplaced()
			}
			return r.mixed()
		}
		end, err := r.nameEnd()
		if err != nil {
			return err
		}
		r.pos = end
		if done, err := r.memberEnd(); done || err != nil {
			return err
		}
	}
}

// memberEnd passes over what may stand behind the member of a group: how often it occurs, the ends of groups, and what
// parts it from the next. It reports whether the outermost group has ended.
func (r *Reader) memberEnd() (bool, error) {
	for {
		if err := r.need(1); err != nil {
			return false, err
		}
		if c := r.buf[r.pos]; c == '?' || c == '*' || c == '+' {
			r.pos++
		}
		last := len(r.models) - 1
		if last < 0 {
			return true, nil
		}
		if _, err := r.space(); err != nil {
			return false, err
		}
		switch c := r.buf[r.pos]; {
		case c == ')':
			r.pos++
			r.models = r.models[:last]
		case (c == '|' || c == ',') && (r.models[last] == 0 || r.models[last] == c):
			r.pos++
			r.models[last] = c
			return false, nil
		default:
			return false, r.misplaced()
		}
	}
}

// mixed checks a model of text and elements from its "#PCDATA".
func (r *Reader) mixed() error {
	r.pos++
	if err := r.keyword("PCDATA"); err != nil {
		return err
	}
	for elements := false; ; elements = true {
		if _, err := r.space(); err != nil {
			return err
		}
		if r.buf[r.pos] == ')' {
			r.pos++
			if err := r.need(1); err != nil {
				return err
			}
			if r.buf[r.pos] == '*' {
				r.pos++
			} else if elements {
				return r.misplaced()
			}
			return nil
		}
		if err := r.bar(); err != nil {
			return err
		}
		end, err := r.nameEnd()
		if err != nil {
			return err
		}
		r.pos = end
	}
}

// bar passes over a '|' and white space behind it.
func (r *Reader) bar() error {
	if r.buf[r.pos] != '|' {
		return r.misplaced()
	}
	r.pos++
	_, err := r.space()
	return err
}

// attributeList checks the rest of a declaration <!ATTLIST. Source: XML 1.0, productions 52 and 53.
func (r *Reader) attributeList() error {
	if err := r.declaredName(); err != nil {
		return err
	}
	for {
		spaced, err := r.space()
		if err != nil || r.buf[r.pos] == '>' {
			return err
		}
		if !spaced {
			return r.misplaced()
		}
		end, err := r.nameEnd()
		if err != nil {
			return err
		}
		r.pos = end
		if err := r.attributeType(); err != nil {
			return err
		}
		if err := r.attributeDefault(); err != nil {
			return err
		}
	}
}

// attributeType passes over white space and the type of an attribute. Source: XML 1.0, productions 54 to 59.
func (r *Reader) attributeType() error {
	if err := r.gap(); err != nil {
		return err
	}
	notation := false
	if r.buf[r.pos] != '(' {
		key, err := r.word()
		if err != nil {
			return err
		}
		notation = string(key) == "NOTATION"
		if !notation {
			return r.keyword("CDATA", "ID", "IDREF", "IDREFS", "ENTITY", "ENTITIES", "NMTOKEN", "NMTOKENS")
		}
		r.pos += len(key)
		if err := r.gap(); err != nil {
			return err
		}
		if r.buf[r.pos] != '(' {
			return r.misplaced()
		}
	}
	r.pos++
	if _, err := r.space(); err != nil {
		return err
	}
	for {
		if err := r.nameToken(notation); err != nil {
			return err
		}
		if _, err := r.space(); err != nil {
			return err
		}
		if r.buf[r.pos] == ')' {
			r.pos++
			return nil
		}
		if err := r.bar(); err != nil {
			return err
		}
	}
}

// nameToken passes over a name token, which may begin with any character of a name; that of a notation is a name.
// Source: XML 1.0, production 7.
func (r *Reader) nameToken(notation bool) error {
	if notation {
		name, err := r.word()
		r.pos += len(name)
		return err
	}
	for n := 0; ; n++ {
		if err := r.need(1); err != nil {
			return err
		}
		size := 1
		if c := r.buf[r.pos]; c >= 0x80 {
			size = nameRune(r.buf[r.pos:r.end], false)
		} else if class[c]&nameByte == 0 && c != ':' {
			size = 0
		}
		if size == 0 && n == 0 {
			return r.misplaced()
		}
		if size == 0 {
			return nil
		}
		r.pos += size
	}
}

// attributeDefault passes over white space and the default of an attribute. Source: XML 1.0, production 60.
func (r *Reader) attributeDefault() error {
	if err := r.gap(); err != nil {
		return err
	}
	if r.buf[r.pos] == '#' {
		r.pos++
		key, err := r.word()
		if err != nil {
			return err
		}
		if string(key) != "FIXED" {
			return r.keyword("REQUIRED", "IMPLIED")
		}
		r.pos += len(key)
		if err := r.gap(); err != nil {
			return err
		}
	}
	return r.declaredValue(false)
}

// declaredValue checks the quoted value of an entity or the quoted default of an attribute at pos. An entity's may refer
// to any entity, since it is not expanded; a default is held to what the value of an attribute is. A parameter entity is
// not referred to within a declaration of the internal part. Source: XML 1.0, productions 9 and 10, and the constraint
// "PEs in Internal Subset".
func (r *Reader) declaredValue(entity bool) error {
	quote := r.buf[r.pos]
	if quote != '"' && quote != '\'' {
		return r.misplaced()
	}
	r.pos++
	for {
		if err := r.need(2); err != nil {
			return err
		}
		switch c := r.buf[r.pos]; {
		case c == quote:
			r.pos++
			return nil
		case c == '<' && !entity, c == '%' && entity:
			return r.misplaced()
		case c != '&':
			r.pos++
		case entity && r.buf[r.pos+1] != '#':
			r.pos++
			if err := r.referenceName(); err != nil {
				return err
			}
		default:
			if err := r.reference(); err != nil {
				return err
			}
		}
	}
}

// reference checks and passes over a reference at pos to a character or to a predefined entity.
func (r *Reader) reference() error {
	for i := 1; ; i++ {
		for r.pos+i == r.end {
			if err := r.more(r.pos); err != nil {
				return r.cut(err)
			}
		}
		if r.buf[r.pos+i] == ';' {
			if _, f := reference(r.buf[r.pos+1 : r.pos+i]); f != nil {
				return r.errorAt(r.pos, f)
			}
			r.pos += i + 1
			return nil
		}
	}
}

// entity checks the rest of a declaration <!ENTITY. Source: XML 1.0, productions 70 to 76.
func (r *Reader) entity() error {
	if err := r.gap(); err != nil {
		return err
	}
	parameter := r.buf[r.pos] == '%'
	if parameter {
		r.pos++
		if err := r.gap(); err != nil {
			return err
		}
	}
	name, err := r.word()
	if err != nil {
		return err
	}
	r.pos += len(name)
	if err := r.gap(); err != nil {
		return err
	}
	if c := r.buf[r.pos]; c == '"' || c == '\'' {
		return r.declaredValue(true)
	}
	spaced, err := r.externalID(false)
	if err != nil || parameter || !spaced || r.buf[r.pos] == '>' {
		return err
	}
	if err := r.keyword("NDATA"); err != nil {
		return err
	}
	if err := r.gap(); err != nil {
		return err
	}
	return r.nameToken(true)
}

// notation checks the rest of a declaration <!NOTATION. Source: XML 1.0, production 82.
func (r *Reader) notation() error {
	if err := r.gap(); err != nil {
		return err
	}
	if err := r.nameToken(true); err != nil {
		return err
	}
	if err := r.gap(); err != nil {
		return err
	}
	_, err := r.externalID(true)
	return err
}
