package register

import "github.com/muniment/muniment/ipr"

// Record is what an event tells of a right: the value of the disclosure named record. An own act tells the members
// that it changes; an imported document tells the whole right. Members that do not apply are absent. Every text is in
// Unicode normalization form C and every number is a non-negative integer, as docs/log.md demands of values.
//
// Names of members are those of `show --as json` (docs/interface.md).
type Record struct {
	Application  *Numbered     `json:"application,omitempty"`  // INID 210 and 220; 21 and 22
	Registration *Numbered     `json:"registration,omitempty"` // INID 111 and 151; 11 and 24
	Status       Status        `json:"status,omitempty"`
	StatusDate   ipr.Date      `json:"status_date,omitzero"`
	StatusTold   string        `json:"status_told,omitempty"` // the status in the source's own words or code
	Mark         *Mark         `json:"mark,omitempty"`
	Title        string        `json:"title,omitempty"`       // INID 54; of a geographical indication its name
	Abstract     string        `json:"abstract,omitempty"`    // INID 57
	Language     string        `json:"language,omitempty"`    // of title, abstract and claims, ISO 639-1; absent if not told
	Wordings     []Wording     `json:"wordings,omitempty"`    // title and abstract in other languages
	Claims       int           `json:"claims,omitempty"`      // how many, whatever the languages they are given in
	ClaimTexts   []string      `json:"claim_texts,omitempty"` // in one language, in their order
	IPC          []string      `json:"ipc,omitempty"`         // INID 51, as ipr.IPC prints them, the first one first
	CPC          []string      `json:"cpc,omitempty"`         // INID 52, the same of the Cooperative Patent Classification
	Designs      []Design      `json:"designs,omitempty"`     // of a multiple design application, in its order
	Indication   *Indication   `json:"indication,omitempty"`  // what a geographical indication tells beyond its name
	Parties      []Party       `json:"parties,omitempty"`
	Classes      []Class       `json:"classes,omitempty"`      // INID 511; of designs INID 51
	Priorities   []Priority    `json:"priorities,omitempty"`   // INID 300
	Publications []Publication `json:"publications,omitempty"` // INID 400 group
	History      []Told        `json:"history,omitempty"`      // the past as a foreign or older file tells it
	Expiry       ipr.Date      `json:"expiry,omitzero"`        // INID 181, 186; 18
	Deadlines    []Deadline    `json:"deadlines,omitempty"`
	Related      []Related     `json:"related,omitempty"`
}

// Deadline is a date by which somebody may or must do something, as the act that tells it computed it.
type Deadline struct {
	What  string   `json:"what"` // "opposition", "renewal", "late renewal", "non-use"
	Opens ipr.Date `json:"opens,omitzero"`
	Date  ipr.Date `json:"date,omitzero"` // last day; absent if there is none
	Rule  string   `json:"rule,omitempty"`
}

// Numbered is a number that an office gave, with its date.
type Numbered struct {
	Number string   `json:"number"`
	Date   ipr.Date `json:"date,omitzero"`
}

// Mark is the trademark itself.
type Mark struct {
	Text            string   `json:"text,omitempty"`    // the word elements, INID 540, 541
	Feature         string   `json:"feature,omitempty"` // word, stylized, figurative, combined, 3d, sound, colour …
	Kind            string   `json:"kind,omitempty"`    // individual, collective, certification; INID 550, 551
	Colours         string   `json:"colours,omitempty"` // INID 591
	Disclaimer      string   `json:"disclaimer,omitempty"`
	Translation     string   `json:"translation,omitempty"`     // INID 566
	Transliteration string   `json:"transliteration,omitempty"` // INID 561
	Description     string   `json:"description,omitempty"`     // INID 571
	Vienna          []string `json:"vienna,omitempty"`          // INID 531
	Image           string   `json:"image,omitempty"`           // SHA-256 of the picture's blob, 64 lower-case hex digits
}

// Wording is the title and the abstract in another language.
type Wording struct {
	Language string `json:"language"` // ISO 639-1
	Title    string `json:"title,omitempty"`
	Abstract string `json:"abstract,omitempty"`
}

// Design is one of the designs of an application, each of which is examined, registered and renewed by itself.
type Design struct {
	Number      string   `json:"number"` // within the application, or the registration's own number, as the office writes it
	Title       string   `json:"title,omitempty"`
	Status      Status   `json:"status,omitempty"` // absent if it is that of the whole
	StatusTold  string   `json:"status_told,omitempty"`
	Locarno     []string `json:"locarno,omitempty"` // classes and subclasses, "02-04"
	Description string   `json:"description,omitempty"`
	Views       []View   `json:"views,omitempty"` // INID 55
}

