package ui

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

var evidenceScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"log_unsigned", func(r *rig) { r.section(sectionLog) }},
	{"log_proven", func(r *rig) {
		_, _ = r.desk.Checkpoint(r.t.Context(), dispatch.CheckpointDaily)
		r.section(sectionLog)
		r.tap(r.UI.t("log_verify"))
	}},
	{"log_altered", func(r *rig) {
		r.desk.Fail("Verify", altered())
		r.section(sectionLog)
		r.tap(r.UI.t("log_verify"))
	}},
}

func altered() error {
	return &dispatch.Error{Op: "store", Kind: dispatch.KindIntegrity, Code: "log_altered", Detail: "812"}
}

// logPane is the pane of the log, in sight.
func (r *rig) logPane() *logPane {
	r.section(sectionLog)
	return r.settings().pane(sectionLog).(*logPane)
}

func TestTheLogIsVerifiedInTheWindow(t *testing.T) {
	for name, failure := range map[string]error{"whole": nil, "altered": altered(), "stopped": errors.New("any")} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, nil)
			r.desk.Fail("Verify", failure)
			pane := r.logPane()
			pane.verify()
			r.settle()
			if len(pane.outcome.Objects) != 1 || pane.slot.busy {
				t.Errorf("%d outcomes, busy %t", len(pane.outcome.Objects), pane.slot.busy)
			}
		})
	}
}

func TestAWitnessGetsAPage(t *testing.T) {
	r := newRig(t, nil)
	pane := r.logPane()
	pane.witness()
	r.settle()
	page, err := os.ReadFile(filepath.Join(r.startFolder(), r.UI.t("log_witness_file")+".pdf"))
	if err != nil || string(page) != "%PDF-1.4" {
		t.Errorf("the page: %q, %v", page, err)
	}
	if all, _ := r.desk.Checkpoints(t.Context()); len(all) != 1 || all[0].Reason != dispatch.CheckpointAsked {
		t.Errorf("signed: %+v", all)
	}
}
