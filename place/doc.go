// Package place knows the land: administrative units and how they change, and areas drawn on the map.
//
// A [Unit] is a province or a commune (or, before July 2025 in Viet Nam, a district) between two days. Codes are those of an
// official list, and a list gives the code of a unit that has gone to another one: so a code means something only together with a
// day. A [Gazetteer] holds the units of all lists, finds them by code and by name, and follows what was to what is.
//
// A [Shape] is an area of land. Its points are whole millionths of a degree (0.11 m of latitude) of longitude and latitude in WGS 84, so
// that whether lines cross and where a point lies is decided exactly, and the same everywhere. Between two points a side is straight in
// longitude and latitude, as RFC 7946 (GeoJSON) has it. Areas are in square metres on the ellipsoid of WGS 84.
//
// A [Map] draws units and an area as SVG, for pages and for documents.
//
// Everything here is computed from what is given: there is no file, clock or net. A Gazetteer is safe for concurrent use.
//
// Sources: RFC 7946; WGS 84 as in NIMA TR8350.2; for the ellipsoid's area J. P. Snyder, Map Projections: A Working Manual
// (USGS Professional Paper 1395, 1987), equation 3-12; for simplification M. Visvalingam, J. D. Whyatt, Line generalisation by
// repeated elimination of points (The Cartographic Journal 30, 1993).
package place
