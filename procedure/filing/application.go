package filing

import (
	"github.com/muniment/muniment/ipr"
)

// Application is what somebody files to obtain a right: the answers of a draft, the body of a filing by the interface, and what
// the receipt commits to. Its JSON is a contract (docs/filing.md). Texts are in Unicode normalization form C; a member that does
// not apply is absent. Files are named by their SHA-256: their bytes travel beside it and are kept as they came.
type Application struct {
	V              int             `json:"v"`                   // 1
	Kind           ipr.Kind        `json:"kind"`                // TM PT UM DS GI
	Language       string          `json:"language"`            // of what is filed, ISO 639-1
	Reference      string          `json:"reference,omitempty"` // the applicant's own sign
	Applicants     []Applicant     `json:"applicants,omitempty"`
	Representative *Representative `json:"representative,omitempty"`
	Creators       []Creator       `json:"creators,omitempty"` // inventors or designers
	Priorities     []Priority      `json:"priorities,omitempty"`
	Mark           *MarkAsked      `json:"mark,omitempty"`
	Goods          []GoodsAsked    `json:"goods,omitempty"` // of a mark, by Nice class, in ascending order
	Invention      *InventionAsked `json:"invention,omitempty"`
	Designs        []DesignAsked   `json:"designs,omitempty"`
	Deferral       int             `json:"deferral,omitempty"` // months by which the publication of the designs is to be put off
	Indication     *NameAsked      `json:"indication,omitempty"`
	Requests       []string        `json:"requests,omitempty"`   // made with the filing: "examination", "early_publication"
	Statements     []Statement     `json:"statements,omitempty"` // answers to what the law demands and no other member says
	Files          []Attachment    `json:"files,omitempty"`
	Signatures     []Signature     `json:"signatures,omitempty"`
}

// Applicant is one who asks for the right. Name, country and place become public with the application; the rest never does.
type Applicant struct {
	Party   string   `json:"party,omitempty"`  // the office's own id of the person, if it has one
	Person  string   `json:"person"`           // natural or legal
	Name    string   `json:"name"`             // as written in their own language
	Latin   string   `json:"latin,omitempty"`  // in Latin letters, if the name is not
	Country string   `json:"country"`          // ST.3
	Place   string   `json:"place,omitempty"`  // town or province
	Number  string   `json:"number,omitempty"` // in the register of companies or persons
	Address *Address `json:"address,omitempty"`
	Email   string   `json:"email,omitempty"`
	Phone   string   `json:"phone,omitempty"`
}

// Address is a private address: units by their codes where the office knows them, and always as it was written.
type Address struct {
	Written  string `json:"written"`            // lines, divided by line feeds
	Province string `json:"province,omitempty"` // code
	Commune  string `json:"commune,omitempty"`  // code
	PostCode string `json:"post_code,omitempty"`
}

// Representative acts for the applicants under a power of attorney.
type Representative struct {
	Applicant
	Power     string   `json:"power"`              // "general", "single" or "none" where the law asks for none
	Attorney  string   `json:"attorney,omitempty"` // the office's id of a power that it has already
	Signed    ipr.Date `json:"signed,omitzero"`    // day of the power
	Signatory string   `json:"signatory,omitempty"`
	Position  string   `json:"position,omitempty"` // of who signed the power
}

// Creator is an inventor or a designer.
type Creator struct {
	Name    string `json:"name"`
	Country string `json:"country,omitempty"`
	Place   string `json:"place,omitempty"`
	Hidden  bool   `json:"hidden,omitempty"` // asks not to be named in public
}

// Priority is an earlier application whose date is claimed, or an exhibition.
type Priority struct {
	Office string   `json:"office"` // ST.3
	Number string   `json:"number,omitempty"`
	Date   ipr.Date `json:"date,omitzero"`
	Copy   string   `json:"copy,omitempty"` // "attached", "follows" or a code of WIPO's Digital Access Service
}

// MarkAsked is the sign of an application for a mark.
type MarkAsked struct {
	Feature         string   `json:"feature"` // word, figurative, combined, 3d, sound, colour
	Kind            string   `json:"kind"`    // individual, collective, certification
	Text            string   `json:"text,omitempty"`
	Image           string   `json:"image,omitempty"` // SHA-256 of the specimen as it is to be examined and printed
	Width           int      `json:"width,omitempty"` // of the specimen as printed, tenths of a millimetre
	Height          int      `json:"height,omitempty"`
	Sound           string   `json:"sound,omitempty"` // SHA-256
	Colours         string   `json:"colours,omitempty"`
	Description     string   `json:"description,omitempty"`
	Foreign         bool     `json:"foreign,omitempty"` // it has words of another language or script
	Translation     string   `json:"translation,omitempty"`
	Transliteration string   `json:"transliteration,omitempty"`
	Disclaimer      string   `json:"disclaimer,omitempty"`
	Origin          bool     `json:"origin,omitempty"` // a certification mark that certifies where goods come from
	Vienna          []string `json:"vienna,omitempty"`
}

