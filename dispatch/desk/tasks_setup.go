package desk

import "context"

// setupTasks are the first start while steps of it are open and the window no longer goes through them by itself.
func (d *Desk) setupTasks(ctx context.Context) ([]Task, error) {
	s, err := d.Setup(ctx)
	if err != nil || s.Running || s.Open() == 0 {
		return nil, err
	}
	return []Task{{Kind: TaskSetup, Waiting: s.Open()}}, nil
}
