package webdav

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

// A server that ends its answer properly when it sees us leave has not answered.
func TestEndAfterGivingUpIsNoEnd(t *testing.T) {
	t.Parallel()
	ctx, watch := webservice.WatchOver(t.Context(), time.Nanosecond)
	defer watch.Stop()
	body := io.NopCloser(strings.NewReader("%PDF"))
	a := answer{Response: &http.Response{Body: body}, ctx: ctx, op: "webdav.get", watch: watch}
	<-ctx.Done()
	var b bytes.Buffer
	if _, err := a.copyTo(&b, 100); dispatch.CodeOf(err) != "portal_stalled" {
		t.Errorf("got %v", err)
	}
}

func TestTransportErrorsAreToldApart(t *testing.T) {
	t.Parallel()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		name string
		ctx  context.Context
		err  error
		code string
	}{
		{"someone stopped it", gone, io.EOF, "portal_interrupted"},
		{"cut", t.Context(), io.ErrUnexpectedEOF, "portal_cut_off"},
		{"not HTTP", t.Context(), errors.New(`malformed HTTP response "Madame Essai-Tremblay"`), "portal_malformed_answer"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			err := transportError(test.ctx, "webdav.get", test.err)
			if dispatch.CodeOf(err) != test.code {
				t.Errorf("got %v, want %q", err, test.code)
			}
			if strings.Contains(err.Error(), "Tremblay") {
				t.Errorf("the error quotes the answer: %v", err)
			}
		})
	}
}
