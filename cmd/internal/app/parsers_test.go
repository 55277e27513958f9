package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// readsBytes are the functions that make something of bytes.
var readsBytes = regexp.MustCompile(`^(json\.(Unmarshal|NewDecoder)|xml\.(Unmarshal|NewDecoder)|pem\.Decode|x509\.Parse\w+|` +
	`pkcs12\.Decode\w*|openpgp\.Read\w+|armor\.Decode|csv\.NewReader|vcard\.NewDecoder|ssh\.Parse\w+|mail\.(ReadMessage|ParseAddress\w*)|` +
	`mime\.ParseMediaType|multipart\.NewReader|asn1\.Unmarshal|note\.Open|tlog\.Parse\w+|(image|png|jpeg|gif|tiff|bmp|webp)\.Decode\w*|` +
	`(lzw|zlib|gzip|flate|zip)\.NewReader|textproto\.\w+|imapclient\.New\w*|smtp\.NewClient\w*|ldap\.NewConn|sftp\.NewClient|bufio\.NewScanner)$`)

// fuzzed says by which targets each file that reads bytes is fuzzed, in its own package unless a path says another;
// or, after a dash, why what it reads is not foreign.
var fuzzed = map[string]string{
	"cmd/internal/app/backup.go":              "FuzzCopyHeader store/FuzzUnpack",
	"cmd/internal/app/home.go":                "FuzzParseHome",
	"cmd/internal/app/instance.go":            "FuzzReadHanded",
	"cmd/internal/bom/main.go":                "- what the Go tool says of our modules, when we build",
	"cmd/pli/cases.go":                        "dispatch/policy/FuzzParseCase",
	"cmd/pli/suggest.go":                      "- an answer that we wrote ourselves",
	"cmd/souspli/crash_report.go":             "FuzzDepersonalise",
	"cmd/souspli/tray.go":                     "- its own icon",
	"crypto/cms_envelope.go":                  "FuzzSMIMECertificates",
	"crypto/openpgp_open.go":                  "FuzzOpenSealed",
	"crypto/pkcs12_cost.go":                   "FuzzOpenPKCS12",
	"crypto/openpgp_read.go":                  "FuzzParseCertificates FuzzMergeCertificate",
	"crypto/smime_certificate.go":             "FuzzSMIMECertificates",
	"crypto/smime_identity.go":                "FuzzOpenPKCS12",
	"crypto/vault_file.go":                    "FuzzParseVaultFile",
	"crypto/verifier.go":                      "- sealed by us",
	"dispatch/desk/incident.go":               "- sealed by us",
	"dispatch/directory/csv.go":               "FuzzRead",
	"dispatch/directory/ldap_connect.go":      "FuzzSearch",
	"dispatch/directory/vcard.go":             "FuzzRead",
	"dispatch/email/dsn/parse.go":             "FuzzParse",
	"dispatch/email/graph_rules.go":           "FuzzRules",
	"dispatch/email/mailbox/session.go":       "FuzzVisit",
	"dispatch/email/message.go":               "- the type of a document, as we stored it",
	"dispatch/email/session.go":               "FuzzCleanReply",
	"dispatch/email/xoauth2.go":               "FuzzChallenge",
	"dispatch/inspect/classify/vocabulary.go": "- built into the program",
	"dispatch/inspect/convert/office_job.go":  "FuzzDetect",
	"dispatch/inspect/convert/tiff_rows.go":   "FuzzPictures",
	"dispatch/inspect/reader/document.go":     "FuzzFrame",
	"dispatch/inspect/reader/frame.go":        "FuzzFrame",
	"dispatch/oauth/assertion.go":             "FuzzParseSigningKey",
	"dispatch/oauth/backend.go":               "FuzzAnswers",
	"dispatch/oauth/device.go":                "FuzzDeviceAnswer",
	"dispatch/oauth/exchange.go":              "FuzzAnswers",
	"dispatch/oauth/grant.go":                 "FuzzGrant",
	"dispatch/oauth/refusal.go":               "FuzzAnswers",
	"dispatch/policy/object.go":               "FuzzParseCase",
	"dispatch/portal/attempts.go":             "- sealed by us",
	"dispatch/portal/fhir/found.go":           "FuzzSearch",
	"dispatch/portal/fhir/identity.go":        "- sealed by us",
	"dispatch/portal/fhir/judge.go":           "FuzzTransactionResponse",
	"dispatch/portal/fhir/outcome.go":         "FuzzOperationOutcome",
	"dispatch/portal/fhir/session.go":         "dispatch/oauth/FuzzDeviceAnswer",
	"dispatch/portal/fhir/statement.go":       "FuzzCapabilityStatement",
	"dispatch/portal/naming.go":               "- the type of a document, as we stored it",
	"dispatch/portal/nextcloud/channel.go":    "dispatch/email/FuzzValidateAddress",
	"dispatch/portal/nextcloud/login.go":      "FuzzSame",
	"dispatch/portal/nextcloud/ocs.go":        "FuzzAnswer",
	"dispatch/portal/nextcloud/policy.go":     "FuzzAnswer",
	"dispatch/portal/nextcloud/track.go":      "FuzzAnswer",
	"dispatch/portal/sendsecure/channel.go":   "dispatch/email/FuzzValidateAddress",
	"dispatch/portal/sendsecure/session.go":   "FuzzParseToken FuzzJudge",
	"dispatch/portal/sftp/hostkey.go":         "FuzzConfig",
	"dispatch/portal/sftp/secret.go":          "FuzzConfig",
	"dispatch/portal/sftp/session.go":         "FuzzConfig",
	"dispatch/portal/sharepoint/channel.go":   "dispatch/email/FuzzValidateAddress",
	"dispatch/portal/sharepoint/deposit.go":   "- sealed by us",
	"dispatch/portal/sharepoint/graph.go":     "FuzzRefusal FuzzPermission",
	"dispatch/portal/sharepoint/upload.go":    "FuzzExpected",
	"dispatch/portal/webdav/listing.go":       "FuzzParseListing",
	"dispatch/portal/webdav/multistatus.go":   "FuzzParseMultistatus",
	"dispatch/proof/checkpoint.go":            "FuzzOpenCheckpoint",
	"dispatch/proof/proof.go":                 "FuzzDecode",
	"dispatch/wording/catalogue.go":           "- built into the program",
	"fax/documo/record.go":                    "FuzzParseRecord",
	"fax/faxmail/session.go":                  "FuzzReply",
	"fax/sinch/record.go":                     "FuzzParseRecord FuzzParseList",
	"fax/srfax/config.go":                     "dispatch/email/FuzzValidateAddress",
	"fax/srfax/reply.go":                      "FuzzReply",
	"fax/webfax/json.go":                      "FuzzReadOne",
	"fax/xmfax/element.go":                    "FuzzAnswer",
	"store/events.go":                         "- sealed by us",
	"store/examine_contents.go":               "- sealed by us",
	"store/seal.go":                           "- sealed by us",
	"store/verify_records.go":                 "- sealed by us",
	"store/verify_standing.go":                "- sealed by us",
	"ui/licences/licences.go":                 "- built into the program",
}