// GoodsAsked is a class with the goods and services asked for.
type GoodsAsked struct {
	Class int      `json:"class"` // of the Nice Classification, 1 to 45
	Terms []string `json:"terms"`
}

// InventionAsked is what an application for a patent or a utility solution tells.
type InventionAsked struct {
	Title     string   `json:"title"`
	Abstract  string   `json:"abstract,omitempty"`
	Claims    []Claim  `json:"claims,omitempty"`
	Drawings  int      `json:"drawings,omitempty"` // how many figures
	IPC       []string `json:"ipc,omitempty"`      // as the applicant proposes
	PCT       *PCT     `json:"pct,omitempty"`      // entry into the national phase
	AI        string   `json:"ai,omitempty"`       // "no", or "assisted" where artificial intelligence helped to create it
	Human     string   `json:"human,omitempty"`    // what a human contributed
	Sequences bool     `json:"sequences,omitempty"`
}

// Claim is one claim. It is independent if it refers to no other.
type Claim struct {
	Text string `json:"text"`
	On   []int  `json:"on,omitempty"` // numbers of the claims on which it depends, from 1
}

// PCT is the international application on which a national phase rests.
type PCT struct {
	Number      string   `json:"number"` // PCT/US2025/012345
	Date        ipr.Date `json:"date,omitzero"`
	Publication string   `json:"publication,omitempty"` // WO 2025/123456
}

// DesignAsked is one design of an application.
type DesignAsked struct {
	Title       string   `json:"title"`
	Locarno     []string `json:"locarno,omitempty"` // "02-04"
	Description string   `json:"description,omitempty"`
	Views       []View   `json:"views,omitempty"`
	AI          string   `json:"ai,omitempty"`
	Human       string   `json:"human,omitempty"`
}

// View is a picture of a design, or of what bears it.
type View struct {
	Kind string `json:"kind"` // perspective, front, back, left, right, top, bottom, other
	File string `json:"file"` // SHA-256
}

// NameAsked is the geographical indication of an application.
type NameAsked struct {
	Name            string   `json:"name"`
	Sign            string   `json:"sign,omitempty"` // SHA-256 of a picture, if the indication is not of words
	Product         []string `json:"product,omitempty"`
	Nice            []int    `json:"nice,omitempty"`
	Characteristics string   `json:"characteristics,omitempty"` // quality, reputation and others
	Link            string   `json:"link,omitempty"`            // to the area
	Method          string   `json:"method,omitempty"`
	Area            string   `json:"area,omitempty"` // in words
	Communes        []string `json:"communes,omitempty"`
	Shape           string   `json:"shape,omitempty"` // GeoJSON of the area, longitude and latitude of WGS 84
	Group           string   `json:"group,omitempty"` // who produces, and who will manage it
	Control         string   `json:"control,omitempty"`
	Foreign         bool     `json:"foreign,omitempty"` // of another country
	Homonym         string   `json:"homonym,omitempty"` // an indication that sounds alike, and how the two are told apart
}

// Statement answers a requirement of the law that no other member answers.
type Statement struct {
	Requirement string `json:"requirement"` // id of the pack
	Applies     bool   `json:"applies"`
	Words       string `json:"words,omitempty"`
}

// Attachment is a file of the application.
type Attachment struct {
	Role   string `json:"role"` // id of the requirement that it meets, or what it is: "specimen", "description", "drawings" …
	Name   string `json:"name"` // as it was sent, without folders
	Type   string `json:"type"` // of the media, as its bytes tell it
	Pages  int    `json:"pages,omitempty"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Signature is a name under the application.
type Signature struct {
	Name     string `json:"name"`
	Capacity string `json:"capacity"` // applicant, representative
	How      string `json:"how"`      // "typed" with a fresh sign-in, "passkey", "file" (their own signature on the PDF), "interface" (an account's key)
	Account  string `json:"account,omitempty"`
	At       string `json:"at"` // UTC, whole seconds
}

// File gives an attached file by its hash; nil if there is none.
func (a *Application) File(sha string) *Attachment {
	for i := range a.Files {
		if a.Files[i].SHA256 == sha {
			return &a.Files[i]
		}
	}
	return nil
}

// Of lists the files of a role.
func (a *Application) Of(role string) []Attachment {
	var list []Attachment
	for _, f := range a.Files {
		if f.Role == role {
			list = append(list, f)
		}
	}
	return list
}

// Independent counts the claims that refer to no other.
func (i *InventionAsked) Independent() int {
	n := 0
	for _, c := range i.Claims {
		if len(c.On) == 0 {
			n++
		}
	}
	return n
}
