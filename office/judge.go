package office

import (
	"embed"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
)

// Policies are the office's policies, as the files policy/*.cedar: who may do which act on what, in which state. What no policy
// permits is not allowed, and what one forbids no other can permit. An adapter reads and applies them.
//
//go:embed policy/*.cedar
var Policies embed.FS

// Judge says whether an actor may do an act on an object. It is pure: all that counts is in its arguments.
//
// Errors: Internal if the policies cannot be applied to these arguments; nothing is allowed then.
type Judge interface {
	May(by Actor, act Act, on Object) (Verdict, error)
}

// Verdict is the answer, with the ids of the policies that decided: those that allow, or those that forbid; none if simply no
// policy allows it. Sorted. To those who are refused the object looks as if it were not there.
type Verdict struct {
	Allowed bool
	By      []string
}

// Object is what an act is done on, as far as policies may look at it.
type Object struct {
	Kind     ObjectKind
	ID       string      // of a right OFFICE/KIND/NUMBER, of a page its area
	State    string      // of a draft, submission, right or account, one of the kind's States
	Right    ipr.Kind    // of a draft, submission or right
	Public   bool        // of a right: the law has made it public
	Parties  []PartyID   // whose it is
	Owner    AccountID   // of an account itself; of a draft or submission who began it; of a party who keeps it; of a grant who would get the role
	Shared   []AccountID // of a draft: with whom it is shared
	Proposer AccountID   // of a grant, a right or a submission: who proposed what is to be confirmed or decided
	Role     Role        // of a grant
	Staff    bool        // of an account: it has a role of the office
}

// ObjectKind is a sort of object.
type ObjectKind string

// The sorts.
const (
	PageObject       ObjectKind = "Page"
	AccountObject    ObjectKind = "Account"
	GrantObject      ObjectKind = "Grant"
	PartyObject      ObjectKind = "Party"
	DraftObject      ObjectKind = "Draft"
	SubmissionObject ObjectKind = "Submission"
	RightObject      ObjectKind = "Right"
)

// ObjectKinds lists them all.
func ObjectKinds() []ObjectKind {
	return []ObjectKind{PageObject, AccountObject, GrantObject, PartyObject, DraftObject, SubmissionObject, RightObject}
}

// States lists the states in which an object of this sort can be; of a page they are its areas, and one "" where state does not
// matter.
func (k ObjectKind) States() []string {
	switch k {
	case PageObject:
		return []string{"public", "portal", "desk", "intake", "cash", "people", "policy", "centre"}
	case AccountObject:
		return []string{string(Active), string(Suspended), string(Ended)}
	case GrantObject:
		return []string{"proposed", "confirmed"}
	case DraftObject:
		return []string{"open", "submitted"}
	case SubmissionObject:
		return []string{"waiting", "uncertain", "numbering", "pending", "doubtful", "accepted", "dead"}
	case RightObject:
		return []string{"filed", "examined", "published", "opposed", "registered", "refused", "withdrawn", "expired", "cancelled"}
	}
	return []string{""}
}

// Act is something that an actor does on an object, as policies name it.
type Act string

// The acts.
const (
	ViewPage         Act = "page.view"
	ViewAccount      Act = "account.view"
	KeepAccount      Act = "account.keep" // its credentials and e-mail
	EndSession       Act = "session.end"
	SignUp           Act = "account.sign_up" // for oneself
	OpenAccount      Act = "account.open"    // for somebody else
	StateAccount     Act = "account.state"   // suspend, close, let in again
	ProposeRole      Act = "role.propose"    // give, where one person is enough
	ConfirmRole      Act = "role.confirm"    //
	EndRole          Act = "role.end"        //
	Delegate         Act = "delegation.give" // of one's own account
	DeclareConflict  Act = "conflict.declare"
	WithdrawConflict Act = "conflict.withdraw"
	ViewParty        Act = "party.view"
	TellParty        Act = "party.tell"      // name, addresses
	GivePower        Act = "power.give"      // record a power of attorney
	AcceptPower      Act = "power.accept"    // stand for it
	ReceiveOriginal  Act = "power.original"  //
	RevokePower      Act = "power.revoke"    //
	Declare          Act = "declaration.own" // see, make and withdraw declarations about oneself
	ViewDraft        Act = "draft.view"
	WriteDraft       Act = "draft.write"
	ShareDraft       Act = "draft.share"
	DropDraft        Act = "draft.drop"
	SignDraft        Act = "draft.sign"
	SubmitDraft      Act = "draft.submit"
	ViewSubmission   Act = "submission.view"
	RepairSubmission Act = "submission.repair" // mend it, or propose that it has failed
	FailSubmission   Act = "submission.fail"   // confirm what another proposed: it has failed for good
	ViewPayment      Act = "payment.view"      // what is to be paid and by whom, without what was filed
	ConfirmPayment   Act = "payment.confirm"
	ViewRight        Act = "right.view" // all of it, also what is not public
	ExamineForm      Act = "right.examine_form"
	ExamineSubstance Act = "right.examine_substance"
	DecideRight      Act = "right.decide"
	EnterRight       Act = "right.enter" // in the register
	AnswerOffice     Act = "right.answer"
	WithdrawRight    Act = "right.withdraw"
)

