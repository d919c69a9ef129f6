package signin

import (
	"context"
	"slices"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
)

// Notice gives the letters that tell people what was done to them: their ways in, roles, powers of attorney. The store writes them in the
// transaction of the fact. Letters go to addresses that were proved, in every language, and hold no link.
//
// Errors: those of the reader and the folds.
func Notice(officeName map[locale.Lang]string, first locale.Lang) func(context.Context, office.Reader, office.Fact) ([]office.Letter, error) {
	n := notices{&Entrance{c: Config{Office: officeName}}, first}
	return n.of
}

type notices struct {
	e     *Entrance
	first locale.Lang
}

// letter makes a letter whose texts may have a word of each language in them.
func (n notices) letter(to, key string, word func(locale.Lang) string) []office.Letter {
	if to == "" {
		return nil
	}
	l := office.Letter{To: to, First: n.first, Subject: office.Words{}, Text: office.Words{}}
	for _, lang := range locale.Langs() {
		l.Subject[lang] = locale.T(lang, "letter."+key+".subject", "office", n.e.name(lang))
		l.Text[lang] = locale.T(lang, "letter."+key+".text", "office", n.e.name(lang), "what", word(lang))
	}
	return []office.Letter{l}
}

func (n notices) of(ctx context.Context, r office.Reader, f office.Fact) ([]office.Letter, error) {
	switch f.What {
	case office.CredentialAdded, office.CredentialRemoved, office.EmailTold, office.StateSet:
		return n.account(ctx, r, f)
	case office.RoleProposed, office.RoleConfirmed, office.RoleEnded:
		return n.role(ctx, r, f)
	case office.PowerGiven:
		return n.power(ctx, r, f)
	case office.DelegationGiven:
		return n.delegation(ctx, r, f)
	}
	return nil, nil
}

func accountIn(ctx context.Context, r office.Reader, id office.AccountID) (office.Account, []office.Fact, error) {
	facts, err := r.Facts(ctx, string(id))
	if err != nil {
		return office.Account{}, nil, err
	}
	a, err := office.FoldAccount(facts)
	return a, facts, err
}

func (n notices) account(ctx context.Context, r office.Reader, f office.Fact) ([]office.Letter, error) {
	now, facts, err := accountIn(ctx, r, office.AccountID(f.Subject))
	if err != nil || len(facts) < 2 {
		return nil, err
	}
	before, err := office.FoldAccount(facts[:len(facts)-1])
	if err != nil {
		return nil, err
	}
	kind := func(k office.CredentialKind) func(locale.Lang) string {
		return func(l locale.Lang) string { return locale.T(l, "signin.kind."+string(k)) }
	}
	switch f.What {
	case office.CredentialAdded:
		if len(before.Credentials) == 0 {
			return nil, nil // they are just setting up their account
		}
		return n.letter(now.Proved, "credential_added", kind(now.Credentials[len(now.Credentials)-1].Kind)), nil
	case office.CredentialRemoved:
		for _, c := range before.Credentials {
			if _, left := now.Credential(c.ID); !left && len(of(now, c.Kind)) == 0 {
				return n.letter(now.Proved, "credential_removed", kind(c.Kind)), nil
			}
		}
	case office.EmailTold:
		if before.Proved != "" && before.Proved != now.Email {
			return n.letter(before.Proved, "email_told", func(locale.Lang) string { return "" }), nil
		}
	case office.StateSet:
		return n.letter(before.Proved, "state", func(l locale.Lang) string { return office.AccountObject.StateIn(l, string(now.State)) }), nil
	}
	return nil, nil
}

func (n notices) role(ctx context.Context, r office.Reader, f office.Fact) ([]office.Letter, error) {
	facts, err := r.Facts(ctx, f.Subject)
	if err != nil {
		return nil, err
	}
	g, err := office.FoldGrant(facts)
	if err != nil || g.Open() || f.By == g.Account {
		return nil, err
	}
	a, _, err := accountIn(ctx, r, g.Account)
	if err != nil {
		return nil, err
	}
	key := "role_given"
	if f.What == office.RoleEnded {
		key = "role_ended"
	}
	return n.letter(a.Proved, key, g.Role.In), nil
}

func (n notices) power(ctx context.Context, r office.Reader, f office.Fact) ([]office.Letter, error) {
	facts, err := r.Facts(ctx, f.Subject)
	if err != nil {
		return nil, err
	}
	w, err := office.FoldPower(facts)
	if err != nil {
		return nil, err
	}
	ids, err := r.Find(ctx, office.Lookup{Kind: office.ByParty, Key: string(w.Principal)}, "", 20)
	if err != nil {
		return nil, err
	}
	party, err := r.Facts(ctx, string(w.Representative))
	if err != nil {
		return nil, err
	}
	who, err := office.FoldParty(party)
	if err != nil {
		return nil, err
	}
	var all []office.Letter
	for _, id := range ids {
		a, _, err := accountIn(ctx, r, office.AccountID(id))
		if err != nil {
			return nil, err
		}
		if a.ID != f.By && a.State == office.Active {
			all = append(all, n.letter(a.Proved, "power_given", func(locale.Lang) string { return who.Name })...)
		}
	}
	return slices.Clip(all), nil
}

func (n notices) delegation(ctx context.Context, r office.Reader, f office.Fact) ([]office.Letter, error) {
	facts, err := r.Facts(ctx, f.Subject)
	if err != nil {
		return nil, err
	}
	d, err := office.FoldDelegation(facts)
	if err != nil {
		return nil, err
	}
	a, _, err := accountIn(ctx, r, d.To)
	if err != nil {
		return nil, err
	}
	return n.letter(a.Proved, "delegation_given", func(locale.Lang) string { return d.Span.Last.String() }), nil
}
