package office

import (
	"slices"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
)

// Role is the part that somebody plays before or in the office. What a role may do is written in the policies (package
// policy), not here. The words of each role stand in docs/glossary.md and under role.* of the texts.
type Role string

// The closed list of roles. The part that a party plays in a right is another thing: ipr.Role.
const (
	Applicant        Role = "applicant"         // asks for rights, in their own name or for those who empowered them
	Representative   Role = "representative"    // acts for others before the office as a profession
	Clerk            Role = "clerk"             // receives what comes in and mends what got stuck
	FormalityOfficer Role = "formality_officer" // examines as to form
	Examiner         Role = "examiner"          // examines as to substance
	Supervisor       Role = "supervisor"        // decides upon what examiners propose
	Cashier          Role = "cashier"           // confirms payments
	Registrar        Role = "registrar"         // enters in the register
	Trainer          Role = "trainer"           // teaches
	Adviser          Role = "adviser"           // answers those who ask for advice
	GIOfficer        Role = "gi_officer"        // examines and follows geographical indications
	Auditor          Role = "auditor"           // sees what was done and why it was allowed; changes nothing
	Administrator    Role = "administrator"     // keeps accounts and roles; sees no file
)

// Roles lists them all, in the order in which lists show them.
func Roles() []Role {
	return []Role{Applicant, Representative, Clerk, FormalityOfficer, Examiner, Supervisor, Cashier, Registrar, Trainer, Adviser,
		GIOfficer, Auditor, Administrator}
}

// ParseRole reads a role. Errors: Invalid if it is not in the list.
func ParseRole(s string) (Role, error) {
	if r := Role(s); slices.Contains(Roles(), r) {
		return r, nil
	}
	return "", fault.New(fault.Invalid, "%q is no role", s)
}

// In is the role's word in a language.
func (r Role) In(l locale.Lang) string { return locale.T(l, "role."+string(r)) }

// Told says in one sentence what the role is for.
func (r Role) Told(l locale.Lang) string { return locale.T(l, "role.told."+string(r)) }

// Staff reports whether those who have the role work for the office.
func (r Role) Staff() bool { return r != Applicant && r != Representative }

// TwoPersons reports whether the role is given by two persons: one proposes, another confirms. It is so for the roles with
// which the register, or the list of those who may write it, could be changed.
func (r Role) TwoPersons() bool { return r == Registrar || r == Administrator }
