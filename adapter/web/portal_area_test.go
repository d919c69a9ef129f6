package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/place"
)

// land is the sample's land.
type land struct {
	list      []place.Record
	gazetteer *place.Gazetteer
}

func newLand(t testing.TB) *land {
	t.Helper()
	l := &land{list: sample.Land()}
	var units []place.Unit
	for _, r := range l.list {
		units = append(units, r.Unit)
	}
	var err error
	l.gazetteer, err = place.NewGazetteer(units)
	must(t, err)
	return l
}

func (l *land) Gazetteer(context.Context) (*place.Gazetteer, error) { return l.gazetteer, nil }

func (l *land) Shapes(_ context.Context, refs []place.Ref) ([]place.Shape, error) {
	out := make([]place.Shape, len(refs))
	for i, ref := range refs {
		if n := slices.IndexFunc(l.list, func(r place.Record) bool { return r.Ref() == ref }); n >= 0 {
			out[i] = l.list[n].Shape
		}
	}
	return out, nil
}

// square is an outline within the first province.
const square = `{"type":"Polygon","coordinates":[[[0.3,0.6],[0.5,0.6],[0.5,0.75],[0.3,0.75],[0.3,0.6]]]}`

func areaPage(t testing.TB) http.Handler {
	t.Helper()
	s := newOffice(t).site()
	s.Places = newLand(t)
	_, err := s.Handler()
	must(t, err)
	h, err := s.AreaPage()
	must(t, err)
	return h
}

func TestAreaIsAskedByAListThatThePictureFollows(t *testing.T) {
	h := areaPage(t)
	for _, c := range []struct {
		name, query string
		has, lacks  []string
	}{
		{"nothing is chosen", "", []string{"Tỉnh Cồn Yến", `value="S200"`, "chưa xã nào được chọn"}, []string{`class="on"`, " checked"}},
		{"a commune is filled where it is ticked", "indication.communes=S102", []string{`<path class="on" data-code="S102"`, `value="S102" data-metres="`, "các xã tô màu: Xã Bản Lả"}, []string{"Đã chọn ở nơi khác"}},
		{"the province of what is chosen is shown", "indication.communes=S102", []string{"Bản đồ Tỉnh Thượng Sương"}, nil},
		{"what is chosen in another province stays", "indication.communes=S102&area.province=S2", []string{"Đã chọn ở nơi khác", `value="S102"`, "Xã Bản Lả, Tỉnh Thượng Sương", "Bản đồ Tỉnh Cồn Yến"}, nil},
		{"a code of no list stays too", "indication.communes=99999", []string{`value="99999"`, "mã 99999, không có trong danh mục hiện nay"}, nil},
		{"a unit that is no more leads to what it is now", "area.find=khe+vang", []string{"Xã Nậm Sương, Tỉnh Thượng Sương", "Đến trước ngày 01/07/2025 là Xã Khe Vắng"}, nil},
		{"a province that is no more leads to its communes' province", "area.find=xyz", []string{"Không có đơn vị nào tên “xyz”"}, nil},
		{"what a commune was stands beside it", "area.province=S1", []string{"Trước ngày 01/07/2025: Xã Nậm Sương và Xã Khe Vắng"}, nil},
		{"an outline is drawn and told", "area.province=S1&indication.shape=" + url.QueryEscape(square), []string{`class="outline"`, "1 mảnh, 4 điểm"}, nil},
		{"an outline beyond the picture is told", "area.province=S2&indication.shape=" + url.QueryEscape(square), []string{"Một phần đường bao nằm ngoài hình"}, nil},
		{"what is wrong with an outline is told, and it stays", "indication.shape=" + url.QueryEscape(`{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,0.5],[0,0]]]}`), []string{"tự cắt hoặc tự chạm", `{&#34;type&#34;:&#34;Polygon`}, []string{`class="outline"`}},
	} {
		w := get(t, h, "/?"+c.query, "Accept-Language", "vi")
		if w.Code != 200 {
			t.Fatalf("%s: %d %s", c.name, w.Code, w.Body)
		}
		for _, want := range c.has {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: the page lacks %q", c.name, want)
			}
		}
		for _, bad := range c.lacks {
			if strings.Contains(w.Body.String(), bad) {
				t.Errorf("%s: the page has %q", c.name, bad)
			}
		}
	}
}

