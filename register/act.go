package register

// Act is a sort of act that can stand in the register.
type Act struct {
	Code     string
	Party    bool   // done by a party, received by the office
	Title    string // in English; internal/locale has it in every language under "act.CODE"
	Category string // event category letter common to ST.27, ST.61 and ST.87; "" where none fits
}

// Acts that the register knows. An act of another code is kept and shown by its code. The acts of the log itself are
// open, erase, cover, rotate, revoke, continue and clock.
var Acts = map[string]Act{
	"import":   {Code: "import", Title: "Recorded from a document"},
	"file":     {Code: "file", Title: "Application filed", Party: true, Category: "A"},
	"examine":  {Code: "examine", Title: "Examination begun", Category: "D"},
	"publish":  {Code: "publish", Title: "Application published", Category: "Q"},
	"oppose":   {Code: "oppose", Title: "Opposition filed", Party: true, Category: "E"},
	"register": {Code: "register", Title: "Registered", Category: "F"},
	"refuse":   {Code: "refuse", Title: "Refused", Category: "N"},
	"withdraw": {Code: "withdraw", Title: "Withdrawn", Party: true, Category: "B"},
	"renew":    {Code: "renew", Title: "Renewed", Category: "M"},
	"assign":   {Code: "assign", Title: "Change of owner recorded", Category: "R"},
	"license":  {Code: "license", Title: "Licence recorded", Category: "S"},
	"address":  {Code: "address", Title: "Address changed", Party: true, Category: "R"},
	"expire":   {Code: "expire", Title: "Expired", Category: "H"},
	"cancel":   {Code: "cancel", Title: "Cancelled", Category: "H"},
	"correct":  {Code: "correct", Title: "Corrected", Category: "Y"},
	"open":     {Code: "open", Title: "Opened to the public"},
	"erase":    {Code: "erase", Title: "Private data erased"},
	"cover":    {Code: "cover", Title: "Acts done together"},
	"rotate":   {Code: "rotate", Title: "The log's key changed"},
	"revoke":   {Code: "revoke", Title: "A key of the log revoked"},
	"continue": {Code: "continue", Title: "The log continued"},
	"clock":    {Code: "clock", Title: "The clock was held"},
}
