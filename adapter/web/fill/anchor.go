package fill

import (
	"strconv"

	"github.com/muniment/muniment/procedure/filing"
)

// rowFields are the fields in which findings about a row can be mended, by the text of the finding. Its first number is the row.
var rowFields = map[string]string{
	"the country of applicant %d is missing":                       "applicants.%d.country",
	"the address of applicant %d is missing":                       "applicants.%d.address",
	"claim %d depends on claim %d, which does not stand before it": "claims.%d.on",
	"claim %d is empty":                                            "claims.%d.text",
	"design %d has no view":                                        "view:%d:perspective",
	"design %d has no view in perspective":                         "view:%d:perspective",
	"design %d has two views of the same side":                     "designs.%d.title",
	"priority %d needs an office and a date":                       "priorities.%d.office",
}

// plainFields are those of findings about one field.
var plainFields = map[string]string{
	"it is not said who applies":                     "applicants.0.name",
	"it is not said who created it":                  "creators.0.name",
	"the sign is missing":                            "mark.text",
	"a sign of this sort needs a picture":            "file:specimen",
	"the sound is missing":                           "file:sound",
	"it is not said what the invention is":           "invention.title",
	"there is no design":                             "designs.0.title",
	"the indication is missing":                      "indication.name",
	"nobody has signed":                              "sign.name",
	"the abstract has %d words; %d are allowed":      "invention.abstract",
	"the specimen is printed larger than 80 × 80 mm": "file:specimen",
}

// Anchor gives the id of the field in which a finding can be mended: that of the finding itself, else the first of its question, else "".
func Anchor(f filing.Finding, parts []Part) string {
	name := plainFields[f.Fault.Text]
	if form, ok := rowFields[f.Fault.Text]; ok && len(f.Fault.Args) > 0 {
		if n, ok := f.Fault.Args[0].(int); ok {
			name = replaceNumber(form, n-1)
		}
	}
	first := ""
	for i := range parts {
		for j := range parts[i].Fields {
			field := &parts[i].Fields[j]
			if field.Input == Hidden {
				continue
			}
			if field.Name == name {
				return field.ID()
			}
			if first == "" && parts[i].Question == f.Question {
				first = field.ID()
			}
		}
	}
	return first
}

func replaceNumber(form string, n int) string {
	for i := 0; i+1 < len(form); i++ {
		if form[i:i+2] == "%d" {
			return form[:i] + strconv.Itoa(n) + form[i+2:]
		}
	}
	return form
}
