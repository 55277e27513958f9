package practice_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/practice"
)

// asked is a request to the cloud, as the account.
func asked(t *testing.T, s *practice.Services, method, path string, header map[string]string, body string) (status int, told string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, strings.TrimSuffix(s.Portal.URL(), "/")+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(s.User+":"+s.Password)))
	for name, value := range header {
		request.Header.Set(name, value)
	}
	answer, err := client(t, s).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(content)
}

const (
	ocsShares = "/ocs/v2.php/apps/files_sharing/api/v1/shares?format=json"
	davFiles  = "/remote.php/dav/files/" + practice.User
	davChunks = "/remote.php/dav/uploads/" + practice.User
)

// The simulator is as strict as the documentation: what a real server refuses, or could, is refused here.
func TestCloudIsStrict(t *testing.T) {
	t.Parallel()
	s := startAt(t, t.TempDir())
	form := map[string]string{"OCS-APIRequest": "true", "Content-Type": "application/x-www-form-urlencoded"}
	goes := map[string]string{"Destination": s.Portal.URL() + davFiles[1:] + "/a"}
	for _, test := range []struct {
		name, method, path string
		header             map[string]string
		body               string
		want               int
	}{
		{"a file", "PUT", davFiles + "/doc", nil, "x", 201},
		{"a file again is overwritten", "PUT", davFiles + "/doc", nil, "y", 204},
		{"a file without a folder", "PUT", davFiles + "/none/doc", nil, "x", 409},
		{"another's files", "GET", "/remote.php/dav/files/another/doc", nil, "", 404},
		{"what the cloud hides", "GET", davFiles + "/.cloud/state.json", nil, "", 404},
		{"what the cloud hides, said otherwise", "GET", davFiles + "/x/../.cloud/state.json", nil, "", 404},
		{"an upload without destination", "MKCOL", davChunks + "/u1", nil, "", 400},
		{"an upload", "MKCOL", davChunks + "/u1", goes, "", 201},
		{"an upload twice", "MKCOL", davChunks + "/u1", goes, "", 405},
		{"an upload out of its folder", "MKCOL", davChunks + "/..%2fu1", goes, "", 403},
		{"a chunk without its length", "PUT", davChunks + "/u1/1", goes, "x", 400},
		{"a chunk named badly", "PUT", davChunks + "/u1/10001", goes, "x", 400},
		{"a chunk cannot be read", "GET", davChunks + "/u1/1", nil, "", 405},
		{"shares without the header", "GET", ocsShares, nil, "", 412},
		{"a share of nothing", "POST", ocsShares, form, "path=/none&shareType=3&permissions=1", 404},
		{"a share of an unknown kind", "POST", ocsShares, form, "path=/doc&shareType=9&permissions=1", 400},
		{"a share that may write", "POST", ocsShares, form, "path=/doc&shareType=3&permissions=31", 400},
		{"a share that ended yesterday", "POST", ocsShares, form, "path=/doc&shareType=3&permissions=1&expireDate=2001-01-01", 404},
		{"a share that ends at no date", "POST", ocsShares, form, "path=/doc&shareType=3&permissions=1&expireDate=demain", 404},
		{"a share", "POST", ocsShares, form, "path=/doc&shareType=3&permissions=1&password=x", 200},
		{"two changes at once", "PUT", "/ocs/v2.php/apps/files_sharing/api/v1/shares/1?format=json", form, "expireDate=2099-01-01&note=x", 400},
		{"no activity", "GET", "/ocs/v2.php/apps/activity/api/v2/activity/filter?format=json&object_type=files&object_id=1", form, "", 304},
	} {
		if got, told := asked(t, s, test.method, test.path, test.header, test.body); got != test.want {
			t.Errorf("%s: %d, want %d: %s", test.name, got, test.want, told)
		}
	}
}

// What was shared outlives the program, as on a server.
func TestCloudRemembers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := startAt(t, dir)
	asked(t, first, "MKCOL", davFiles+"/d", nil, "")
	asked(t, first, "PUT", davFiles+"/d/doc", nil, "contenu")
	asked(t, first, "POST", ocsShares, map[string]string{"OCS-APIRequest": "true", "Content-Type": "application/x-www-form-urlencoded"},
		url.Values{"path": {"/d"}, "shareType": {"3"}, "permissions": {"1"}, "password": {"sésame"}}.Encode())
	asked(t, first, "MOVE", davFiles+"/d", map[string]string{"Destination": first.Portal.URL() + davFiles[1:] + "/e"}, "")
	second := startAt(t, dir) // beside the first, as a window beside a terminal
	shares := second.Portal.Cloud.Shares()
	if len(shares) != 1 {
		t.Fatalf("%d shares", len(shares))
	}
	files, err := practice.OpenLink(t.Context(), second.Portal.LinksURL()+shares[0].Token, "sésame")
	if err != nil || string(files["doc"]) != "contenu" {
		t.Errorf("%q: %v", files, err)
	}
	if first.Portal.Cloud.Shares()[0].Downloads != 1 {
		t.Error("the other program does not see what was fetched")
	}
	asked(t, first, "DELETE", davFiles+"/e", nil, "")
	if _, err := practice.OpenLink(t.Context(), second.Portal.LinksURL()+shares[0].Token, "sésame"); err == nil {
		t.Error("a link opens what is gone")
	}
}
