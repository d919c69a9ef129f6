package permit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cedar-policy/cedar-go/types"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
)

// attribute is what policies may ask of an object.
type attribute struct {
	name, kind string // kind as Cedar's schemas write it
	of         func(office.Object) types.Value
	words      []string // the values that a word may have; nil for any
}

// The attributes, each named once.
var (
	area     = attribute{"area", "String", func(o office.Object) types.Value { return types.String(o.State) }, office.PageObject.States()}
	account  = attribute{"account", "String", func(o office.Object) types.Value { return types.String(o.Owner) }, nil}
	owner    = attribute{"owner", "String", func(o office.Object) types.Value { return types.String(o.Owner) }, nil}
	keeper   = attribute{"keeper", "String", func(o office.Object) types.Value { return types.String(o.Owner) }, nil}
	proposer = attribute{"proposer", "String", func(o office.Object) types.Value { return types.String(o.Proposer) }, nil}
	shared   = attribute{"shared", "Set<String>", func(o office.Object) types.Value { return set(o.Shared) }, nil}
	parties  = attribute{"parties", "Set<String>", func(o office.Object) types.Value { return set(o.Parties) }, nil}
	right    = attribute{"right", "String", func(o office.Object) types.Value { return types.String(o.Right) }, kinds()}
	disclose = attribute{"public", "Bool", func(o office.Object) types.Value { return types.Boolean(o.Public) }, nil}
	works    = attribute{"staff", "Bool", func(o office.Object) types.Value { return types.Boolean(o.Staff) }, nil}
	role     = attribute{"role", "String", func(o office.Object) types.Value { return types.String(o.Role) }, roleWords()}
)

// state is the attribute of an object's state.
func state(k office.ObjectKind) attribute {
	return attribute{"state", "String", func(o office.Object) types.Value { return types.String(o.State) }, k.States()}
}

// attributes are those of each sort of object.
var attributes = map[office.ObjectKind][]attribute{
	office.PageObject:       {area},
	office.AccountObject:    {account, parties, works, state(office.AccountObject)},
	office.GrantObject:      {account, parties, proposer, role, state(office.GrantObject)},
	office.PartyObject:      {keeper, parties},
	office.DraftObject:      {owner, parties, right, shared, state(office.DraftObject)},
	office.SubmissionObject: {owner, parties, proposer, right, state(office.SubmissionObject)},
	office.RightObject:      {parties, proposer, disclose, right, state(office.RightObject)},
}

// groups are the groups of acts that policies may name, each with those that belong to it.
var groups = []struct {
	name string
	has  func(office.ActRow) bool
}{
	{"presence", func(r office.ActRow) bool { return r.Present }},
	{"on_file", func(r office.ActRow) bool { return r.Officer }},
	{"drafts", func(r office.ActRow) bool { return r.On == office.DraftObject }},
	{"for_party", func(r office.ActRow) bool {
		return !r.Officer && (r.On == office.DraftObject || r.On == office.SubmissionObject || r.On == office.RightObject)
	}},
}

func groupsOf(r office.ActRow) (names []string) {
	for _, g := range groups {
		if g.has(r) {
			names = append(names, g.name)
		}
	}
	return names
}

// Schema lists, in the language of Cedar's schemas, all that policies may name: roles, attributes of actors and objects, acts with the
// objects on which they are done, and circumstances.
func Schema() string {
	var b strings.Builder
	fmt.Fprintf(&b, "entity Role enum [%s];\n", quoted(allRoles()))
	b.WriteString("entity Actor in [Role] {\n  account: String,\n  party: String,\n  speaksFor: Set<String>,\n};\n")
	for _, k := range office.ObjectKinds() {
		fmt.Fprintf(&b, "entity %s {\n", k)
		for _, a := range attributes[k] {
			fmt.Fprintf(&b, "  %s: %s,\n", a.name, a.kind)
		}
		b.WriteString("};\n")
	}
	for _, g := range groups {
		fmt.Fprintf(&b, "action %q;\n", g.name)
	}
	b.WriteString("type Circumstances = {\n  conflict: Bool,\n  day: Long,\n  elsewhere: Bool,\n  stepUpAge?: Long,\n};\n")
	for _, r := range office.Acts() {
		in := ""
		if names := groupsOf(r); len(names) > 0 {
			in = " in [" + quoted(names) + "]"
		}
		fmt.Fprintf(&b, "action %q%s appliesTo { principal: [Actor], resource: [%s], context: Circumstances };\n", string(r.Act), in, r.On)
	}
	return b.String()
}

func quoted(words []string) string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = strconv.Quote(w)
	}
	return strings.Join(list, ", ")
}

// allRoles are the roles and their groups.
func allRoles() []string {
	return slices.Concat([]string{public, operator, signedIn, staff, filing}, roleWords())
}

func roleWords() (words []string) {
	for _, r := range office.Roles() {
		words = append(words, string(r))
	}
	return words
}

func kinds() (words []string) {
	for _, k := range ipr.Kinds() {
		words = append(words, string(k))
	}
	return words
}