// alsoFuzzed are targets of what reads bytes by hand.
var alsoFuzzed = []string{
	"cmd/pli/FuzzParseLeaves", "crypto/FuzzOpenStream", "crypto/FuzzParseRecoveryCode", "crypto/FuzzPDFPages", "dispatch/FuzzParseDay",
	"dispatch/keydiscovery/FuzzNext", "dispatch/oauth/FuzzArrival", "dispatch/portal/FuzzParseManifest", "dispatch/webservice/FuzzAgain",
	"fax/FuzzParseNumber", "fax/hylafax/FuzzParseEntries", "fax/hylafax/FuzzPassiveTarget", "fax/hylafax/FuzzReadReply", "store/FuzzTerms",
	"ui/FuzzPastedPaths",
}

// TestEveryParserIsFuzzed: a file that begins to read bytes says here who fuzzes it, and no target goes away unseen.
func TestEveryParserIsFuzzed(t *testing.T) {
	t.Parallel()
	readers, targets := readersAndTargets(t, "../../..")
	for _, file := range readers {
		if _, told := fuzzed[file]; !told {
			t.Errorf("%s reads bytes: who fuzzes it, or why are they not foreign?", file)
		}
	}
	wanted := slices.Clone(alsoFuzzed)
	for file, told := range fuzzed {
		if !slices.Contains(readers, file) {
			t.Errorf("%s reads nothing any more", file)
		}
		if strings.HasPrefix(told, "- ") {
			continue
		}
		for target := range strings.FieldsSeq(told) {
			if !strings.Contains(target, "/") {
				target = filepath.ToSlash(filepath.Dir(file)) + "/" + target
			}
			wanted = append(wanted, target)
		}
	}
	for _, target := range wanted {
		if !slices.Contains(targets, target) {
			t.Errorf("there is no target %s", target)
		}
	}
}

// readersAndTargets are the files of the program that read bytes, and the fuzz targets, as package/FuzzName.
func readersAndTargets(t *testing.T, root string) (readers, targets []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		name := filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator)))
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && path != root || forTests(name)):
			return filepath.SkipDir
		case strings.HasSuffix(name, "_test.go"):
			targets = append(targets, targetsOf(t, path, name)...)
		case strings.HasSuffix(name, ".go") && reads(t, path):
			readers = append(readers, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return readers, targets
}

func forTests(folder string) bool {
	return strings.HasSuffix(folder, "test") || strings.HasSuffix(folder, "testdata") || folder == "dispatch/practice" || folder == "cmd/samplehome"
}

var targetForm = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(f \*testing\.F\)`)

func targetsOf(t *testing.T, path, name string) (targets []string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range targetForm.FindAllStringSubmatch(string(content), -1) {
		targets = append(targets, filepath.ToSlash(filepath.Dir(name))+"/"+found[1])
	}
	return targets
}

// reads reports whether a file calls what makes something of bytes.
func reads(t *testing.T, path string) bool {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if selected, ok := call.Fun.(*ast.SelectorExpr); ok {
				if pkg, ok := selected.X.(*ast.Ident); ok && readsBytes.MatchString(pkg.Name+"."+selected.Sel.Name) {
					found = true
				}
			}
		}
		return !found
	})
	return found
}
