package law

import (
	"strconv"
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

// Numbering says how the applications of a right are numbered, and when they get their number.
type Numbering struct {
	Right      string     `yaml:"right" json:"right"`
	Form       string     `yaml:"form" json:"form"`   // "4-YYYY-NNNNN": YYYY is the year, the run of N the running number, as wide at least
	Given      string     `yaml:"given" json:"given"` // "filing", or "payment": when the fees of the filing are confirmed
	Opens      string     `yaml:"opens" json:"opens"` // the act with which what was filed becomes public
	Source     Strings    `yaml:"source" json:"source,omitempty"`
	Confidence Confidence `yaml:"confidence" json:"confidence"`
	Note       Words      `yaml:"note" json:"note,omitzero"`
}

// Numbering gives how the right's applications are numbered; nil if the law does not say.
func (w *Law) Numbering(right string) *Numbering {
	for _, p := range w.newest {
		for _, n := range p.Numbers {
			if n.Right == right {
				return n
			}
		}
	}
	return nil
}

// Yearly reports whether running numbers begin anew every year.
func (n *Numbering) Yearly() bool { return strings.Contains(n.Form, "YYYY") }

// Print writes a number.
func (n *Numbering) Print(year, running int) string {
	head, run, tail := n.cut()
	digits := strconv.Itoa(running)
	if w := len(run) - len(digits); w > 0 {
		digits = strings.Repeat("0", w) + digits
	}
	return strings.ReplaceAll(head, "YYYY", strconv.Itoa(year)) + digits + strings.ReplaceAll(tail, "YYYY", strconv.Itoa(year))
}

// cut divides the form at its only run of N.
func (n *Numbering) cut() (head, run, tail string) {
	from := strings.IndexByte(n.Form, 'N')
	if from < 0 {
		return n.Form, "", ""
	}
	to := from
	for to < len(n.Form) && n.Form[to] == 'N' {
		to++
	}
	return n.Form[:from], n.Form[from:to], n.Form[to:]
}

// check refuses a numbering under which two applications could have one number.
func (n *Numbering) check() *fault.Fault {
	_, run, tail := n.cut()
	switch {
	case run == "" || strings.ContainsRune(tail, 'N'):
		return fault.New(fault.Invalid, "%q is no form of numbers, as 4-YYYY-NNNNN is", n.Form)
	case n.Given != "filing" && n.Given != "payment":
		return fault.New(fault.Invalid, "a number is given at filing or at payment, not at %q", n.Given)
	case n.Opens == "":
		return fault.New(fault.Invalid, "the numbering does not say what makes an application public")
	}
	return nil
}
