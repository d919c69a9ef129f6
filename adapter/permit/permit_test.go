package permit_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/muniment/muniment/adapter/permit"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
)

var update = flag.Bool("update", false, "rewrite the table of who may do what")

func judge(t testing.TB) *permit.Judge {
	t.Helper()
	j, err := permit.Open(office.Policies)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

var (
	now = time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)
	day = ipr.Date{Year: 2026, Month: 11, Day: 25}
)

// who is a present actor with roles.
func who(account, party string, roles ...office.Role) office.Actor {
	a := office.Actor{Account: office.AccountID(account), Party: office.PartyID(party), At: now, Day: day, SteppedUp: now}
	return a.Playing(roles...)
}

func may(t testing.TB, j office.Judge, by office.Actor, do office.Act, on office.Object) office.Verdict {
	t.Helper()
	v, err := j.May(by, do, on)
	if err != nil {
		t.Fatalf("%s on %+v: %v", do, on, err)
	}
	return v
}

// The table of who may do what stands in the documentation; who changes a policy sees what comes of it.
func TestTableOfWhoMayDoWhat(t *testing.T) {
	j := judge(t)
	b := "# Who may do what\n\nWritten by `go test ./adapter/permit -update` from the policies (`office/policy`); see [people](people.md).\n" +
		"A star: the act needs a proof of presence in the 10 minutes before. Where a state is given, the row is for that state.\n" +
		"When a procedure lets an act happen at all is another table, that of the procedure.\n"
	for _, l := range []locale.Lang{locale.En, locale.Vi} {
		table, err := j.Matrix(l)
		if err != nil {
			t.Fatal(err)
		}
		b += "\n## " + map[locale.Lang]string{locale.En: "English", locale.Vi: "Tiếng Việt"}[l] + "\n\n" + table
	}
	if missing := locale.Missing(); len(missing) > 0 {
		t.Errorf("words are missing: %q", missing)
	}
	name := filepath.Join(outside.Root(t), "docs", "who-may.md")
	if *update {
		if err := os.WriteFile(name, []byte(b), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != b {
		t.Error("docs/who-may.md is not what the policies say; rewrite it with -update and read what has changed")
	}
}

// Whoever writes a policy finds in the documentation what there is to name.
func TestDocumentationNamesWhatPoliciesMayName(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(outside.Root(t), "docs", "people.md"))
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`(?m)^(?:  (\w+)\??: |entity Role enum \["(.*)"\])`).FindAllStringSubmatch(permit.Schema(), -1)
	if len(named) < 20 {
		t.Fatalf("the schema names %d things", len(named))
	}
	for _, m := range named {
		if m[1] != "" && !strings.Contains(string(b), "`"+m[1]+"`") {
			t.Errorf("docs/people.md does not name %s", m[1])
		}
	}
}

// objects are one object of each sort in each state, somebody's.
func objects(owner office.AccountID, party office.PartyID) (all []office.Object) {
	for _, k := range office.ObjectKinds() {
		for _, state := range k.States() {
			all = append(all, office.Object{Kind: k, ID: "x", State: state, Owner: owner, Parties: []office.PartyID{party}, Right: ipr.Trademark, Proposer: owner, Role: office.Applicant})
		}
	}
	return all
}

// T01 of the threat model: no applicant touches what is another's, by any act in any state.
func TestAnApplicantDoesNothingWithWhatIsAnothers(t *testing.T) {
	j := judge(t)
	eve := who("a-eve", "p-eve", office.Applicant, office.Representative)
	asked := 0
	for _, row := range office.Acts() {
		for _, on := range objects("a-lan", "p-lan") {
			if on.Kind != row.On || row.Act == office.ViewPage {
				continue
			}
			asked++
			if v := may(t, j, eve, row.Act, on); v.Allowed && row.Act != office.GivePower { // which opens nothing
				t.Errorf("%s in state %q is allowed by %v", row.Act, on.State, v.By)
			}
			v := may(t, j, office.Actor{At: now, Day: day, SteppedUp: now}, row.Act, on)
			if v.Allowed && row.Act != office.SignUp {
				t.Errorf("the public: %s in state %q is allowed by %v", row.Act, on.State, v.By)
			}
		}
	}
	if asked < 100 {
		t.Errorf("only %d questions were asked", asked)
	}
}

