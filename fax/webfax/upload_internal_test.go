package webfax

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

// Once the answer is there nobody is told of bytes any more, for nobody listens, and bytes that left later
// make nothing whole.
func TestTellingEnds(t *testing.T) {
	t.Parallel()
	var told []dispatch.Progress
	body := webservice.Text("a/b", "nine byte")
	upload := Watch(&body, func(progress dispatch.Progress) { told = append(told, progress) })
	body.Progress(4)
	whole := upload.End()
	body.Progress(9)
	if want := (dispatch.Progress{Done: 4, Total: 9, Unit: dispatch.ProgressBytes}); len(told) != 1 || told[0] != want {
		t.Errorf("%+v", told)
	}
	if whole || upload.End() {
		t.Error("whole")
	}
}

// A request whose progress nobody wants to hear of is whole all the same.
func TestNobodyIsTold(t *testing.T) {
	t.Parallel()
	body := webservice.Text("a/b", "nine byte")
	upload := Watch(&body, nil)
	if body.Progress(9); !upload.End() {
		t.Error("not whole")
	}
}
