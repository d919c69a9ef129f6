package witness

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/muniment/muniment/register/note"
)

const sizeType = "text/x.tlog.size"

// Handler answers POST /add-checkpoint, and GET / with the witness's verifier key. The folder is the witness's memory,
// where evidence of a fork is kept; the logger is told of refusals that an operator must look at.
func Handler(w *note.Witness, f *Folder, logger *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		io.WriteString(rw, w.Signer.Key.String()+"\n")
	})
	mux.HandleFunc("POST /add-checkpoint", func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, note.MaxText))
		if err != nil {
			status := http.StatusBadRequest
			if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
				status = http.StatusRequestEntityTooLarge
			}
			http.Error(rw, "the request cannot be read", status)
			return
		}
		line, err := w.AddCheckpoint(body)
		if err != nil {
			refuse(rw, err, f, logger)
			return
		}
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		io.WriteString(rw, line)
	})
	return mux
}

// refuse tells why nothing is cosigned, with the status that the specification gives.
func refuse(rw http.ResponseWriter, err error, f *Folder, logger *slog.Logger) {
	var refused *note.RefusedError
	if !errors.As(err, &refused) {
		logger.Error("the witness cannot keep its memory", "error", err)
		http.Error(rw, "the witness cannot keep its memory", http.StatusInternalServerError)
		return
	}
	switch refused.Why {
	case note.Stale:
		rw.Header().Set("Content-Type", sizeType)
		rw.WriteHeader(http.StatusConflict)
		io.WriteString(rw, strconv.FormatInt(refused.Latest, 10)+"\n")
		return
	case note.Fork:
		keep(f, "fork", refused, logger)
	case note.Unproved:
		keep(f, "unproved", refused, logger)
	}
	http.Error(rw, refused.Error(), map[note.Refusal]int{
		note.Malformed:  http.StatusBadRequest,
		note.UnknownLog: http.StatusNotFound,
		note.Untrusted:  http.StatusForbidden,
		note.Fork:       http.StatusConflict,
		note.Unproved:   http.StatusUnprocessableEntity,
	}[refused.Why])
}

func keep(f *Folder, kind string, refused *note.RefusedError, logger *slog.Logger) {
	told, err := f.Evidence(kind, refused.Note)
	if err != nil {
		logger.Error("evidence against a log cannot be kept", "error", err)
	}
	if told || err != nil {
		logger.Warn("a log signed what does not continue its last checkpoint", "kind", kind, "text", refused.Note.Text)
	}
}

// Serve answers on the listener until the context ends. Requests that dawdle are cut off.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	s := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       20 * time.Second,
		WriteTimeout:      20 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := s.Shutdown(end); err != nil {
		s.Close()
	}
	return nil
}
