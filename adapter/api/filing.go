package api

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure/filing"
)

// slowest is how long a filing may take to arrive: a telephone in the country sends its drawings in minutes.
const slowest = 20 * time.Minute

// file receives a filing. It answers 201, or 200 if one was received under the key before.
func (a *API) file(w http.ResponseWriter, r *request) error {
	patient(w, slowest)
	in, err := a.read(w, r)
	if err != nil {
		return err
	}
	defer in.close()
	s, err := a.submit(r.Context(), r.by, cmp.Or(r.Header.Get("Idempotency-Key"), in.key), in)
	if err != nil {
		return err
	}
	answer, err := a.whole(r.Context(), s, in.application)
	if err != nil {
		return err
	}
	answer.Package = in.made
	w.Header().Set("Location", answer.Address)
	status := http.StatusOK
	if s.Fresh() {
		status = http.StatusCreated
	}
	return send(w, status, answer)
}

// submit files what came in, for the caller.
func (a *API) submit(ctx context.Context, by Caller, key string, in *incoming) (*filing.Submission, error) {
	if err := a.may(ctx, by, in.application); err != nil {
		return nil, err
	}
	return a.Desk.File(ctx, filing.Request{Account: string(by.Actor.Account), Key: key, Application: in.application, Documents: in.documents, Made: in.made})
}

// may asks whether the caller may file the application, and sees that it names only parties that are some business of theirs.
func (a *API) may(ctx context.Context, by Caller, app *filing.Application) error {
	parties := app.Parties()
	for _, p := range parties {
		if p == by.Actor.Party {
			continue
		}
		if _, err := a.People.Party(ctx, by.Actor, p); fault.KindOf(err) == fault.NotFound {
			return fault.New(fault.Invalid, "no party %q is known to you", string(p)).At("applicants")
		} else if err != nil {
			return err
		}
	}
	return office.Allow(a.Judge, by.Actor, office.SubmitDraft,
		office.Object{Kind: office.DraftObject, State: "open", Right: app.Kind, Owner: by.Actor.Account, Parties: parties})
}

// whole is the answer with everything that the law and the log say of it.
func (a *API) whole(ctx context.Context, s *filing.Submission, app *filing.Application) (*Filing, error) {
	f := answerOf(s)
	receipt, err := a.Desk.Receipt(ctx, s)
	if err != nil {
		return nil, err
	}
	f.Receipt = receiptText(receipt)
	f.Findings, f.Bills, err = a.tell(app, s.Day)
	return f, err
}

// seen gives a filing with its application to one who may see it. Errors: NotFound, also if they may not.
func (a *API) seen(ctx context.Context, by Caller, s *filing.Submission) (*filing.Application, error) {
	app, err := a.Desk.Application(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	if office.Allow(a.Judge, by.Actor, office.ViewSubmission, s.Object(app.Parties())) != nil {
		return nil, absent()
	}
	return app, nil
}

func absent() error { return fault.New(fault.NotFound, "there is no such filing") }

// find looks a filing up by the key of its request, or lists those of the account.
func (a *API) find(w http.ResponseWriter, r *request) error {
	query := r.URL.Query()
	if !query.Has("key") {
		return a.list(w, r)
	}
	s, err := a.Desk.Find(r.Context(), string(r.by.Actor.Account), query.Get("key"))
	if err != nil {
		return err
	}
	return a.answer(w, r, s)
}

// mostListed is how many filings one answer lists.
const mostListed = 500

// list lists the newest filings of the account, without what was filed.
func (a *API) list(w http.ResponseWriter, r *request) error {
	n := 100
	if t := r.URL.Query().Get("limit"); t != "" {
		var err error
		if n, err = strconv.Atoi(t); err != nil || n < 1 || n > mostListed {
			return fault.New(fault.Invalid, "the limit is a number from 1 to %d", mostListed)
		}
	}
	list, err := a.Documents.Of(r.Context(), string(r.by.Actor.Account), n)
	if err != nil {
		return err
	}
	out := struct {
		Filings []*Filing `json:"filings"`
	}{[]*Filing{}}
	for _, s := range list {
		if _, err := a.seen(r.Context(), r.by, s); err == nil {
			out.Filings = append(out.Filings, answerOf(s))
		} else if fault.KindOf(err) != fault.NotFound {
			return err
		}
	}
	return send(w, http.StatusOK, out)
}

// submission gives the filing that an address names, with its application.
func (a *API) submission(r *request) (*filing.Submission, *filing.Application, error) {
	s, err := a.Desk.Books.Submission(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, nil, err
	}
	app, err := a.seen(r.Context(), r.by, s)
	return s, app, err
}

func (a *API) show(w http.ResponseWriter, r *request) error {
	s, err := a.Desk.Books.Submission(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return a.answer(w, r, s)
}

// answer tells a filing to one who may see it, with what was filed.
func (a *API) answer(w http.ResponseWriter, r *request, s *filing.Submission) error {
	app, err := a.seen(r.Context(), r.by, s)
	if err != nil {
		return err
	}
	f, err := a.whole(r.Context(), s, app)
	if err != nil {
		return err
	}
	f.Application = app.Bytes()
	return send(w, http.StatusOK, f)
}

func (a *API) receipt(w http.ResponseWriter, r *request) error {
	s, _, err := a.submission(r)
	if err != nil {
		return err
	}
	receipt, err := a.Desk.Receipt(r.Context(), s)
	if err != nil {
		return err
	}
	return send(w, http.StatusOK, json.RawMessage(receiptText(receipt)))
}

// document gives a document as it was filed, to be kept and not to be shown: what it holds is its sender's.
func (a *API) document(w http.ResponseWriter, r *request) error {
	s, app, err := a.submission(r)
	if err != nil {
		return err
	}
	f := app.File(r.PathValue("sha256"))
	if f == nil {
		return fault.New(fault.NotFound, "there is no such document")
	}
	body, err := a.Documents.File(r.Context(), s.ID, f.SHA256)
	if err != nil {
		return err
	}
	defer body.Close()
	patient(w, slowest)
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	if n, err := io.Copy(w, body); err != nil || n != f.Size {
		// The head is sent: only a broken connection tells that it is not whole.
		a.Log.Error("a document could not be sent whole", "err", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}
