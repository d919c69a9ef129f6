package office

import (
	"context"
	"slices"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
)

// Declaration is what a party tells of itself so that the office can count whom it serves: whether women lead it, whether it is
// young, small. It is told separately, with consent, and once a year at most; it is never part of a file, no officer sees it, and
// no decision can depend on it. The store seals it and keeps it under a pseudonym; only numbers come out.
type Declaration struct {
	Year    int               `json:"year"` // the year for which it is true
	Answers map[Question]Said `json:"answers"`
	Consent Consent           `json:"consent"`
}

// Consent is the leave to use a declaration for one purpose.
type Consent struct {
	Purpose Purpose   `json:"purpose"`
	Words   string    `json:"words"` // the version of the words that were agreed to, as "2026-11"
	When    time.Time `json:"when"`  // UTC, to the second
}

// Question is what a declaration may answer.
type Question string

// The closed list of questions.
const (
	WomenLed   Question = "women_led"  // a woman, or an enterprise that women own or lead
	Youth      Question = "youth"      // a young person, by the office's bounds, or an enterprise led by one
	Enterprise Question = "enterprise" // its size
	Startup    Question = "startup"    // a young enterprise that brings something new
	Ethnic     Question = "ethnic"     // of an ethnic minority
	Disability Question = "disability" // lives with a disability
)

// Said is an answer. Whoever would rather not say says so, which is an answer too.
type Said string

// The answers.
const (
	Yes       Said = "yes"
	No        Said = "no"
	RatherNot Said = "rather_not"
	Micro     Said = "micro" // these four are sizes of an enterprise, by the rule of the year
	Small     Said = "small"
	Medium    Said = "medium"
	Large     Said = "large"
)

// In is the question as a form asks it.
func (q Question) In(l locale.Lang) string { return locale.T(l, "people.question."+string(q)) }

// In is the answer in the words of a language.
func (s Said) In(l locale.Lang) string { return locale.T(l, "people.said."+string(s)) }

// Questions lists them all, each with the answers that it takes.
func Questions() []Asked {
	plain := []Said{Yes, No, RatherNot}
	return []Asked{{WomenLed, plain}, {Youth, plain}, {Enterprise, []Said{Micro, Small, Medium, Large, RatherNot}}, {Startup, plain},
		{Ethnic, plain}, {Disability, plain}}
}

// Asked is a question with its answers.
type Asked struct {
	Question Question
	Answers  []Said
}

// Purpose is what declarations may be used for.
type Purpose string

// Statistics is the only purpose: numbers about all, under disclosure control.
const Statistics Purpose = "statistics"

// Declarations keeps what is declared. Its only keys are a party and a year, and nothing else of the office can ask it.
type Declarations interface {
	// SaveDeclaration keeps what a party declares for a year; an earlier one for that year is destroyed.
	SaveDeclaration(ctx context.Context, p PartyID, d Declaration) error
	// Declaration gives what a party declared for a year. Errors: NotFound if it declared nothing, or took it back.
	Declaration(ctx context.Context, p PartyID, year int) (Declaration, error)
	// DropDeclaration destroys what a party declared for a year; only that something was taken back remains.
	// Errors: NotFound as above.
	DropDeclaration(ctx context.Context, p PartyID, year int) error
}

func (d Declaration) checked() error {
	if d.Year < 2000 || d.Year > 9999 {
		return fault.New(fault.Invalid, "a declaration is for a year").At("year")
	}
	if d.Consent.Purpose != Statistics || d.Consent.Words == "" || len(d.Consent.Words) > 40 || d.Consent.When.IsZero() {
		return fault.New(fault.Invalid, "a declaration needs consent to its purpose, in words of a known version").At("consent")
	}
	known := 0
	for _, q := range Questions() {
		if said, ok := d.Answers[q.Question]; ok {
			known++
			if !slices.Contains(q.Answers, said) {
				return fault.New(fault.Invalid, "%q is no answer to that question", string(said)).At(string(q.Question))
			}
		}
	}
	if known == 0 || known != len(d.Answers) {
		return fault.New(fault.Invalid, "a declaration answers questions of the list, one at least").At("answers")
	}
	return nil
}
