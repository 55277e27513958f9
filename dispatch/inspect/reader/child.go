package reader

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"time"
)

// patience is how long a child may take to end by itself.
const patience = time.Second

// child is the parent's side of a running child. Only the holder of the engine's turn uses it.
type child struct {
	command    *exec.Cmd
	in         io.WriteCloser
	out        io.ReadCloser
	complaints *tail
	number     uint64 // no two children of an engine have the same
	retired    bool   // it ends after its last reply
}

func startChild(make func() *exec.Cmd, number uint64) (*child, error) {
	if make == nil {
		return nil, refusal(codeFailed)
	}
	c := &child{command: make(), complaints: &tail{}, number: number}
	c.command.Env = environment()
	c.command.Stderr, c.command.WaitDelay = c.complaints, patience
	hide(c.command)
	var err error
	if c.in, err = c.command.StdinPipe(); err != nil {
		return nil, refusal(codeFailed)
	}
	if c.out, err = c.command.StdoutPipe(); err != nil {
		return nil, refusal(codeFailed)
	}
	if c.command.Start() != nil {
		return nil, refusal(codeFailed)
	}
	return c, nil
}

// environment is the least that a program needs; a crash prints no memory.
func environment() []string {
	variables := []string{"GOTRACEBACK=none"}
	for _, name := range systemVariables {
		if value, ok := os.LookupEnv(name); ok {
			variables = append(variables, name+"="+value)
		}
	}
	return variables
}

// ask sends a request and waits for its reply. When limit ends first, the child is killed.
func (c *child) ask(limit context.Context, r request, payload []byte) (reply, []byte, error) {
	defer context.AfterFunc(limit, c.kill)()
	var answer reply
	if err := writeFrame(c.in, r, payload); err != nil {
		return reply{}, nil, err
	}
	content, err := readFrame(c.out, &answer)
	c.retired = c.retired || answer.Retire
	return answer, content, err
}

func (c *child) kill() { _ = c.command.Process.Kill() }

// end lets the child go, and kills it when it does not.
func (c *child) end() {
	_ = c.in.Close()
	stop := time.AfterFunc(patience, c.kill)
	_ = c.command.Wait()
	stop.Stop()
}

// bury tells why a child died.
func (c *child) bury() refusal {
	c.kill()
	c.end()
	if c.command.ProcessState.ExitCode() == memoryExit || c.complaints.ofMemory() {
		return codeTooComplex
	}
	return codeDamaged
}

// tail keeps the first lines that a child complains with. They may quote a document: they are only searched.
type tail struct{ text bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	t.text.Write(p[:min(len(p), max(0, 4096-t.text.Len()))])
	return len(p), nil
}

func (t *tail) ofMemory() bool {
	for _, words := range []string{"out of memory", "cannot allocate memory", "stack overflow", "stack exceeds"} {
		if bytes.Contains(t.text.Bytes(), []byte(words)) {
			return true
		}
	}
	return false
}
