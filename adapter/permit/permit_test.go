package permit_test

import (
	"testing"

	"github.com/muniment/muniment/adapter/permit"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
)

func TestOpen(t *testing.T) {
	j, err := permit.Open(office.Policies)
	if err != nil {
		t.Fatal(err)
	}
	s, err := j.Matrix(locale.En)
	t.Log(s, err)
}
