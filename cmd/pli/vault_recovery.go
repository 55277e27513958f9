package main

type vaultRecoveryCommand struct {
	Recovery string `placeholder:"FILE" help:"pli_help_recovery"`
}

// Run replaces the recovery code, which is lost or may have been read. The file for the new one is there before the
// old one opens nothing.
func (c *vaultRecoveryCommand) Run(s *session) error {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer a.Close()
	keep, forget := func(string) error { return nil }, func() {}
	if c.Recovery != "" {
		if keep, forget, err = newPrivate(c.Recovery); err != nil {
			return err
		}
	}
	code, err := a.Desk.RenewRecoveryCode(s.ctx)
	if code == "" {
		forget()
		return err
	}
	if kept := keep(code + "\n"); c.Recovery != "" && kept == nil {
		code = ""
	} else if err == nil {
		err = kept
	}
	if s.json {
		s.printJSON(map[string]string{"recovery_code": code})
	} else {
		s.say("pli_recovery_renewed")
		if code != "" {
			s.say("pli_recovery_code", "code", code)
		}
	}
	return err
}
