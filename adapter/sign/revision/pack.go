package revision

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"strconv"

	"github.com/muniment/muniment/internal/fault"
)

// bad is the fault of a file that is not what it must be; what exactly is for the log.
func bad(what string) *fault.Fault {
	return fault.New(fault.Invalid, "the PDF is not well-formed").Because(errors.New(what))
}

// unpack gives the content of a stream without filter or with FlateDecode, as cross-reference and object streams have them.
func (f *File) unpack(d value, data []byte) ([]byte, error) {
	filter, err := f.only(d.get("Filter"))
	if err != nil {
		return nil, err
	}
	switch filter.text {
	case "":
		return data, nil
	case "FlateDecode":
	default:
		return nil, bad("a stream has the filter " + strconv.Quote(filter.text))
	}
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, bad("a stream cannot be unpacked")
	}
	b, err := io.ReadAll(io.LimitReader(z, int64(f.budget)+1))
	if err != nil {
		return nil, bad("a stream cannot be unpacked")
	}
	if f.budget -= len(b); f.budget < 0 {
		return nil, bad("its object streams hold more than 64 MiB")
	}
	params, err := f.only(d.get("DecodeParms"))
	if err != nil {
		return nil, err
	}
	switch p := params.get("Predictor"); {
	case p.kind == null || p.num == 1:
		return b, nil
	case p.num >= 10 && p.num <= 15:
		return unpredict(b, params)
	}
	return nil, bad("a stream has a predictor that is not of PNG")
}

// only resolves a value, and takes an array of one for its item.
func (f *File) only(v value) (value, error) {
	v, err := f.resolve(v)
	if err != nil || v.kind != array {
		return v, err
	}
	switch len(v.items) {
	case 0:
		return value{}, nil
	case 1:
		return f.resolve(v.items[0])
	}
	return value{}, bad("a stream has several filters")
}

// unpredict undoes the predictors of PNG for rows of single bytes (ISO 32000-1, 7.4.4.4).
func unpredict(b []byte, params value) ([]byte, error) {
	for key, usual := range map[string]int{"Colors": 1, "BitsPerComponent": 8} {
		if v := params.get(key); v.kind != null && v.num != usual {
			return nil, bad("a stream has a predictor for pictures")
		}
	}
	columns := 1
	if v := params.get("Columns"); v.kind != null {
		columns = v.num
	}
	if columns < 1 || columns > 1<<16 {
		return nil, bad("a stream has a predictor with bad columns")
	}
	above := make([]byte, columns)
	var out []byte
	for len(b) > 0 {
		if len(b) < columns+1 {
			return nil, bad("a stream ends within a row")
		}
		row := bytes.Clone(b[1 : columns+1])
		for i := range row {
			var left, corner byte
			if i > 0 {
				left, corner = row[i-1], above[i-1]
			}
			switch b[0] {
			case 0:
			case 1:
				row[i] += left
			case 2:
				row[i] += above[i]
			case 3:
				row[i] += byte((int(left) + int(above[i])) / 2)
			case 4:
				row[i] += paeth(left, above[i], corner)
			default:
				return nil, bad("a stream has an unknown predictor")
			}
		}
		out = append(out, row...)
		above, b = row, b[columns+1:]
	}
	return out, nil
}

// paeth is the predictor of that name in PNG.
func paeth(left, above, corner byte) byte {
	p := int(left) + int(above) - int(corner)
	a, b, c := distance(p, left), distance(p, above), distance(p, corner)
	switch {
	case a <= b && a <= c:
		return left
	case b <= c:
		return above
	}
	return corner
}

func distance(p int, to byte) int { return max(p-int(to), int(to)-p) }

// packedObject reads an object of an object stream (ISO 32000-1, 7.5.7).
func (f *File) packedObject(n int, e entry) (value, error) {
	holder := f.entries[e.in]
	if !holder.inUse || holder.in > 0 || holder.at >= len(f.doc) {
		return value{}, bad("object stream " + strconv.Itoa(e.in) + " is missing")
	}
	l := lexer{f.doc, holder.at}
	d, data, err := f.object(&l, e.in, 0)
	if err != nil {
		return value{}, err
	}
	b, known := f.packed[e.in]
	if !known {
		if b, err = f.unpack(d, data); err != nil {
			return value{}, err
		}
		f.packed[e.in] = b
	}
	head := lexer{b, 0}
	for i := range e.at + 1 {
		number, err := head.natural()
		if err != nil {
			return value{}, err
		}
		at, err := head.natural()
		if err != nil {
			return value{}, err
		}
		if i < e.at {
			continue
		}
		if at += d.get("First").num; number != n || at < 0 || at > len(b) {
			break
		}
		body := lexer{b, at}
		v, err := body.value(0)
		v.at = -1 // not a place in the file
		return v, err
	}
	return value{}, bad("object " + strconv.Itoa(n) + " is not in its object stream")
}