// In is the act in the words of a language.
func (a Act) In(l locale.Lang) string { return locale.T(l, "may."+string(a)) }

// StateIn is the word for a state of an object of this sort.
func (k ObjectKind) StateIn(l locale.Lang, state string) string {
	switch {
	case state == "":
		return ""
	case k == RightObject:
		return locale.T(l, "common.status."+state)
	}
	return locale.T(l, "may.state."+strings.ToLower(string(k))+"."+state)
}

// ActRow is what is known of an act, for those who read or write policies.
type ActRow struct {
	Act     Act
	On      ObjectKind
	Present bool // has legal effect, or changes who may get in: the actor has just proved to be present
	Officer bool // done for the office on somebody's file: a conflict of interest forbids it
	Lent    bool // can be delegated
}

// Acts lists every act, in the order in which tables show them.
func Acts() []ActRow {
	return []ActRow{
		{ViewPage, PageObject, false, false, false},
		{ViewAccount, AccountObject, false, false, false},
		{EndSession, AccountObject, false, false, false},
		{KeepAccount, AccountObject, true, false, false},
		{SignUp, AccountObject, false, false, false},
		{OpenAccount, AccountObject, true, false, false},
		{StateAccount, AccountObject, true, false, false},
		{Delegate, AccountObject, true, false, false},
		{DeclareConflict, AccountObject, false, false, false},
		{WithdrawConflict, AccountObject, true, false, false},
		{ProposeRole, GrantObject, true, false, false},
		{ConfirmRole, GrantObject, true, false, false},
		{EndRole, GrantObject, true, false, false},
		{ViewParty, PartyObject, false, false, true},
		{TellParty, PartyObject, false, false, true},
		{GivePower, PartyObject, true, false, false},
		{AcceptPower, PartyObject, true, false, false},
		{ReceiveOriginal, PartyObject, false, true, true},
		{RevokePower, PartyObject, true, false, false},
		{Declare, PartyObject, false, false, false},
		{ViewDraft, DraftObject, false, false, true},
		{WriteDraft, DraftObject, false, false, true},
		{ShareDraft, DraftObject, false, false, true},
		{DropDraft, DraftObject, false, false, true},
		{SignDraft, DraftObject, true, false, true},
		{SubmitDraft, DraftObject, true, false, true},
		{ViewSubmission, SubmissionObject, false, false, true},
		{RepairSubmission, SubmissionObject, true, true, true},
		{FailSubmission, SubmissionObject, true, true, true},
		{ViewPayment, SubmissionObject, false, false, true},
		{ConfirmPayment, SubmissionObject, true, true, true},
		{ViewRight, RightObject, false, false, true},
		{ExamineForm, RightObject, false, true, true},
		{ExamineSubstance, RightObject, false, true, true},
		{DecideRight, RightObject, true, true, true},
		{EnterRight, RightObject, true, true, false},
		{AnswerOffice, RightObject, true, false, true},
		{WithdrawRight, RightObject, true, false, true},
	}
}

// RowOf gives what is known of an act, and whether there is such an act.
func RowOf(act Act) (ActRow, bool) {
	rows := Acts()
	i := slices.IndexFunc(rows, func(r ActRow) bool { return r.Act == act })
	if i < 0 {
		return ActRow{}, false
	}
	return rows[i], true
}
