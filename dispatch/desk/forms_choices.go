package desk

import (
	"github.com/souspli/souspli/dispatch"
)

// FormWhy says why encrypted e-mail would leave in its form. Its sentences live in package wording under
// "form_why_" and its name.
type FormWhy string

// The reasons, in the order in which they count.
const (
	FormChosen    FormWhy = "chosen"    // by the person
	FormPreferred FormWhy = "preferred" // the recipient asked for it
	FormVerified  FormWhy = "verified"  // the recipient's certificate is verified
	FormKnown     FormWhy = "known"     // a certificate is known, and stops until a person decides
	FormDeclared  FormWhy = "declared"  // the gateway is approved and tested
	FormAnybody   FormWhy = "anybody"   // nothing else is known that the recipient could open
)

// FormChoice is one form of encrypted e-mail as it stands for a recipient.
type FormChoice struct {
	Form    dispatch.Form
	Needs   []Need        // of this form alone; empty: ready
	Key     *dispatch.Key // of the recipient, that it would be sealed for; nil: none may be used
	Blocked bool          // certificates are known, and all are blocked
	// KeyProblem is the code of why Key cannot be used, beside NeedKey.
	KeyProblem string
}

// Open reports whether a person may choose the form: it is ready, or lacks only what one telephone call gives.
func (c FormChoice) Open() bool {
	return len(c.Needs) == 0 || len(c.Needs) == 1 && c.Needs[0] == NeedKeyVerification
}

// Choice is the form that the option would leave in.
func (o Option) Choice() (FormChoice, bool) {
	for _, c := range o.Forms {
		if c.Form == o.Form {
			return c, true
		}
	}
	return FormChoice{}, false
}

// choices are all the forms, in the order of dispatch.Forms.
func (m means) choices() []FormChoice {
	all := make([]FormChoice, 0, len(dispatch.Forms()))
	for _, form := range dispatch.Forms() {
		all = append(all, m.choice(form))
	}
	return all
}

// choice says what a form still needs.
func (m means) choice(form dispatch.Form) FormChoice {
	switch form {
	case dispatch.OpenPGP, dispatch.OpenPGPAttachment:
		return m.sealed(form, m.pgp, NeedOwnKey)
	case dispatch.SMIME:
		return m.sealed(form, m.smime, NeedOwnCertificate)
	case dispatch.Gateway:
		return FormChoice{Form: form, Needs: m.gateway.needs()}
	default:
		return FormChoice{Form: form}
	}
}

func (m means) sealed(form dispatch.Form, c certificates, own Need) FormChoice {
	return FormChoice{
		Form: form, Needs: m.certificateNeeds(c, own), Key: c.key, Blocked: c.blocked, KeyProblem: c.problem,
	}
}