// Who is shared a draft works on it and signs, and neither shares nor drops nor files it.
func TestASharedDraft(t *testing.T) {
	j := judge(t)
	draft := office.Object{Kind: office.DraftObject, State: "open", Owner: "a-lan", Parties: []office.PartyID{"p-lan"}, Shared: []office.AccountID{"a-minh"}, Right: ipr.Trademark}
	for act, want := range map[office.Act]bool{office.ViewDraft: true, office.WriteDraft: true, office.SignDraft: true, office.ShareDraft: false, office.DropDraft: false, office.SubmitDraft: false} {
		if v := may(t, j, who("a-minh", "p-minh", office.Applicant), act, draft); v.Allowed != want {
			t.Errorf("%s: %+v", act, v)
		}
	}
}

// A careless policy of the office's own opens nothing to those who are not signed in, and takes no safeguard away.
func TestACarelessPolicyDoesNotOpenEverything(t *testing.T) {
	files := fstest.MapFS{"policy/9-careless.cedar": {Data: []byte("@id(\"careless\")\n@vi(\"v\")\n@en(\"e\")\npermit (principal, action, resource);")}}
	own, err := office.Policies.ReadDir("policy")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range own {
		b, err := office.Policies.ReadFile("policy/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		files["policy/"+f.Name()] = &fstest.MapFile{Data: b}
	}
	j, err := permit.Open(files)
	if err != nil {
		t.Fatal(err)
	}
	absent := who("a-eve", "p-eve", office.Registrar)
	absent.SteppedUp = time.Time{}
	for _, row := range office.Acts() {
		for _, on := range objects("a-lan", "p-lan") {
			if on.Kind != row.On {
				continue
			}
			public := office.Actor{At: now, Day: day, SteppedUp: now}
			if v := may(t, j, public, row.Act, on); v.Allowed && row.Act != office.ViewPage && row.Act != office.SignUp {
				t.Errorf("the public may %s by %v", row.Act, v.By)
			}
			if v := may(t, j, absent, row.Act, on); v.Allowed && row.Present {
				t.Errorf("%s without presence by %v", row.Act, v.By)
			}
		}
	}
}

// An object that names nobody is nobody's: neither the public nor an account without a party owns it.
func TestWhatNamesNobodyIsNobodys(t *testing.T) {
	j := judge(t)
	for _, by := range []office.Actor{{At: now, Day: day, SteppedUp: now}, who("a-eve", "", office.Applicant), who("a-eve", "p-eve", office.Applicant)} {
		for _, row := range office.Acts() {
			on := office.Object{Kind: row.On, State: "open"}
			if row.Act == office.SignUp || row.Act == office.GivePower {
				continue
			}
			if v := may(t, j, by, row.Act, on); v.Allowed {
				t.Errorf("%q may %s by %v", by.Account, row.Act, v.By)
			}
		}
	}
}

func TestActsWithLegalEffectNeedPresence(t *testing.T) {
	j := judge(t)
	draft := office.Object{Kind: office.DraftObject, State: "open", Owner: "a-lan", Parties: []office.PartyID{"p-lan"}, Right: ipr.Trademark}
	for _, c := range []struct {
		name string
		age  time.Duration
		want bool
	}{{"now", 0, true}, {"ten minutes ago", 600 * time.Second, true}, {"a second more", 601 * time.Second, false}, {"in the future", -time.Second, false}} {
		a := who("a-lan", "p-lan", office.Applicant)
		a.SteppedUp = a.At.Add(-c.age)
		if v := may(t, j, a, office.SubmitDraft, draft); v.Allowed != c.want {
			t.Errorf("%s: %+v", c.name, v)
		}
		if v := may(t, j, a, office.WriteDraft, draft); !v.Allowed {
			t.Errorf("writing needs presence: %+v", v)
		}
	}
	never := who("a-lan", "p-lan", office.Applicant)
	never.SteppedUp = time.Time{}
	v := may(t, j, never, office.SubmitDraft, draft)
	if v.Allowed || !slices.Equal(v.By, []string{"presence"}) {
		t.Errorf("never present: %+v", v)
	}
	why := j.Why(v)
	if len(why) != 1 || why[0].File != "6-always.cedar" || !why[0].Forbid || !strings.HasPrefix(why[0].In(locale.Vi), "Hành vi") || !strings.HasPrefix(why[0].Text, "@id(\"presence\")") {
		t.Errorf("why: %+v", why)
	}
}

func TestOfficersKeepAwayFromTheirOwn(t *testing.T) {
	j := judge(t)
	file := office.Object{Kind: office.RightObject, ID: "VN/TM/4-2026-00001", State: "examined", Right: ipr.Trademark, Parties: []office.PartyID{"p-officer"}, Proposer: "a-other"}
	for _, row := range office.Acts() {
		if row.On != office.RightObject || !row.Officer {
			continue
		}
		for _, r := range office.Roles() {
			if v := may(t, j, who("a-officer", "p-officer", r), row.Act, file); v.Allowed {
				t.Errorf("%s does %s on a file of their own by %v", r, row.Act, v.By)
			}
		}
	}
	file.Parties = []office.PartyID{"p-lan"}
	if v := may(t, j, who("a-officer", "p-officer", office.Examiner), office.ExamineSubstance, file); !v.Allowed {
		t.Errorf("another's file: %+v", v)
	}
}

func TestNobodyDecidesUponTheirOwnProposal(t *testing.T) {
	j := judge(t)
	file := office.Object{Kind: office.RightObject, State: "examined", Right: ipr.Trademark, Parties: []office.PartyID{"p-lan"}, Proposer: "a-boss"}
	if v := may(t, j, who("a-boss", "p-boss", office.Supervisor, office.Examiner), office.DecideRight, file); v.Allowed || !slices.Equal(v.By, []string{"four-eyes"}) {
		t.Errorf("their own: %+v", v)
	}
	file.Proposer = "a-examiner"
	if v := may(t, j, who("a-boss", "p-boss", office.Supervisor), office.DecideRight, file); !v.Allowed {
		t.Errorf("another's: %+v", v)
	}
	file.Proposer = ""
	if v := may(t, j, who("a-boss", "p-boss", office.Supervisor), office.DecideRight, file); v.Allowed {
		t.Errorf("nobody's: %+v", v)
	}
}

func TestWithdrawingTakesAllParties(t *testing.T) {
	j := judge(t)
	file := office.Object{Kind: office.RightObject, State: "published", Right: ipr.Trademark, Parties: []office.PartyID{"p-lan", "p-minh"}}
	if v := may(t, j, who("a-lan", "p-lan", office.Applicant), office.WithdrawRight, file); v.Allowed {
		t.Errorf("one of two owners: %+v", v)
	}
	if v := may(t, j, who("a-lan", "p-lan", office.Applicant), office.ViewRight, file); !v.Allowed {
		t.Errorf("one of two owners may look: %+v", v)
	}
	file.Parties = []office.PartyID{"p-lan"}
	if v := may(t, j, who("a-lan", "p-lan", office.Applicant), office.WithdrawRight, file); !v.Allowed {
		t.Errorf("the owner: %+v", v)
	}
	file.Parties = nil
	if v := may(t, j, who("a-lan", "p-lan", office.Applicant), office.WithdrawRight, file); v.Allowed {
		t.Errorf("nobody's: %+v", v)
	}
}

func TestGIOfficersExamineIndicationsOnly(t *testing.T) {
	j := judge(t)
	for _, k := range ipr.Kinds() {
		v := may(t, j, who("a-gi", "p-gi", office.GIOfficer), office.ExamineSubstance, office.Object{Kind: office.RightObject, State: "examined", Right: k, Parties: []office.PartyID{"p-lan"}})
		if v.Allowed != (k == ipr.GI) {
			t.Errorf("%s: %+v", k, v)
		}
	}
}

func TestNoOfficerSeesADeclarationOrADraft(t *testing.T) {
	j := judge(t)
	for _, r := range office.Roles() {
		officer := who("a-officer", "p-officer", r)
		if v := may(t, j, officer, office.Declare, office.Object{Kind: office.PartyObject, Parties: []office.PartyID{"p-lan"}}); v.Allowed {
			t.Errorf("%s sees declarations by %v", r, v.By)
		}
		if v := may(t, j, officer, office.ViewDraft, office.Object{Kind: office.DraftObject, State: "open", Owner: "a-lan", Parties: []office.PartyID{"p-lan"}}); v.Allowed {
			t.Errorf("%s sees drafts by %v", r, v.By)
		}
	}
	if v := may(t, j, who("a-lan", "p-lan"), office.Declare, office.Object{Kind: office.PartyObject, Parties: []office.PartyID{"p-lan"}}); !v.Allowed {
		t.Errorf("one's own: %+v", v)
	}
}

func TestAnActIsAskedOnItsObjects(t *testing.T) {
	j := judge(t)
	for _, c := range []struct {
		act  office.Act
		kind office.ObjectKind
	}{{"right.burn", office.RightObject}, {office.ViewRight, office.DraftObject}, {office.ViewRight, ""}} {
		v, err := j.May(who("a-lan", "p-lan", office.Supervisor), c.act, office.Object{Kind: c.kind})
		if v.Allowed || fault.KindOf(err) != fault.Internal || err == nil {
			t.Errorf("%s on %s: %+v, %v", c.act, c.kind, v, err)
		}
	}
}

// every policy is needed: each one decides something in the table of all actors, acts and objects.
func TestEveryPolicyDecidesSomething(t *testing.T) {
	j := judge(t)
	used := map[string]bool{}
	ask := func(by office.Actor, row office.ActRow, on office.Object) {
		for _, id := range may(t, j, by, row.Act, on).By {
			used[id] = true
		}
	}
	for _, row := range office.Acts() {
		for _, on := range append(objects("a-me", "p-me"), objects("a-lan", "p-lan")...) {
			if on.Kind != row.On {
				continue
			}
			on.Shared, on.Right, on.Staff = []office.AccountID{"a-shared"}, ipr.GI, true
			ask(office.Actor{At: now, Day: day}, row, on)
			ask(office.OperatorActor(now, day), row, on)
			ask(who("a-shared", "p-shared", office.Applicant), row, on)
			for _, r := range office.Roles() {
				a := who("a-me", "p-me", r)
				ask(a, row, on)
				ask(a.For("p-other"), row, on)
				a.SteppedUp = time.Time{}
				ask(a, row, on)
			}
		}
	}
	// An officer who declared a conflict with the parties is made by office.People, see the story.
	used["conflict-of-interest-reading"] = true
	for _, p := range j.Policies() {
		if !used[p.ID] {
			t.Errorf("%s:%d: the policy %s never decides anything", p.File, p.Line, p.ID)
		}
	}
}

// The policies can be read on a screen, a file each.
func TestPoliciesFitOnAScreen(t *testing.T) {
	files, err := office.Policies.ReadDir("policy")
	if err != nil || len(files) < 6 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		b, err := office.Policies.ReadFile("policy/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(b), "\n")
		if len(lines) > 60 {
			t.Errorf("%s has %d lines", f.Name(), len(lines))
		}
		for i, l := range lines {
			if n := len([]rune(l)); n > 130 {
				t.Errorf("%s:%d has %d characters", f.Name(), i+1, n)
			}
		}
	}
}

func TestPoliciesThatAreRefused(t *testing.T) {
	const notes = "@id(\"p\")\n@vi(\"v\")\n@en(\"e\")\n"
	for _, c := range []struct{ rule, text, where, what string }{
		{"an act that there is not", notes + "permit (principal, action == Action::\"right.brun\", resource);", "x.cedar:4", "right.brun"},
		{"a group that there is not", notes + "permit (principal,\n  action in Action::\"all\", resource);", "x.cedar:5", "all"},
		{"an attribute that the object has not", notes + "permit (principal, action == Action::\"draft.view\", resource)\nwhen { true &&\n  resource.ownr == \"\" };", "x.cedar:6", "ownr"},
		{"an attribute that the actor has not", notes + "permit (principal, action, resource)\nwhen { principal.salary > 1 };", "x.cedar:5", "salary"},
		{"a circumstance that there is not", notes + "permit (principal, action, resource)\nwhen { context.weather == 1 };", "x.cedar:5", "weather"},
		{"a circumstance that may be absent", notes + "permit (principal, action, resource)\nwhen { context.stepUpAge < 10 };", "x.cedar:5", "stepUpAge"},
		{"a role that there is not", notes + "permit (principal in Role::\"examinr\", action, resource);", "x.cedar:4", "a role"},
		{"a sort that there is not", notes + "permit (principal, action, resource is Cat);", "x.cedar:4", "Cat"},
		{"a word compared with a number", notes + "permit (principal, action, resource)\nwhen { context.day == \"2026\" };", "x.cedar:1", "Long"},
		{"an act that there is not, in a condition", notes + "permit (principal, action, resource)\nwhen { action == Action::\"right.brun\" };", "x.cedar:5", "right.brun"},
		{"a state that never is", notes + "permit (principal, action == Action::\"right.view\", resource)\nwhen {\n[\"publised\"].contains(resource.state) };", "x.cedar:6", "publised"},
		{"a state that never is, in an exception", notes + "forbid (principal, action == Action::\"right.view\", resource)\nunless { resource.state != \"filled\" };", "x.cedar:5", "filled"},
		{"an area that there is not", notes + "permit (principal, action == Action::\"page.view\", resource)\nwhen { \"dsek\" == resource.area };", "x.cedar:5", "dsek"},
		{"what is no policy", notes + "permit (principal, action);", "x.cedar:4", ""},
		{"a policy that does not end", notes + "permit (principal, action, resource)\n\n", "x.cedar:6", ""},
		{"a policy without a name", "\n@vi(\"v\")\n@en(\"e\")\npermit (principal, action, resource);", "x.cedar:2", "@id"},
		{"a policy that is not told in Vietnamese", "@id(\"p\")\n@en(\"e\")\npermit (principal, action, resource);", "x.cedar:1", "@vi"},
		{"two policies of one name", strings.Repeat(notes+"permit (principal, action, resource);\n", 2), "x.cedar:5", "\"p\""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			_, err := permit.Open(fstest.MapFS{"policy/x.cedar": {Data: []byte(c.text)}})
			f, ok := fault.Of(err)
			if !ok || f.Kind != fault.Invalid || f.Where != c.where || !strings.Contains(f.Message(), c.what) {
				t.Errorf("error %v", err)
			}
		})
	}
	_, err := permit.Open(fstest.MapFS{})
	if fault.KindOf(err) != fault.Invalid || err == nil {
		t.Errorf("no policies: %v", err)
	}
}