// View is one picture of a design.
type View struct {
	Label string `json:"label,omitempty"` // "1.1", "front" …
	File  string `json:"file,omitempty"`  // the name under which the source has it
	Image string `json:"image,omitempty"` // SHA-256 of the picture's blob, 64 lower-case hex digits
}

// Indication is what a geographical indication tells beyond name, dates and parties.
type Indication struct {
	Scheme          string   `json:"scheme,omitempty"`          // the register's own word: PDO, PGI, GI, AO, TSG …
	Product         []string `json:"product,omitempty"`         // what bears the name
	Category        []string `json:"category,omitempty"`        // the register's class of product, in its words: "Wine", "Class 1.3. Cheeses"
	Countries       []string `json:"countries,omitempty"`       // of the area, ST.3
	Area            string   `json:"area,omitempty"`            // the demarcated area
	Feature         string   `json:"feature,omitempty"`         // quality, reputation or other characteristic
	Link            string   `json:"link,omitempty"`            // between the product and the area
	Transliteration string   `json:"transliteration,omitempty"` // of the name
	Translations    []string `json:"translations,omitempty"`    // of the name
	Control         string   `json:"control,omitempty"`         // the body that inspects
}

// Party is a person or organisation in its part. Addresses are not here: they are private.contact.
type Party struct {
	Role    ipr.Role `json:"role"`
	Name    string   `json:"name"`
	Country string   `json:"country,omitempty"` // ST.3
	Place   string   `json:"place,omitempty"`   // town or province only
}

// Class is one class of a classification with the goods and services claimed in it.
type Class struct {
	Scheme   string   `json:"scheme"` // "nice", "locarno", "us"
	Class    int      `json:"class"`
	Subclass int      `json:"subclass,omitempty"` // of Locarno
	Terms    []string `json:"terms,omitempty"`
}

// Priority is a claimed earlier application.
type Priority struct {
	Office string   `json:"office,omitempty"` // ST.3, INID 330
	Number string   `json:"number,omitempty"` // INID 310
	Date   ipr.Date `json:"date,omitzero"`    // INID 320
}

// Publication is one publication of the right or its application.
type Publication struct {
	Office string   `json:"office,omitempty"`
	Number string   `json:"number,omitempty"`
	Kind   string   `json:"kind,omitempty"` // ST.16, or "opposition", "registration"
	Date   ipr.Date `json:"date,omitzero"`
}

// Told is one line of the past that a source file tells; it carries no leaf of ours and so no proof.
type Told struct {
	Date     ipr.Date `json:"date,omitzero"`
	Code     string   `json:"code,omitempty"`     // the source's code, verbatim
	Text     string   `json:"text,omitempty"`     // the source's words
	Category string   `json:"category,omitempty"` // ST.61 or ST.27 category letter, only where a sourced table gives it
}

// Related names another right and how it is related.
type Related struct {
	How    string   `json:"how"` // "international", "prior", "divisional", "family" …
	Office string   `json:"office,omitempty"`
	Number string   `json:"number"`
	Kind   string   `json:"kind,omitempty"` // ST.16, of a publication
	Date   ipr.Date `json:"date,omitzero"`
}

// Status is the state of a right in the closed list that every page and file uses; see docs/glossary.md.
type Status string

// The closed list for all kinds of right. The foreign code from which it was mapped stands in Record.StatusTold.
const (
	StatusFiled      Status = "filed"      // received, examination has not begun
	StatusExamined   Status = "examined"   // under examination
	StatusPublished  Status = "published"  // published, open to opposition
	StatusOpposed    Status = "opposed"    // opposition or another dispute pending
	StatusRegistered Status = "registered" // in force
	StatusRefused    Status = "refused"    // refused, finally
	StatusWithdrawn  Status = "withdrawn"  // withdrawn or abandoned
	StatusExpired    Status = "expired"    // not renewed
	StatusCancelled  Status = "cancelled"  // cancelled, invalidated or surrendered
	StatusUnknown    Status = "unknown"    // the source's status has no mapping; it is shown verbatim
)

// Statuses lists the closed list in the order of a right's life.
func Statuses() []Status {
	return []Status{StatusFiled, StatusExamined, StatusPublished, StatusOpposed, StatusRegistered, StatusRefused, StatusWithdrawn, StatusExpired, StatusCancelled, StatusUnknown}
}

// Phase groups statuses for the shape shown beside the word: "pending", "live" or "dead".
func (s Status) Phase() string {
	switch s {
	case StatusFiled, StatusExamined, StatusPublished, StatusOpposed, StatusUnknown, "":
		return "pending"
	case StatusRegistered:
		return "live"
	}
	return "dead"
}
