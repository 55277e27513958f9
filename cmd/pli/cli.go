package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch/wording"
)

// terminal is the world that pli runs in.
type terminal struct {
	in     io.Reader
	out    io.Writer
	err    io.Writer
	env    func(string) string
	now    func() time.Time
	random io.Reader
	browse browse // nil: pages are only printed
}

// commands is the grammar. Its help lives in package wording.
type commands struct {
	Home           string `placeholder:"DIR" help:"pli_help_home"`
	JSON           bool   `name:"json" help:"pli_help_json"`
	Lang           string `placeholder:"fr|en" help:"pli_help_lang"`
	PassphraseFile string `placeholder:"FILE" help:"pli_help_passphrase_file"`
	RecoveryFile   string `placeholder:"FILE" help:"pli_help_recovery_file"`

	Init        initCommand        `cmd:"" help:"pli_help_init"`
	Vault       vaultCommand       `cmd:"" help:"pli_help_vault_command"`
	Profile     profileCommand     `cmd:"" help:"pli_help_profile"`
	Suggest     suggestCommand     `cmd:"" help:"pli_help_suggest"`
	Inspect     inspectCommand     `cmd:"" help:"pli_help_inspect"`
	PrintFolder printFolderCommand `cmd:"" help:"pli_help_print_folder"`
	Guide       guideCommand       `cmd:"" help:"pli_help_guide"`
	Recipient   recipientCommand   `cmd:"" help:"pli_help_recipient"`
	Key         keyCommand         `cmd:"" help:"pli_help_key"`
	Account     accountCommand     `cmd:"" help:"pli_help_account"`
	Gateway     gatewayCommand     `cmd:"" help:"pli_help_gateway"`
	Send        sendCommand        `cmd:"" help:"pli_help_send"`
	Outbox      outboxCommand      `cmd:"" help:"pli_help_outbox"`
	Tasks       tasksCommand       `cmd:"" help:"pli_help_tasks"`
	Portal      portalCommand      `cmd:"" help:"pli_help_portal_command"`
	Passphrase  passphraseCommand  `cmd:"" help:"pli_help_passphrase"`
	Log         logCommand         `cmd:"" help:"pli_help_log"`
	Figures     figuresCommand     `cmd:"" help:"pli_help_figures"`
	Incident    incidentCommand    `cmd:"" help:"pli_help_incident"`
	Register    registerCommand    `cmd:"" help:"pli_help_register"`
	Seal        sealCommand        `cmd:"" help:"pli_help_seal"`
	Lock        lockCommand        `cmd:"" help:"pli_help_lock"`
	Practice    practiceCommand    `cmd:"" help:"pli_help_practice"`
	Demo        demoCommand        `cmd:"" help:"pli_help_demo"`
	Retention   retentionCommand   `cmd:"" help:"pli_help_retention"`
	Backup      backupCommand      `cmd:"" help:"pli_help_backup"`
	Restore     restoreCommand     `cmd:"" help:"pli_help_restore"`
	Doctor      doctorCommand      `cmd:"" help:"pli_help_doctor"`
}

// session is what every command works with.
type session struct {
	terminal
	ctx   context.Context
	json  bool
	words *wording.Catalogue
	app   app.Config
}

// open opens the home for one command.
func (s *session) open() (*app.App, error) { return app.Open(s.ctx, s.app) }

// exited carries kong's wish to end the program, for --help.
type exited int

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string, t terminal) (code int) {
	defer func() {
		if e, ok := recover().(exited); ok {
			code = int(e)
		} else if r := recover(); r != nil {
			panic(r)
		}
	}()
	words := wording.For(language(args, t.env))
	var grammar commands
	parser, err := kong.New(&grammar,
		kong.Name("pli"), kong.Description(words.Text("pli_help")),
		kong.Writers(t.out, t.err), kong.Exit(func(code int) { panic(exited(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
	)
	if err != nil {
		panic(err) // the grammar itself is wrong
	}
	translate(parser.Model.Node, words)
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(t.err, words.Text("pli_usage_error", "detail", err.Error()))
		return exitUsage
	}
	s := &session{terminal: t, ctx: ctx, json: grammar.JSON, words: words, app: appConfig(&grammar, t)}
	return s.finish(parsed.Run(s))
}

// finish tells the error and picks the exit code.
func (s *session) finish(err error) int {
	if err == nil {
		return exitDone
	}
	var quiet quietExit
	if errors.As(err, &quiet) {
		return int(quiet)
	}
	s.complain(err)
	return exitCode(err)
}

func appConfig(c *commands, t terminal) app.Config {
	return app.Config{
		Home:           first(c.Home, t.env("SOUSPLI_HOME")),
		PassphraseFile: first(c.PassphraseFile, t.env("SOUSPLI_PASSPHRASE_FILE")),
		RecoveryFile:   first(c.RecoveryFile, t.env("SOUSPLI_RECOVERY_FILE")),
		Now:            t.now,
		Random:         t.random,
	}
}

// language looks for --lang before anything is parsed, so that help and usage errors speak it too.
func language(args []string, env func(string) string) wording.Language {
	for i, arg := range args {
		value, found := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			value, found = args[i+1], true
		}
		if found {
			if l, ok := wording.ParseLanguage(value); ok {
				return l
			}
		}
	}
	if l, ok := wording.ParseLanguage(first(env("SOUSPLI_LANG"), env("LC_ALL"), env("LC_MESSAGES"), env("LANG"))); ok {
		return l
	}
	return wording.French
}

// translate puts sentences where the grammar names their keys. Kong's own variables would do it too, ten
// times slower.
func translate(node *kong.Node, words *wording.Catalogue) {
	for _, flag := range node.Flags {
		flag.Help = sentence(words, flag.Help)
	}
	for _, argument := range node.Positional {
		argument.Help = sentence(words, argument.Help)
	}
	for _, child := range node.Children {
		child.Help = sentence(words, child.Help)
		translate(child, words)
	}
}

func sentence(words *wording.Catalogue, key string) string {
	if !words.Has(key) {
		return key
	}
	return words.Text(key)
}

func first(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}
