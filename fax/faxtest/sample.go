package faxtest

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/fax"
)

// SampleJob is a fax of a cover page and of a document of two pages, with the documents as they must arrive.
func SampleJob(t testing.TB) (fax.Job, [][]byte) {
	t.Helper()
	number, err := fax.ParseNumber("514 555-0123")
	requireNoError(t, err)
	files := [][]byte{dispatchtest.SamplePDF(t, 1, "Bordereau"), dispatchtest.SamplePDF(t, 2, "Zoé Essai-Tremblay")}
	job := fax.Job{Attempt: NewID(), Number: number, Pages: 3}
	for _, file := range files {
		job.Parts = append(job.Parts, fax.Part{Size: int64(len(file)), Open: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(file)), nil
		}})
	}
	return job, files
}

// NewID is the ID of another attempt.
func NewID() dispatch.ID { return dispatch.NewID(rand.Reader) }

// CoverTexts are those of the program, in UTC.
func CoverTexts(language string) fax.CoverTexts {
	catalogue := wording.For(wording.Language(language))
	return fax.NewCoverTexts(
		func(key string) string { return catalogue.Text(key) },
		func(at time.Time) string { return catalogue.DateTime(at, time.UTC) },
	)
}

// Whole reports whether a fax that arrived as files ends with the parcel's document as it is.
func Whole(parcel dispatch.Parcel, files [][]byte) bool {
	if len(files) == 0 {
		return false
	}
	sum := sha256.Sum256(files[len(files)-1])
	return hex.EncodeToString(sum[:]) == parcel.Documents[0].SHA256
}
