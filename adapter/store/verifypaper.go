package store

import (
	"fmt"
	"strconv"
	"time"

	"github.com/muniment/muniment/procedure"
)

// unfinishedFor is how long a document may be in the making; a server that was asked for it is at work on it, or has gone.
const unfinishedFor = time.Hour

// papers verifies the books of issued documents: every series runs from 1 without a gap; every document is finished, with its
// PDF among the kept files, or its number is void for a reason; what became of it can have become of it.
func (v *verifier) papers() error {
	if err := v.series(); err != nil {
		return err
	}
	// A page at a time, so that the books of many years need no memory.
	for below := int64(1 << 62); ; {
		list, err := v.s.Books().List(v.ctx, below, 500)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return nil
		}
		for _, d := range list {
			below = d.ID
			v.out.Papers++
			if err := v.paper(d); err != nil {
				return err
			}
		}
	}
}

// series looks for numbers that are missing. Numbers cannot stand twice.
func (v *verifier) series() error {
	rows, err := v.s.read.QueryContext(v.ctx, `SELECT symbol, year, COUNT(*), MIN(number), MAX(number) FROM paper GROUP BY symbol, year ORDER BY symbol, year`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var s procedure.Series
		var n, least, most int64
		if err := rows.Scan(&s.Symbol, &s.Year, &n, &least, &most); err != nil {
			return err
		}
		if least != 1 || most != n {
			v.out.Findings = append(v.out.Findings, Finding{Document: fmt.Sprintf("documents %s of %d", s.Symbol, s.Year), Seq: -1,
				What: fmt.Sprintf("%d numbers from %d to %d: some are missing", n, least, most)})
		}
	}
	return rows.Err()
}

func (v *verifier) paper(d *procedure.Issued) error {
	find := func(what string) {
		v.out.Findings = append(v.out.Findings, Finding{Document: named(d), Seq: -1, What: what})
	}
	for i, s := range d.Standings {
		was := (&procedure.Issued{Made: d.Made, Standings: d.Standings[:i]}).State()
		if !was.Can(s.State) {
			find(fmt.Sprintf("it was %s and is said to have become %s", was, s.State))
		}
	}
	if d.State() == procedure.Reserved && v.s.opt.Clock().Sub(d.Reserved) > unfinishedFor {
		find("its number was reserved at " + stamp(d.Reserved) + ", and it is neither finished nor declared void")
	}
	if d.Made == nil {
		return nil
	}
	var kept int64
	if err := v.s.read.QueryRowContext(v.ctx, `SELECT COUNT(*) FROM blob WHERE sha256 = $1`, d.Made.SHA256).Scan(&kept); err != nil {
		return err
	}
	if kept == 0 {
		find("its file " + d.Made.SHA256 + " is missing")
	}
	return nil
}

// findIn is a finding in a kept file: of the issued document whose PDF it is, 0 if it is none's.
func (v *verifier) findIn(paper int64, what string) {
	f := Finding{Seq: -1, What: what}
	if paper != 0 {
		f.Document = "document " + strconv.FormatInt(paper, 10)
		if d, err := v.s.Books().Document(v.ctx, paper); err == nil {
			f.Document = named(d)
		}
	}
	v.out.Findings = append(v.out.Findings, f)
}

// named is how findings name a document.
func named(d *procedure.Issued) string {
	return fmt.Sprintf("document %s of %d", d.Print(), d.Series.Year)
}
