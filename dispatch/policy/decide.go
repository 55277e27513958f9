package policy

import "github.com/souspli/souspli/dispatch"

// Decide says what may happen to a case. Its only errors are of KindInvalid and name the field whose
// value is outside the table of inputs; a zero value of an optional field means that nothing is known.
func Decide(c dispatch.Case) (dispatch.Answer, error) {
	if err := validate(c, "policy.decide"); err != nil {
		return dispatch.Answer{}, err
	}
	r := decide(factsOf(c))
	return r.answer(), nil
}

// decide goes through the procedure from step 2; step 0, the domain, and step 1, the protection, are
// facts.
func decide(f facts) ruling {
	r := newRuling(f)
	r.settleClass() // step 2
	if !r.protected {
		r.decideUnprotected() // step 3
		return r
	}
	if !r.settleAuthorisation() { // step 4
		return r
	}
	r.layBase()          // step 5
	r.forbidNever()      // step 6
	r.applyKind()        // step 7
	r.applyPayload()     // step 8
	r.applyAccount()     // step 9
	r.applyAddress()     // step 10
	r.applyPreference()  // step 11
	r.catchNothing()     //
	r.settleEncryption() //
	r.takeFirst()        //
	return r
}
