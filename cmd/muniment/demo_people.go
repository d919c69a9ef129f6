package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
)

// samplePerson is somebody of the sample office, who does not exist.
type samplePerson struct {
	name, email, address string
	roles                []office.Role
}

// samplePeople are those who can sign in to the sample office, in the order in which they are printed. The administrator comes first, since an
// office is founded with one.
var samplePeople = []samplePerson{
	{"Hoàng Gia Phúc", "phuc@demo.invalid", "", []office.Role{office.Administrator}},
	{"Bùi Ngọc Hân", "han@demo.invalid", "", []office.Role{office.Registrar}},
	{"Võ Thu Trang", "trang@demo.invalid", "", []office.Role{office.Clerk}},
	{"Đặng Minh Khôi", "khoi@demo.invalid", "", []office.Role{office.Cashier}},
	{"Lâm Thị Sen", "sen@demo.invalid", "Ấp Mẫu 3, xã Mẫu, tỉnh Cà Mau", []office.Role{office.Applicant}},
	{"Phan Quốc Bảo", "bao@demo.invalid", "12 phố Mẫu, phường Mẫu, thành phố Hà Nội", []office.Role{office.Applicant, office.Representative}},
}

// password is that of a sample person. It is no secret: it opens the sample office only, in which everything is made up.
func (s samplePerson) password() string {
	name, _, _ := strings.Cut(s.email, "@")
	return "sample office, key of " + strings.Repeat(name[:1], 2) + fmt.Sprint(len(s.name))
}

// fillPeople opens the accounts of the sample office, once.
func fillPeople(ctx context.Context, p *program, s *store.Store) error {
	done, err := s.Setting(ctx, "sample people")
	if err != nil || done != "" {
		return err
	}
	st, err := p.staff(s, demoOffice(), "http://localhost", nil)
	if err != nil {
		return err
	}
	now := p.clock().UTC()
	y, m, d := now.In(zone()).Date()
	today := ipr.Date{Year: y, Month: int(m), Day: d}
	by := office.OperatorActor(now, today)
	for _, x := range samplePeople {
		if _, err := st.people.AccountBy(ctx, office.EmailLookup(x.email)); err == nil {
			continue // a run that was cut off had come so far
		} else if fault.KindOf(err) != fault.NotFound {
			return err
		}
		party := office.Party{Nature: office.Natural, Name: x.name, Country: "VN"}
		if x.address != "" {
			party.Addresses = []office.Address{{Country: "VN", Written: x.address}}
		}
		a, err := st.people.Open(ctx, by, party, x.email)
		if err != nil {
			return err
		}
		for _, role := range x.roles {
			if _, err := st.people.ProposeRole(ctx, by, a.ID, role, office.Span{First: today}); err != nil {
				return err
			}
		}
		if err := st.entrance.AdmitPassword(ctx, by, a.ID, x.password()); err != nil {
			return err
		}
		if err := st.people.VerifyEmail(ctx, a.ID, x.email); err != nil {
			return err
		}
	}
	return s.SaveSetting(ctx, "sample people", "complete")
}

// signIns tells who can sign in to the sample office, by role.
func signIns(base, letters string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Sign in: %s/portal/sign-in\n", base)
	for _, x := range samplePeople {
		role := x.roles[len(x.roles)-1]
		fmt.Fprintf(&b, "  %-18s %-22s %s\n", role.In(locale.En), x.email, x.password())
	}
	fmt.Fprintf(&b, "Letters: %s (where a link proves that it is you, until you add a passkey)\n\n", letters)
	return b.String()
}
