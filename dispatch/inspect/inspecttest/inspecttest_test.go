package inspecttest_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect/inspecttest"
)

func collect(seed uint64, each int) []inspecttest.Specimen {
	return slices.Collect(inspecttest.Specimens(seed, each))
}

// everything are the documents of every family, those that only InFamily gives too.
func everything(seed uint64, each int) []inspecttest.Specimen {
	all := slices.AppendSeq(collect(seed, each), inspecttest.InFamily(inspecttest.FamilyC, seed, each))
	return slices.AppendSeq(all, inspecttest.InFamily(inspecttest.FamilyD, seed, each))
}

func text(s inspecttest.Specimen) string {
	var all strings.Builder
	for _, page := range s.Pages() {
		all.WriteString(page.Text() + "\n")
	}
	return all.String()
}

func pdf(t testing.TB, s inspecttest.Specimen) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := s.PDF(&out); err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	return out.Bytes()
}

func TestTheSameSeedGivesTheSameDocuments(t *testing.T) {
	first, second, other := everything(7, 4), everything(7, 4), everything(8, 4)
	if !reflect.DeepEqual(first, second) {
		t.Error("the same seed gave other documents")
	}
	if reflect.DeepEqual(first, other) {
		t.Error("another seed gave the same documents")
	}
	for _, s := range []inspecttest.Specimen{first[0], *scanned(first)} {
		if !bytes.Equal(pdf(t, s), pdf(t, s)) {
			t.Errorf("%s: another PDF the second time", s.Name)
		}
	}
	if !reflect.DeepEqual(inspecttest.Troubles(), inspecttest.Troubles()) {
		t.Error("the troubles changed")
	}
}

func scanned(all []inspecttest.Specimen) *inspecttest.Specimen {
	i := slices.IndexFunc(all, func(s inspecttest.Specimen) bool { return s.Scanned && len(s.Pages()) == 1 })
	return &all[i]
}

func TestEveryKindIsThereInBothLanguagesAndFamilies(t *testing.T) {
	names, count := make(map[string]bool), make(map[[3]string]int)
	for _, s := range everything(1, 4) {
		names[s.Name] = true
		count[[3]string{string(s.Kind), s.Language, string(s.Family)}]++
	}
	if want := len(inspecttest.Kinds()) * 2 * 12; len(names) != want {
		t.Errorf("%d names, want %d", len(names), want)
	}
	for _, kind := range dispatch.DocumentKinds() {
		if isMessage(kind) {
			continue
		}
		for _, language := range []string{"fr", "en"} {
			for family, want := range map[string]int{"a": 2, "b": 2, "c": 4} {
				if n := count[[3]string{string(kind), language, family}]; n != want {
					t.Errorf("%s %s %s: %d specimens, want %d", kind, language, family, n, want)
				}
			}
		}
	}
}

// isMessage are the kinds that are no files, and the other name of a request for consultation.
func isMessage(kind dispatch.DocumentKind) bool {
	return slices.Contains([]dispatch.DocumentKind{
		dispatch.ClinicalMessage, dispatch.QuickMessage, dispatch.FollowupNormal, dispatch.Referral,
	}, kind)
}

func TestThereIsVariety(t *testing.T) {
	layouts, lengths, scans, blank := make(map[string]bool), make(map[int]int), 0, 0
	for _, s := range collect(2, 30) {
		layouts[string(s.Family)+s.Layout] = true
		lengths[len(s.Pages())]++
		if s.Scanned {
			scans++
		}
		if s.Kind == dispatch.GeneralInfo && strings.Contains(text(s), "NAM : __________") {
			blank++
		}
	}
	if len(layouts) != 6 || lengths[2] < 50 || lengths[3] < 10 || scans < 100 || blank == 0 {
		t.Errorf("layouts %v, pages %v, %d scans, %d blank forms", layouts, lengths, scans, blank)
	}
}

func TestTheFamiliesShareNoLayout(t *testing.T) {
	families := make(map[string]inspecttest.Family)
	for _, s := range everything(3, 12) {
		if other, known := families[s.Layout]; known && other != s.Family {
			t.Errorf("layout %s is in families %s and %s", s.Layout, other, s.Family)
		}
		families[s.Layout] = s.Family
	}
}

func TestWhatIsExpectedStandsInTheDocument(t *testing.T) {
	for _, s := range everything(4, 24) {
		if (s.Kind == dispatch.GeneralInfo) == s.Protected {
			t.Errorf("%s: protected is %v", s.Name, s.Protected)
		}
		if s.Persons != len(s.Patients) || (!s.Protected && s.Persons > 0) {
			t.Errorf("%s: %d persons, %d patients", s.Name, s.Persons, len(s.Patients))
		}
		numbers := healthNumbersIn(s)
		for _, p := range s.Patients {
			if !slices.Contains(numbers, p.HealthNumber) {
				t.Errorf("%s: the number of its patient is not on it", s.Name)
			}
		}
		if strings.Contains(s.FileName, "_____") || !strings.HasSuffix(s.FileName, ".pdf") {
			t.Errorf("%s: named %q", s.Name, s.FileName)
		}
		if len(numbers) != s.Persons {
			t.Errorf("%s: %d numbers for %d persons", s.Name, len(numbers), s.Persons)
		}
	}
}

