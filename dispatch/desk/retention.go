package desk

import (
	"context"
	"strconv"

	"github.com/souspli/souspli/dispatch"
	"golang.org/x/mod/sumdb/note"
)

// Retention is how long the clinic keeps what.
func (d *Desk) Retention(ctx context.Context) (dispatch.Retention, error) {
	return d.config.Store.Retention(ctx)
}

// SaveRetention changes how long things are kept. It refuses what is below the law's minimum, with KindInvalid.
// Nothing is destroyed before DestroyExpired.
func (d *Desk) SaveRetention(ctx context.Context, r dispatch.Retention) error {
	if err := r.Check(); err != nil {
		return err
	}
	return d.config.Store.SaveRetention(ctx, r, d.event(dispatch.EventRetentionSaved, retentionDetails(r)))
}

func retentionDetails(r dispatch.Retention) map[string]string {
	return map[string]string{
		"document_days": strconv.Itoa(r.DocumentDays), "log_years": strconv.Itoa(r.LogYears),
		"incident_years": strconv.Itoa(r.IncidentYears),
	}
}

// RetentionPlan is what DestroyExpired would destroy.
type RetentionPlan struct {
	Retention dispatch.Retention `json:"retention"`
	Cutoffs   dispatch.Cutoffs   `json:"cutoffs"`
	Expired   dispatch.Expired   `json:"expired"`
	Open      bool               `json:"open"` // a run was stopped half-way and goes on first
}

// PlanRetention tells what is over now, and changes nothing.
func (d *Desk) PlanRetention(ctx context.Context) (p RetentionPlan, err error) {
	if p.Retention, err = d.config.Store.Retention(ctx); err != nil {
		return p, err
	}
	p.Cutoffs = p.Retention.Cutoffs(d.config.Now())
	if p.Expired, err = d.config.Store.Expired(ctx, p.Cutoffs); err != nil {
		return p, err
	}
	_, p.Open, err = d.openDestruction(ctx)
	return p, err
}

func (d *Desk) openDestruction(ctx context.Context) (dispatch.Destruction, bool, error) {
	runs, err := d.config.Store.Destructions(ctx)
	if err != nil || len(runs) == 0 || !runs[0].Ended.IsZero() {
		return dispatch.Destruction{}, false, err
	}
	return runs[0], true, nil
}

// DestroyExpired destroys what is over and not held, and returns the signed certificate. The log is signed before and
// after. A run that was stopped half-way is ended first, by its own rule, and is then what is returned; the next
// begins the next time. With nothing to destroy it does nothing and reports false.
func (d *Desk) DestroyExpired(ctx context.Context) (dispatch.Certificate, bool, error) {
	run, open, err := d.openDestruction(ctx)
	if err != nil {
		return dispatch.Certificate{}, false, err
	}
	if !open {
		if run, open, err = d.beginDestruction(ctx); err != nil || !open {
			return dispatch.Certificate{}, false, err
		}
	}
	// What is over is read off what stands in clear: from a home that somebody altered, nothing is destroyed.
	if _, err := d.Verify(ctx, nil, nil); err != nil {
		return dispatch.Certificate{}, false, err
	}
	if run, err = d.config.Store.Destroy(ctx, run); err != nil {
		return dispatch.Certificate{}, false, err
	}
	if err := d.config.Store.Purge(ctx, run.Destroyed.Dispatches.Count+run.Destroyed.Lines.Count > 0); err != nil {
		return dispatch.Certificate{}, false, err
	}
	run, err = d.endDestruction(ctx, run)
	if err != nil {
		return dispatch.Certificate{}, false, err
	}
	signed, err := d.certify(run)
	return signed, true, err
}

// beginDestruction signs the log and keeps what is about to be destroyed by which rule.
func (d *Desk) beginDestruction(ctx context.Context) (dispatch.Destruction, bool, error) {
	plan, err := d.PlanRetention(ctx)
	if err != nil || plan.Expired.Nothing() {
		return dispatch.Destruction{}, false, err
	}
	before, err := d.Checkpoint(ctx, dispatch.CheckpointDestruction)
	if err != nil {
		return dispatch.Destruction{}, false, err
	}
	run := dispatch.Destruction{
		ID: dispatch.NewID(d.config.Random), Started: d.config.Now().UTC(), Actor: d.config.Actor,
		Retention: plan.Retention, Cutoffs: plan.Cutoffs, Before: before.Note,
	}
	details := retentionDetails(run.Retention)
	details["destruction"] = string(run.ID)
	return run, true, d.config.Store.SaveDestruction(ctx, run, d.event(dispatch.EventDestructionStarted, details))
}

// endDestruction signs the log as it stands after, and keeps the end of the run.
func (d *Desk) endDestruction(ctx context.Context, run dispatch.Destruction) (dispatch.Destruction, error) {
	after, err := d.Checkpoint(ctx, dispatch.CheckpointDestruction)
	if err != nil {
		return run, err
	}
	run.After, run.Ended = after.Note, d.config.Now().UTC()
	return run, d.config.Store.SaveDestruction(ctx, run, d.event(dispatch.EventDestructionEnded, map[string]string{
		"destruction": string(run.ID), "documents": strconv.Itoa(run.Destroyed.Documents.Count),
		"dispatches": strconv.Itoa(run.Destroyed.Dispatches.Count), "incidents": strconv.Itoa(run.Destroyed.Incidents.Count),
		"lines": strconv.Itoa(run.Destroyed.Lines.Count),
	}))
}

func (d *Desk) certify(run dispatch.Destruction) (dispatch.Certificate, error) {
	signed, err := note.Sign(&note.Note{Text: run.Statement()}, d.config.NoteSigner)
	if err != nil {
		return dispatch.Certificate{}, &dispatch.Error{Op: "desk.certify", Kind: dispatch.KindInternal, Code: "certificate_unsigned", Err: err}
	}
	return dispatch.Certificate{Destruction: run, Note: string(signed)}, nil
}

// Destructions lists the runs that destroyed something, one that has not ended first, then the newest.
func (d *Desk) Destructions(ctx context.Context) ([]dispatch.Destruction, error) {
	return d.config.Store.Destructions(ctx)
}

// Certificate is the signed certificate of a run that has ended, the last one when id is empty. It fails with
// KindNotFound, code "destruction_not_found".
func (d *Desk) Certificate(ctx context.Context, id dispatch.ID) (dispatch.Certificate, error) {
	runs, err := d.config.Store.Destructions(ctx)
	if err != nil {
		return dispatch.Certificate{}, err
	}
	for _, run := range runs {
		if !run.Ended.IsZero() && (id == "" || run.ID == id) {
			return d.certify(run)
		}
	}
	return dispatch.Certificate{}, &dispatch.Error{Op: "desk.certificate", Kind: dispatch.KindNotFound, Code: "destruction_not_found"}
}
