package sample

import (
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/place"
)

// landFrom is the day on which the two levels of the sample land begin, as those of Viet Nam do.
var landFrom = ipr.Date{Year: 2025, Month: 7, Day: 1}

// landRows are the communes of the sample's provinces, row by row as they lie, the northern row first; "" is sea. After each name comes what the
// commune was before.
var landRows = []struct {
	province, code string
	rows           [][]string
}{
	{"Tỉnh Thượng Sương", "S1", [][]string{
		{"Xã Nậm Sương=Xã Nậm Sương,Xã Khe Vắng", "Xã Khe Lặng=Xã Khe Lặng", "Xã Bản Lả=Xã Bản Lả,Xã Pác Mây"},
		{"Xã Suối Ngà=Xã Suối Ngà,Xã Đá Bạc", "Phường Cửa Rừng=Thị trấn Cửa Rừng,Xã Đồng Mua", "Xã Hồ Sen=Xã Hồ Sen", "Xã Bản Lĩnh=Xã Bản Lĩnh,Xã Tà Lơi"},
		{"Xã Đồng Chè=Xã Đồng Chè", "Xã Suối Mây=Xã Suối Mây,Xã Nà Bó", "Xã Nậm Hương=Xã Nậm Hương"},
	}},
	{"Tỉnh Cồn Yến", "S2", [][]string{
		{"Xã Cồn Muối=Xã Cồn Muối,Xã Bãi Dài", "Xã Rạch Mắm=Xã Rạch Mắm"},
		{"Phường Chợ Phiên=Phường Chợ Phiên,Phường Bến Cũ", "", "Đặc khu Đảo Yến=Huyện Đảo Yến"},
	}},
}

// Land is the land of the sample: two provinces with their communes since July 2025, drawn by chance with borders that neighbours share, and the
// units that they were before. All of it is made up, and lies in the Gulf of Guinea, where no land is.
func Land() []place.Record {
	var list []place.Record
	old := 0
	for n, p := range landRows {
		draw := surveyor{west: 100_000 + int32(n)*900_000, north: 900_000}
		var whole []place.Shape
		var communes []place.Record
		for y, row := range p.rows {
			for x, cell := range row {
				name, was, _ := strings.Cut(cell, "=")
				if name == "" {
					continue
				}
				shape := draw.cell(x, y, len(row))
				if strings.HasPrefix(name, "Đặc khu") {
					shape = draw.islands(x, y, len(row))
				}
				code := p.code + string(rune('0'+len(communes)/10)) + string(rune('0'+len(communes)%10))
				communes = append(communes, place.Record{Unit: unit(code, place.Commune, p.code, name), Shape: shape})
				whole = append(whole, shape)
				for w := range strings.SplitSeq(was, ",") {
					old++
					u := unit("S"+string(rune('A'+old/10))+string(rune('0'+old%10)), place.Commune, "S"+string(rune('6'+n)), w)
					if strings.HasPrefix(w, "Huyện") {
						u.Level, u.Parent = place.District, p.code
					}
					list = append(list, place.Record{Unit: ended(u, code)})
				}
			}
		}
		district := unit("S"+string(rune('6'+n)), place.District, p.code, [...]string{"Huyện Thượng Sương", "Huyện Cồn Yến"}[n])
		var codes []string
		for _, c := range communes {
			if !strings.HasPrefix(c.Name, "Đặc khu") {
				codes = append(codes, c.Code)
			}
		}
		list = append(list, place.Record{Unit: ended(district, codes...)}, place.Record{Unit: ended(unit(p.code, place.Province, "", p.province), p.code)},
			place.Record{Unit: unit(p.code, place.Province, "", p.province), Shape: place.Union(whole...)})
		list = append(list, communes...)
	}
	return append(list, place.Record{Unit: ended(unit("S9", place.Province, "", "Tỉnh Hạ Sương"), "S1")})
}

// ended makes a unit one of the three levels before.
func ended(u place.Unit, became ...string) place.Unit {
	u.From, u.Until, u.Became = ipr.Date{Year: 2004, Month: 1, Day: 1}, landFrom, became
	return u
}

func unit(code string, level place.Level, parent, name string) place.Unit {
	return place.Unit{Code: code, Level: level, Parent: parent, Name: name, English: inEnglish(name), From: landFrom, Source: "sample"}
}

