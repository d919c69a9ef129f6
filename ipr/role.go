package ipr

// Role is the part that a party plays in a right.
type Role string

// The parties named by WIPO's standards. Owner is said of a national register, Holder of the Madrid register.
const (
	Applicant      Role = "applicant"      // INID 731 (marks), 71 (patents)
	Owner          Role = "owner"          // INID 732 (marks), 73 (patents)
	Holder         Role = "holder"         // of an international registration
	Representative Role = "representative" // INID 740 (marks), 74 (patents)
	Inventor       Role = "inventor"       // INID 72
	Designer       Role = "designer"       // INID 72 of ST.80
	Licensee       Role = "licensee"       // INID 791
	User           Role = "user"           // who may use a geographical indication: AuthorizedUser of ST.96
)

// Roles lists them all.
func Roles() []Role {
	return []Role{Applicant, Owner, Holder, Representative, Inventor, Designer, Licensee, User}
}
