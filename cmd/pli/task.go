package main

import (
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

type tasksCommand struct {
	List    tasksListCommand    `cmd:"" default:"1" help:"pli_help_tasks_list"`
	PutAway tasksPutAwayCommand `cmd:"" name:"put-away" help:"pli_help_tasks_put_away"`
	TakeUp  tasksTakeUpCommand  `cmd:"" name:"take-up" help:"pli_help_tasks_take_up"`
}

// taskView is a task as programs read it.
type taskView struct {
	ID       string        `json:"id"`
	Kind     desk.TaskKind `json:"kind"`
	Since    *time.Time    `json:"since"`
	About    string        `json:"about"`
	Sentence string        `json:"sentence"`
	Dispatch dispatch.ID   `json:"dispatch,omitempty"`
	Account  dispatch.ID   `json:"account,omitempty"`
	Key      string        `json:"key,omitempty"`
	Code     string        `json:"code,omitempty"`
	Waiting  int           `json:"waiting,omitempty"`
}

type tasksListCommand struct{}

// Run lists what waits for a person, the most urgent first.
func (c *tasksListCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		tasks, err := a.Desk.Tasks(s.ctx)
		if err != nil {
			return err
		}
		rows := [][]string{}
		for _, t := range tasks {
			v := s.viewTask(t)
			if s.json {
				s.printJSON(v)
				continue
			}
			since := ""
			if v.Since != nil {
				since = s.when(*v.Since)
			}
			rows = append(rows, []string{since, v.Sentence, first(string(v.Dispatch), v.Key)})
		}
		switch {
		case s.json:
		case len(rows) == 0:
			s.say("pli_tasks_none")
		default:
			s.table(rows)
		}
		return nil
	})
}

func (s *session) viewTask(t desk.Task) taskView {
	v := taskView{
		ID: t.ID(), Kind: t.Kind, Since: instant(t.Since), About: t.Name(), Sentence: s.taskSentence(t), Waiting: t.Waiting,
	}
	if t.Dispatch != nil {
		v.Dispatch = t.Dispatch.ID
	}
	if t.Account != nil {
		v.Account = t.Account.ID
	}
	if t.Key != nil {
		v.Key = t.Key.Key.Fingerprint
	}
	if t.Failure != nil {
		v.Code = t.Failure.Code
	}
	return v
}

func (s *session) taskSentence(t desk.Task) string {
	key, days := t.Sentence(s.now())
	name := t.Name()
	if name == "" {
		name = s.words.Text("task_somebody")
	}
	args := []any{"name", name}
	if t.Dispatch != nil {
		args = append(args, "channel", s.words.Way(*t.Dispatch), "phone", s.words.PhoneNumber(t.Dispatch.Recipient.Phone))
	}
	if d := t.Date(); !d.IsZero() {
		args = append(args, "date", s.words.Date(d, time.Local))
	}
	if days > 0 {
		return s.words.Plural(key, days, args...)
	}
	return s.words.Text(key, args...)
}

type tasksPutAwayCommand struct {
	ID  string `arg:"" help:"pli_help_tasks_id"`
	Why string `placeholder:"NOTE" help:"pli_help_tasks_why"`
}

// Run says of a failure that nothing more is to be done about it.
func (c *tasksPutAwayCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		if err := a.Desk.PutAway(s.ctx, dispatch.ID(c.ID), c.Why); err != nil {
			return err
		}
		return s.tellTask("pli_tasks_put_away", c.ID)
	})
}

type tasksTakeUpCommand struct {
	ID string `arg:"" help:"pli_help_tasks_id"`
}

// Run makes a task again of what was put away.
func (c *tasksTakeUpCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		if err := a.Desk.TakeUp(s.ctx, dispatch.ID(c.ID)); err != nil {
			return err
		}
		return s.tellTask("pli_tasks_taken_up", c.ID)
	})
}

func (s *session) tellTask(key, id string) error {
	if s.json {
		s.printJSON(map[string]string{"id": id})
		return nil
	}
	s.say(key, "id", id)
	return nil
}