// inEnglish puts the word for what a unit is behind its name without marks.
func inEnglish(name string) string {
	for _, w := range [][2]string{{"Tỉnh ", " Province"}, {"Huyện ", " District"}, {"Xã ", " Commune"}, {"Phường ", " Ward"}, {"Thị trấn ", " Town"}, {"Đặc khu ", " Special Zone"}} {
		if rest, ok := strings.CutPrefix(name, w[0]); ok {
			words := strings.Fields(place.Fold(rest))
			for i, s := range words {
				words[i] = strings.ToUpper(s[:1]) + s[1:]
			}
			return strings.Join(words, " ") + w[1]
		}
	}
	return name
}

// surveyor draws a grid of land whose corners and sides are moved by chance, in the same way whichever unit asks: so neighbours share their borders.
type surveyor struct{ west, north int32 }

// A row has so many columns, which its units divide equally.
const columns = 12

// The size of a place of the grid: about 6 km by 18 km.
const (
	wide = 55_000
	high = 160_000
)

// cell is the land of the x-th of so many units of a row.
func (s surveyor) cell(x, y, of int) place.Shape {
	from, to := columns*x/of, columns*(x+1)/of
	var ring place.Ring
	for c := from; c < to; c++ {
		ring = append(ring, side(s.corner(c, y+1), s.corner(c+1, y+1), 2)...)
	}
	ring = append(ring, side(s.corner(to, y+1), s.corner(to, y), 4)...)
	for c := to; c > from; c-- {
		ring = append(ring, side(s.corner(c, y), s.corner(c-1, y), 2)...)
	}
	ring = append(ring, side(s.corner(from, y), s.corner(from, y+1), 4)...)
	return place.Shape{{ring}}
}

// islands are three islands in the place of a unit.
func (s surveyor) islands(x, y, of int) place.Shape {
	var shape place.Shape
	for k, size := range []int32{14_000, 30_000, 20_000} {
		at := s.corner(columns*(2*x+1)/(2*of)+k-1, y)
		at.Lat -= high/3 + int32(k)*high/6
		var ring place.Ring
		turn := [...][2]int32{{10, 0}, {7, 7}, {0, 10}, {-7, 7}, {-10, 0}, {-7, -7}, {0, -10}, {7, -7}}
		for i, t := range turn {
			n := turn[(i+1)%len(turn)]
			corner := func(t [2]int32) place.Point {
				return place.Point{Lon: at.Lon + size*t[0]/10, Lat: at.Lat + size*t[1]/10}
			}
			ring = append(ring, side(corner(t), corner(n), 2)...)
		}
		shape = append(shape, place.Polygon{ring})
	}
	return shape
}

// corner is a corner of the grid.
func (s surveyor) corner(c, y int) place.Point {
	p := place.Point{Lon: s.west + int32(c)*wide, Lat: s.north - int32(y)*high} // #nosec G115 -- a small grid
	return place.Point{Lon: p.Lon + chance(p, p, 1)*wide/4000, Lat: p.Lat + chance(p, p, 2)*high/5000}
}

// side gives the points of a side from a up to, but without, b: its middle is moved, and so on so many times.
func side(a, b place.Point, times int) place.Ring {
	if times == 0 {
		return place.Ring{a}
	}
	first, last := a, b
	if last.Lon < first.Lon || last.Lon == first.Lon && last.Lat < first.Lat {
		first, last = b, a
	}
	off := chance(first, last, 3)
	m := place.Point{
		Lon: (first.Lon+last.Lon)/2 - (last.Lat-first.Lat)/100*off/80,
		Lat: (first.Lat+last.Lat)/2 + (last.Lon-first.Lon)/100*off/80,
	}
	return append(side(a, m, times-1), side(m, b, times-1)...)
}

// chance is a number from -1000 to 1000 that two points and a purpose always give.
func chance(a, b place.Point, what uint64) int32 {
	h := what
	for _, v := range []int32{a.Lon, a.Lat, b.Lon, b.Lat} {
		h = (h ^ uint64(uint32(v))) * 0x9e3779b97f4a7c15 // #nosec G115 -- bits are wanted, whatever their sign
		h ^= h >> 29
	}
	return int32(h%2001) - 1000 // #nosec G115 -- less than 2001
}
