package office

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"github.com/muniment/muniment/internal/fault"
)

// Fact is one thing told about a subject: a party, an account, a grant … Facts are appended and never changed; the present
// is the fold over a subject's facts in their order, and a correction is a new fact.
type Fact struct {
	Seq     int64     // place among all facts, from 1; 0 before it has one
	Subject string    // id of the subject
	At      time.Time // UTC, to the second
	By      AccountID // who told it; Operator for the command line
	What    What
	Body    json.RawMessage // what the sort of fact says, see the folds
}

// What is a sort of fact.
type What string

// The closed list of facts. A program that meets one it does not know stops, since it would misread the subject.
const (
	PartyTold         What = "party.told"         // the whole of what is known of a party, anew
	AccountOpened     What = "account.opened"     // for a party
	EmailTold         What = "account.email"      // an e-mail address, not yet proved
	EmailVerified     What = "account.verified"   // the holder proved that the address is theirs
	StateSet          What = "account.state"      // active, suspended or closed
	CredentialAdded   What = "credential.added"   // a passkey, password, code generator, outside sign-in
	CredentialRemoved What = "credential.removed" //
	RoleProposed      What = "role.proposed"      // a role for an account; in force unless two persons are needed
	RoleConfirmed     What = "role.confirmed"     // by a second person
	RoleEnded         What = "role.ended"         // from a day on; also refuses a proposal
	DelegationGiven   What = "delegation.given"   //
	DelegationEnded   What = "delegation.ended"   //
	PowerGiven        What = "power.given"        // a power of attorney, as its paper says
	PowerAccepted     What = "power.accepted"     // by the principal or a clerk, where somebody else told of it
	OriginalReceived  What = "power.original"     // the paper itself came
	PowerRevoked      What = "power.revoked"      //
	ConflictDeclared  What = "conflict.declared"  //
	ConflictWithdrawn What = "conflict.withdrawn" //
)

// Reader reads facts and finds subjects in one consistent state.
type Reader interface {
	// Facts gives the facts of a subject in their order; none if there is no such subject.
	Facts(ctx context.Context, subject string) ([]Fact, error)
	// Find gives the subjects that a lookup leads to, in the order of their ids: those after the given one ("" for the first), at
	// most limit of them. See Lookups.
	Find(ctx context.Context, l Lookup, after string, limit int) ([]string, error)
	// Found gives the facts of every subject that a lookup leads to, subject by subject in the order of their ids.
	Found(ctx context.Context, l Lookup) ([][]Fact, error)
}

// Tx is an open transaction on what is kept of people.
type Tx interface {
	Reader
	// AddFact appends a fact, gives it its place, and brings the lookups of its subject up to date.
	// Errors: Conflict if a lookup that leads to one subject at most leads to another already.
	AddFact(ctx context.Context, f Fact) error
	// SaveSecret keeps the sealed secret of a credential in place of an earlier one; nil destroys it.
	SaveSecret(ctx context.Context, credential string, sealed []byte) error
}

// DB opens transactions. Update may run its function again, so that it only computes and writes.
type DB interface {
	View(ctx context.Context, f func(Reader) error) error
	Update(ctx context.Context, f func(Tx) error) error
}

// body encodes what a fact says. The bodies are plain structs, so it cannot fail.
func body(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic("office: " + err.Error())
	}
	return b
}

// read decodes what a fact says, strictly: a member that the program does not know would be lost in the fold.
func (f Fact) read(v any) error {
	d := json.NewDecoder(bytes.NewReader(f.Body))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fault.New(fault.Internal, "fact %d about %s cannot be read", f.Seq, f.Subject).Because(err)
	}
	return nil
}

// stray is the error of a fold that meets a fact which does not belong where it stands.
func (f Fact) stray() error {
	return fault.New(fault.Internal, "fact %d about %s, %s, is not understood there", f.Seq, f.Subject, f.What)
}