var number = regexp.MustCompile(`\b[A-Z]{4} ?\d{4} ?\d{2}[0-9A-Z]\d\b`)

// healthNumbersIn are the distinct numbers that the pages and the file name show.
func healthNumbersIn(s inspecttest.Specimen) []string {
	var all []string
	for _, found := range number.FindAllString(text(s)+"\n"+s.FileName, -1) {
		all = append(all, strings.ReplaceAll(found, " ", ""))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func TestEveryNumberIsValid(t *testing.T) {
	for _, known := range []string{"TREM04121925", "TEST54122816", "TREJ58531417", "COTS24522916", "LEBA195701A2"} {
		if !valid(known) {
			t.Fatalf("the check of this test refuses %s", known)
		}
	}
	if valid("TREM04121935") || valid("GAGN72081223") {
		t.Fatal("the check of this test takes wrong digits")
	}
	for _, s := range everything(5, 40) {
		for _, n := range healthNumbersIn(s) {
			if !valid(n) {
				t.Errorf("%s: %s is not valid", s.Name, n)
			}
		}
	}
}

// valid is the check of the rule, written apart from what is tested: EBCDIC values of the letters, the long
// year, the sex, the real month, the day and the sequence, weighted. Nobody is born after the documents.
func valid(n string) bool {
	if n[4:6] > "26" {
		return validIn(n, "19") || validIn(n, "18")
	}
	return validIn(n, "20") || validIn(n, "19")
}

func validIn(n, century string) bool {
	month, sex := n[6:8], "M"
	if month > "50" {
		month, sex = string(n[6]-5)+n[7:8], "F"
	}
	born, err := time.Parse("20060102", century+n[4:6]+month+n[8:10])
	if err != nil || strings.ContainsAny(n[10:11], "0IO") {
		return false
	}
	long, weights, sum := n[:4]+born.Format("2006")+sex+born.Format("0102")+n[10:11], "13791713457691", 0
	for i := range long {
		sum += int(weights[i]-'0') * ebcdicOf(long[i])
	}
	return sum%10 == int(n[11]-'0')
}

func ebcdicOf(c byte) int {
	for _, block := range []struct {
		letters string
		first   int
	}{{"ABCDEFGHI", 193}, {"JKLMNOPQR", 209}, {"STUVWXYZ", 226}, {"0123456789", 240}} {
		if i := strings.IndexByte(block.letters, c); i >= 0 {
			return block.first + i
		}
	}
	return 0
}

func TestNumbersOfTelephonesAreFictitious(t *testing.T) {
	real := regexp.MustCompile(`\b(?:514|438|450|418|581|819|579)[) -]+(\d{3}-\d{4})`)
	for _, s := range everything(6, 10) {
		for _, found := range real.FindAllStringSubmatch(text(s), -1) {
			if !strings.HasPrefix(found[1], "555-01") {
				t.Errorf("%s: %s may be somebody's", s.Name, found[0])
			}
		}
	}
}

func TestNothingIsLeftOpen(t *testing.T) {
	for _, s := range everything(9, 40) {
		for _, page := range s.Pages() {
			for _, line := range page.Lines {
				if strings.ContainsAny(line.Text, "{}") || strings.Contains(line.Text, "::") || strings.HasPrefix(line.Text, "? ") {
					t.Errorf("%s: %q", s.Name, line.Text)
				}
				if line.Size <= 0 || line.W <= 0 || line.Y < 0 || line.Y > page.Height || line.X+line.W > page.Width+1 {
					t.Errorf("%s: %q stands at %v,%v, %v wide, %v high", s.Name, line.Text, line.X, line.Y, line.W, line.Size)
				}
			}
		}
	}
}

func TestOtherProgramsReadThePDF(t *testing.T) {
	all := everything(10, 2)
	for i := 0; i < len(all); i += 13 {
		s := all[i]
		path := filepath.Join(t.TempDir(), "specimen.pdf")
		if err := os.WriteFile(path, pdf(t, s), 0o600); err != nil {
			t.Fatal(err)
		}
		letters := lettersOf(t, path)
		if s.Scanned {
			if letters != "" {
				t.Errorf("%s: a scan has the letters %.20q", s.Name, letters)
			}
			continue
		}
		missing := slices.DeleteFunc(strings.Fields(text(s)), func(w string) bool { return strings.Contains(letters, w) })
		if len(missing) > 0 {
			t.Errorf("%s: pdftotext does not find %q", s.Name, missing[:min(5, len(missing))])
		}
	}
}

// lettersOf asks Poppler, and leaves out the spaces: in small print it guesses them otherwise.
func lettersOf(t *testing.T, path string) string {
	t.Helper()
	if out, err := exec.Command("pdfinfo", path).CombinedOutput(); err != nil {
		t.Fatalf("pdfinfo: %v %s", err, out)
	}
	out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	return strings.Join(strings.Fields(string(out)), "")
}
