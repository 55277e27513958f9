package policy

import "github.com/souspli/souspli/dispatch"

// code is a dispatch.Code as a small number; zero is none.
type code uint8

const (
	modeNotAuthorised code = iota + 1
	privateOrUniversityAccount
	noAutomaticForwarding
	externalNeedsExtraEncryption
	notInRSSSEnvironment
	recipientNotAuthorised
	prescriptionNotByEmail
	prescriptionNotByPortal
	prescriptionNotToPatientElectronically
	officialOnlineServiceRequired
	senderAccountNotCorporate
	professionalOnPersonalOrUniversityAddress
	addressNotVerified

	directoryGuestOrForeignAddress
	rsssAddressNotInDirectory
	notConfirmedInternal
	directorySuggestsInternal
	noAuthorisation
	confirmAuthorisation
	outsideQuebec
	notACarePartner
	prescriptionSignature
	personalAddressOKOnlyEncrypted
	lookalikeDomain
	preferenceRefused
	nothingAllowed

	codeCount = iota + 1
)

// rule is a rule's id as a small number; zero is none.
type rule uint8

const (
	r1 rule = iota + 1
	r2
	r3
	r4
	r5
	r6
	r7
	r8
	r9
	r10
	r11
	r12
	r13
	r14
	r14b
	r14c
	r15
	r16
	r17
	r18
	r19
	r19b
	r21
	r23
	r24
	r25
)

var ruleIDs = [...]string{
	r1: "R1", r2: "R2", r3: "R3", r4: "R4", r5: "R5", r6: "R6", r7: "R7", r8: "R8", r9: "R9", r10: "R10",
	r11: "R11", r12: "R12", r13: "R13", r14: "R14", r14b: "R14b", r14c: "R14c", r15: "R15", r16: "R16",
	r17: "R17", r18: "R18", r19: "R19", r19b: "R19b", r21: "R21", r23: "R23", r24: "R24", r25: "R25",
}

// codes names each code and the rule that stands behind it.
var codes = [codeCount]struct {
	name dispatch.Code
	rule rule
}{
	modeNotAuthorised:                         {"MODE_NOT_AUTHORISED", r15},
	privateOrUniversityAccount:                {"PRIVATE_OR_UNIVERSITY_ACCOUNT", r16},
	noAutomaticForwarding:                     {"NO_AUTOMATIC_FORWARDING", r17},
	externalNeedsExtraEncryption:              {"EXTERNAL_NEEDS_EXTRA_ENCRYPTION", r8},
	notInRSSSEnvironment:                      {"NOT_IN_RSSS_ENVIRONMENT", r8},
	recipientNotAuthorised:                    {"RECIPIENT_NOT_AUTHORISED", r3},
	prescriptionNotByEmail:                    {"PRESCRIPTION_NOT_BY_EMAIL", r23},
	prescriptionNotByPortal:                   {"PRESCRIPTION_NOT_BY_PORTAL", r23},
	prescriptionNotToPatientElectronically:    {"PRESCRIPTION_NOT_TO_PATIENT_ELECTRONICALLY", r24},
	officialOnlineServiceRequired:             {"OFFICIAL_ONLINE_SERVICE_REQUIRED", r25},
	senderAccountNotCorporate:                 {"SENDER_ACCOUNT_NOT_CORPORATE", r18},
	professionalOnPersonalOrUniversityAddress: {"PROFESSIONAL_ON_PERSONAL_OR_UNIVERSITY_ADDRESS", r19},
	addressNotVerified:                        {"ADDRESS_NOT_VERIFIED", r19b},
	directoryGuestOrForeignAddress:            {"DIRECTORY_GUEST_OR_FOREIGN_ADDRESS", r8},
	rsssAddressNotInDirectory:                 {"RSSS_ADDRESS_NOT_IN_DIRECTORY", r19b},
	notConfirmedInternal:                      {"NOT_CONFIRMED_INTERNAL", r8},
	directorySuggestsInternal:                 {"DIRECTORY_SUGGESTS_INTERNAL", r8},
	noAuthorisation:                           {"NO_AUTHORISATION", r3},
	confirmAuthorisation:                      {"CONFIRM_AUTHORISATION", r4},
	outsideQuebec:                             {"OUTSIDE_QUEBEC", r11},
	notACarePartner:                           {"NOT_A_CARE_PARTNER", r12},
	prescriptionSignature:                     {"PRESCRIPTION_SIGNATURE", r23},
	personalAddressOKOnlyEncrypted:            {"PERSONAL_ADDRESS_OK_ONLY_ENCRYPTED", r14},
	lookalikeDomain:                           {"LOOKALIKE_DOMAIN", r19b},
	preferenceRefused:                         {"PREFERENCE_REFUSED", r21},
	nothingAllowed:                            {"NOTHING_ALLOWED", r4},
}

// RuleOf is the id of the rule behind a reason or a warning code, for example R8; empty for a code that
// the policy does not use.
func RuleOf(code dispatch.Code) string {
	for _, known := range codes {
		if known.rule != 0 && known.name == code {
			return ruleIDs[known.rule]
		}
	}
	return ""
}