// The text of a policy is what the file says, up to its semicolon and not one in a sentence or a comment.
func TestTextOfAPolicyIsThatOfItsFile(t *testing.T) {
	const first = "@id(\"a\")\n@vi(\"một; hai \\\" ;\")\n@en(\"one; two\")\npermit (principal, action, resource) // all; of it\nwhen { true };"
	const second = "@id(\"b\")\n@vi(\"v\")\n@en(\"e\")\nforbid (principal, action, resource);"
	j, err := permit.Open(fstest.MapFS{"policy/x.cedar": {Data: []byte("// a; b\n" + first + "\n// c;\n" + second + "\n// d")}})
	if err != nil {
		t.Fatal(err)
	}
	p := j.Policies()
	if len(p) != 2 || p[0].Text != first || p[1].Text != second || p[0].Line != 2 || p[1].Line != 8 || p[0].Forbid || !p[1].Forbid || p[0].In(locale.En) != "one; two" {
		t.Errorf("policies %+v", p)
	}
}

// A policy of the office's own can look at the day.
func TestPolicyMayBeDated(t *testing.T) {
	j, err := permit.Open(fstest.MapFS{"policy/x.cedar": {Data: []byte("@id(\"spring\")\n@vi(\"v\")\n@en(\"e\")\npermit (principal, action == Action::\"page.view\", resource)\nwhen { context.day >= 20270101 && context.day < 20270401 };")}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		day  ipr.Date
		want bool
	}{{ipr.Date{Year: 2026, Month: 12, Day: 31}, false}, {ipr.Date{Year: 2027, Month: 1, Day: 1}, true}, {ipr.Date{Year: 2027, Month: 4, Day: 1}, false}} {
		if v := may(t, j, office.Actor{Day: c.day}, office.ViewPage, office.Object{Kind: office.PageObject, State: "public"}); v.Allowed != c.want {
			t.Errorf("on %s: %+v", c.day, v)
		}
	}
}

// A policy that cannot be applied allows nothing, even where another would.
func TestAPolicyThatFailsAllowsNothing(t *testing.T) {
	j, err := permit.Open(fstest.MapFS{"policy/x.cedar": {Data: []byte("@id(\"a\")\n@vi(\"v\")\n@en(\"e\")\npermit (principal, action, resource);\n" +
		"@id(\"b\")\n@vi(\"v\")\n@en(\"e\")\nforbid (principal, action == Action::\"page.view\", resource)\nwhen { context.day * 9223372036854775807 > 0 };")}})
	if err != nil {
		t.Fatal(err)
	}
	v, err := j.May(office.Actor{Day: day}, office.ViewPage, office.Object{Kind: office.PageObject})
	if v.Allowed || fault.KindOf(err) != fault.Internal || err == nil {
		t.Errorf("%+v, %v", v, err)
	}
}

func FuzzOpen(f *testing.F) {
	files, err := office.Policies.ReadDir("policy")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		b, err := office.Policies.ReadFile("policy/" + file.Name())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Add("@id(\"p\")@vi(\"v\")@en(\"e\")permit(principal,action,resource)when{[resource.state]==[]};")
	f.Fuzz(func(t *testing.T, text string) {
		j, err := permit.Open(fstest.MapFS{"policy/x.cedar": {Data: []byte(text)}})
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("error %v", err)
			}
			return
		}
		for _, p := range j.Policies() {
			if !strings.Contains(text, p.Text) || !strings.HasSuffix(p.Text, ";") {
				t.Errorf("the policy %s is printed as %q", p.ID, p.Text)
			}
		}
	})
}

func BenchmarkMay(b *testing.B) {
	j := judge(b)
	file := office.Object{Kind: office.RightObject, ID: "VN/TM/4-2026-00001", State: "examined", Right: ipr.Trademark, Parties: []office.PartyID{"p-lan"}}
	draft := office.Object{Kind: office.DraftObject, ID: "d", State: "open", Right: ipr.Trademark, Owner: "a-lan", Parties: []office.PartyID{"p-lan"}}
	for _, c := range []struct {
		name string
		by   office.Actor
		act  office.Act
		on   office.Object
	}{
		{"examiner", who("a-officer", "p-officer", office.Examiner), office.ExamineSubstance, file},
		{"applicant", who("a-lan", "p-lan", office.Applicant), office.SubmitDraft, draft},
		{"stranger", who("a-eve", "p-eve", office.Applicant), office.ViewDraft, draft},
		{"public", office.Actor{At: now, Day: day}, office.ViewPage, office.Object{Kind: office.PageObject, State: "public"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := j.May(c.by, c.act, c.on); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "decisions/s")
		})
	}
}