func TestAreaIsAskedWithoutAList(t *testing.T) {
	s := newOffice(t).site()
	_, err := s.Handler()
	must(t, err)
	h, err := s.AreaPage()
	must(t, err)
	body := get(t, h, "/?indication.communes=12345&indication.shape="+url.QueryEscape(square), "Accept-Language", "en").Body.String()
	for _, want := range []string{`value="12345"`, `class="outline"`, "Map of the outline that was drawn.", "One piece, 4 points"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(body, "area-find") {
		t.Error("the page looks for units that the office does not have")
	}
}

// TestAreaInTheBrowser chooses a commune by a click and draws an outline by mouse and by keyboard; the page is accessible all the while.
func TestAreaInTheBrowser(t *testing.T) {
	ctx, base, axe := browser(t)
	_ = base
	h := areaPage(t)
	s := newOffice(t).site()
	assets, err := s.Handler()
	must(t, err)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/asset/") {
			assets.ServeHTTP(w, r)
			return
		}
		h.ServeHTTP(w, r)
	}))
	defer server.Close()
	var said console
	said.listen(t, ctx)
	shots := os.Getenv("MUNIMENT_TEST_SHOTS")
	value := func(expression string) string {
		t.Helper()
		v, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression))
		must(t, err)
		return v
	}
	holds := func(condition string) {
		t.Helper()
		if value("String(Boolean("+condition+"))") != "true" {
			t.Errorf("it does not hold that %s", condition)
		}
	}
	look := func(name string, width int64) {
		t.Helper()
		must(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)))
		for _, v := range violations(t, ctx, axe) {
			t.Errorf("%s at %d pixels: %s", name, width, v)
		}
		if wide := value("String(document.documentElement.scrollWidth)"); wide != fmt.Sprint(width) {
			t.Errorf("%s at %d pixels is %s wide: %s", name, width, wide, value(widest))
		}
		if shots != "" {
			picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
			must(t, err)
			must(t, os.WriteFile(filepath.Join(shots, fmt.Sprintf("area-%s-%d.png", name, width)), picture, 0o644))
		}
	}
	for _, lang := range []string{"vi", "en"} {
		must(t, chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(server.URL+"/?lang="+lang+"&area.province=S1&area.find=khe+vang&indication.communes=S203")))
		look(lang+"-list", 360)
		look(lang+"-list", 1280)
		// A click in the picture ticks the box and fills the commune.
		middle := func(code string) (x, y float64) {
			t.Helper()
			must(t, json.Unmarshal([]byte("["+value(`(()=>{const p=document.querySelector('path[data-code="`+code+`"]');p.scrollIntoView({block:'center'});const b=p.getBoundingClientRect();return [b.x+b.width/2,b.y+b.height/2].join(',')})()`)+"]"), &[]any{&x, &y}))
			return x, y
		}
		x, y := middle("S104")
		must(t, chromedp.Do(ctx, chromedp.MouseClickXY(x, y)))
		holds(`document.querySelector('input[value="S104"]').checked && document.querySelector('path[data-code="S104"]').classList.contains('on')`)
		holds(`document.querySelector('.area-sum strong').textContent.endsWith(' ha')`)
		holds(`document.getElementById('area-says').textContent.includes(document.querySelector('input[value="S104"]').dataset.name)`)
		// Three clicks and the button draw an outline.
		must(t, chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-do=draw]').click()`)))
		x, y = middle("S104")
		for _, d := range [][2]float64{{-40, -30}, {40, -30}, {30, 40}} {
			must(t, chromedp.Do(ctx, chromedp.MouseClickXY(x+d[0], y+d[1])))
		}
		holds(`document.querySelectorAll('.dots circle').length == 3`)
		look(lang+"-drawing", 1280)
		must(t, chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-do=close]').click()`)))
		if _, err := place.ParseShape([]byte(value(`document.querySelector('[name="indication.shape"]').value`))); err != nil {
			t.Errorf("what was drawn by mouse is no area: %v", err)
		}
		// And the keyboard draws a second piece.
		key := func(keys ...string) {
			t.Helper()
			for _, k := range keys {
				must(t, chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](`document.activeElement.dispatchEvent(new KeyboardEvent('keydown',{key:'`+k+`',bubbles:true,cancelable:true}))`)))
			}
		}
		must(t, chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-do=clear]').click();document.querySelector('[data-do=draw]').click()`)))
		holds(`document.activeElement.classList.contains('area-map')`)
		key("Enter", "ArrowRight", "ArrowRight", "ArrowRight", "Enter", "ArrowDown", "ArrowDown", "Enter", "ArrowLeft", "Enter", "Backspace")
		holds(`document.querySelectorAll('.dots circle').length == 3`)
		look(lang+"-keyboard", 360)
		key("c")
		shape, err := place.ParseShape([]byte(value(`document.querySelector('[name="indication.shape"]').value`)))
		if err != nil || len(shape) != 1 || shape.Points() != 3 {
			t.Errorf("what was drawn by keyboard is %v, %v", shape, err)
		}
		for _, line := range said.take() {
			t.Errorf("the console says: %s", line)
		}
	}
}

var _ web.Places = (*land)(nil)

// An address from before the mergers stays as it was written, and beside it stands what its units are now.
func TestOldAddressTellsWhatItIsNow(t *testing.T) {
	s := newOffice(t).site()
	s.Places = newLand(t)
	_, err := s.Handler()
	must(t, err)
	for _, c := range []struct{ written, want string }{
		{"Bản 2, xã Pác Mây, huyện Thượng Sương, tỉnh Thượng Sương", "Nay là Xã Bản Lả, Tỉnh Thượng Sương"},
		{"12 Phố Chợ, Tỉnh Hạ Sương", "Nay là Tỉnh Thượng Sương"},
		{"Bản 2, Xã Bản Lả, Tỉnh Thượng Sương", ""},
		{"Paris", ""}, {"", ""},
	} {
		got, err := s.AddressNow("vi", c.written)
		if must(t, err); got != c.want {
			t.Errorf("%q: %q, not %q", c.written, got, c.want)
		}
	}
}
