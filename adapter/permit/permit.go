// Package permit judges who may do what, by the office's policies (package office, policy/*.cedar), with the Cedar language.
//
// A policy permits or forbids acts of an actor on an object, under conditions. What no policy permits is not allowed, and what one
// forbids no other can permit. [Open] reads all policies and refuses the whole set if one of them names an act, a role, an attribute or
// a state that the office does not have ([Schema] lists what there is), so that a misspelt word never silently opens or closes
// anything. [Judge.May] is a pure function of its arguments; the actor's roles, and for whom they speak, were found by office.People.
// [Matrix] shows at a glance what comes of it.
//
// Sources: the Cedar policy language, https://docs.cedarpolicy.com/policies/syntax-grammar.html.
package permit

import (
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
)

// Policy is one policy, as pages print it.
type Policy struct {
	ID     string
	File   string // below the folder of the policies
	Line   int    // where it begins, from 1
	Forbid bool
	Text   string // as it is written, from its first annotation to its semicolon

	told  map[locale.Lang]string
	cedar *cedar.Policy
}

// In says in one sentence what the policy means, for people; the text governs.
func (p Policy) In(l locale.Lang) string { return p.told[l] }

// Judge applies the policies. It is safe for concurrent use.
type Judge struct {
	policies []Policy // in the order of their files
	byID     map[string]int
	byAct    map[office.Act]list // those that can concern an act
	acts     map[office.Act]act
	parents  sync.Map // roles of an actor, joined → types.EntityUIDSet
}

// act is what is known of an act, ready for Cedar.
type act struct {
	on     office.ObjectKind
	entity types.Entity
	speaks bool        // its policies ask for whom the actor speaks
	ask    []attribute // what its policies ask of the object: the rest is not told, to be quick
}

// list iterates over policies in their order; Cedar's own set has none.
type list []*Policy

// All gives the policies with their ids.
func (l list) All() iter.Seq2[cedar.PolicyID, *cedar.Policy] {
	return func(yield func(cedar.PolicyID, *cedar.Policy) bool) {
		for _, p := range l {
			if !yield(cedar.PolicyID(p.ID), p.cedar) {
				return
			}
		}
	}
}

// Policies lists all policies in the order in which they stand in their files.
func (j *Judge) Policies() []Policy { return slices.Clone(j.policies) }

// Policy gives the policy with an id, and whether there is one.
func (j *Judge) Policy(id string) (Policy, bool) {
	i, ok := j.byID[id]
	if !ok {
		return Policy{}, false
	}
	return j.policies[i], true
}

var _ office.Judge = (*Judge)(nil)

// May judges; see office.Judge.
//
// Errors: Internal if there is no such act, it is not done on such objects, or a policy cannot be applied. Nothing is allowed then.
func (j *Judge) May(by office.Actor, do office.Act, on office.Object) (office.Verdict, error) {
	a, ok := j.acts[do]
	if !ok || a.on != on.Kind {
		return office.Verdict{}, fault.New(fault.Internal, "the act %q is not done on an object of the sort %q", string(do), string(on.Kind))
	}
	q := question{act: a, actor: j.actor(by, do, on, a.speaks), object: object(on, a.ask)}
	decision, why := cedar.Authorize(j.byAct[do], &q, cedar.Request{
		Principal: q.actor.UID, Action: a.entity.UID, Resource: q.object.UID, Context: circumstances(by, on),
	})
	if len(why.Errors) > 0 { // a forbidding policy that fails would otherwise simply not forbid
		e := why.Errors[0]
		return office.Verdict{}, fault.New(fault.Internal, "the policy %s cannot be applied: %s", string(e.PolicyID), e.Message)
	}
	v := office.Verdict{Allowed: decision == cedar.Allow}
	for _, r := range why.Reasons {
		v.By = append(v.By, string(r.PolicyID))
	}
	slices.Sort(v.By)
	return v, nil
}

// question is what one decision knows: Cedar asks it for entities.
type question struct {
	act           act
	actor, object types.Entity
}

// Get gives the entities that have attributes or parents.
func (q *question) Get(uid types.EntityUID) (types.Entity, bool) {
	switch uid {
	case q.actor.UID:
		return q.actor, true
	case q.object.UID:
		return q.object, true
	case q.act.entity.UID:
		return q.act.entity, true
	}
	return types.Entity{}, false
}

// The groups of roles that policies may name beside the roles themselves.
const (
	public   = "public"    // nobody is signed in
	operator = "operator"  // the machine's command line
	signedIn = "signed_in" // an account
	staff    = "staff"     // with a role of the office
	filing   = "filing"    // with the role of an applicant or representative
)

// actor is the actor as policies see them. Of the parties for whom they speak only those of the object are told: no other can matter.
func (j *Judge) actor(by office.Actor, do office.Act, on office.Object, speaks bool) types.Entity {
	var roles []string
	switch {
	case by.Public():
		roles = []string{public}
	case by.Account == office.Operator:
		roles = []string{operator}
	default:
		roles = append(roles, signedIn)
		for _, r := range by.RolesFor(do, on) {
			roles = append(roles, string(r))
			if r.Staff() {
				roles = append(roles, staff)
			} else {
				roles = append(roles, filing)
			}
		}
	}
	id := string(by.Account)
	if by.Public() {
		id = public
	}
	told := types.RecordMap{"account": types.String(by.Account), "party": types.String(by.Party)}
	if speaks {
		var parties []office.PartyID
		if len(on.Parties) > 0 {
			parties = slices.DeleteFunc(by.SpeaksFor(do, on.ID), func(p office.PartyID) bool { return !slices.Contains(on.Parties, p) })
		}
		told["speaksFor"] = set(parties)
	}
	return types.Entity{UID: types.NewEntityUID("Actor", types.String(id)), Parents: j.members(roles), Attributes: types.NewRecord(told)}
}

// members gives the set of roles as Cedar has it. There are few combinations, so each is made once.
func (j *Judge) members(roles []string) types.EntityUIDSet {
	key := strings.Join(roles, " ")
	if s, ok := j.parents.Load(key); ok {
		return s.(types.EntityUIDSet)
	}
	var uids []types.EntityUID
	for _, r := range roles {
		uids = append(uids, types.NewEntityUID("Role", types.String(r)))
	}
	s, _ := j.parents.LoadOrStore(key, types.NewEntityUIDSet(uids...))
	return s.(types.EntityUIDSet)
}

// object is the object as policies see it, with what they ask of it.
func object(on office.Object, ask []attribute) types.Entity {
	m := make(types.RecordMap, len(ask))
	for _, a := range ask {
		m[types.String(a.name)] = a.of(on)
	}
	return types.Entity{UID: types.NewEntityUID(types.EntityType(on.Kind), types.String(on.ID)), Attributes: types.NewRecord(m)}
}

// circumstances are what policies call the context.
func circumstances(by office.Actor, on office.Object) types.Record {
	m := types.RecordMap{
		"conflict":  types.Boolean(by.InConflict(on.ID, on.Parties)),
		"day":       types.Long(by.Day.Year*10000 + by.Day.Month*100 + by.Day.Day),
		"elsewhere": types.Boolean(by.Elsewhere(on.Parties)),
	}
	if !by.SteppedUp.IsZero() && !by.SteppedUp.After(by.At) {
		m["stepUpAge"] = types.Long(by.At.Sub(by.SteppedUp).Seconds())
	}
	return types.NewRecord(m)
}

func set[T ~string](list []T) types.Set {
	values := make([]types.Value, len(list))
	for i, s := range list {
		values[i] = types.String(s)
	}
	return types.NewSet(values...)
}
