package office

import "time"

// Session is one browser in which an account is signed in, as its holder sees it.
type Session struct {
	ID      string // by which it is ended; never the token
	Account AccountID
	How     CredentialKind // what its holder proved to be by
	Begun   time.Time
	Seen    time.Time // when it was used last, to the minute
	Network string    // the address from which it was begun
	Device  string    // what the browser calls itself, shortened
	Here    bool      // it is the one in which this is asked
}

// Newcomer is who signs up, before their address is proved.
type Newcomer struct {
	Party Party  `json:"party"`
	Email string `json:"email"`
}

// Check reports what is wrong with what a newcomer tells; all of it is asked again when the account is opened.
//
// Errors: Invalid, at the field concerned.
func (n Newcomer) Check() error {
	if _, err := n.Party.checked(); err != nil {
		return err
	}
	_, err := checkedEmail(n.Email)
	return err
}
