package sftp_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/portal/sftp"
)

// TestOpenSSHConforms: what OpenSSH itself can meet without a line that fails as scripted.
func TestOpenSSHConforms(t *testing.T) {
	t.Parallel()
	server := portaltest.StartSSHD(t)
	url, dir := server.Folder(t)
	channel := newChannel(t, sftp.Config{URL: url, User: server.User, Secret: server.Secret, HostKey: server.HostKey})
	if err := channel.Test(t.Context()); err != nil {
		t.Fatal(err)
	}
	parcel := sampleParcel(t)
	receipt, err := channel.Send(t.Context(), parcel, nil)
	if err != nil || whole(t, dir, parcel) != 1 {
		t.Fatalf("%d deposits: %v", whole(t, dir, parcel), err)
	}
	if want := dir + "/" + string(parcel.Attempt); receipt.Reference != want || receipt.Bytes == 0 {
		t.Errorf("the receipt is %+v", receipt)
	}
	attempt := dispatch.Attempt{ID: parcel.Attempt}
	if found, _, err := channel.Find(t.Context(), attempt); found != dispatch.True || err != nil {
		t.Errorf("found %v: %v", found, err)
	}
	if err := channel.Recall(t.Context(), attempt); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("recalled, yet %d things are left: %v", len(left), err)
	}
	if err := channel.Recall(t.Context(), attempt); dispatch.CodeOf(err) != "portal_not_there" || dispatch.KindOf(err) != dispatch.KindConflict {
		t.Errorf("recalled, where nothing stands: %v", err)
	}
	receipt.Revoked = dispatchtest.Epoch()
	attempt.Receipt = &receipt
	if err := channel.Recall(t.Context(), attempt); err != nil {
		t.Errorf("recalled again: %v", err)
	}
}

func TestSFTPServerConforms(t *testing.T) {
	t.Parallel()
	dispatchtest.RunChannel(t, rig)
}

var faults = map[dispatchtest.Fault]portaltest.SFTPFault{
	dispatchtest.HugeAnswer:      portaltest.SFTPFlood,
	dispatchtest.MalformedAnswer: portaltest.SFTPBabble,
	dispatchtest.Refused:         portaltest.SFTPRefuse,
}

func rig(t *testing.T, fault dispatchtest.Fault) dispatchtest.Rig {
	t.Helper()
	server := portaltest.StartSFTP(t, faults[fault])
	secret, hostKey := server.Password, server.HostKey
	switch fault {
	case dispatchtest.ReplyLost:
		server.LoseReply()
	case dispatchtest.CutMidway:
		server.CutAfter(500)
	case dispatchtest.WrongCertificate:
		hostKey = "SHA256:" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	case dispatchtest.WrongPassword:
		secret = "another"
	case dispatchtest.Gone:
		server.Close()
	}
	parcel := sampleParcel(t)
	return dispatchtest.Rig{
		Channel: newChannel(t, sftp.Config{URL: server.URL(), User: portaltest.User, Secret: []byte(secret), HostKey: hostKey}),
		Parcel:  parcel,
		Received: func() int {
			return whole(t, server.Dir, parcel)
		},
		Private:      append(dispatchtest.SamplePrivate(), portaltest.User, secret, server.Dir, parcel.Documents[0].SHA256),
		Inapplicable: []dispatchtest.Fault{dispatchtest.Redirect, dispatchtest.TryLater},
	}
}

func newChannel(t testing.TB, c sftp.Config) *sftp.Channel {
	t.Helper()
	c.Now = dispatchtest.Epoch
	if c.Patience == 0 {
		c.Patience = 5 * time.Second
	}
	channel, err := sftp.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return channel
}

func sampleParcel(t testing.TB) dispatch.Parcel {
	t.Helper()
	parcel := dispatchtest.SampleParcel(t)
	parcel.Route = dispatch.Route{Channel: dispatch.Portal, Address: "laboratoire"}
	return parcel
}

// whole counts the finished deposits in dir that hold every document of p as it was queued.
func whole(t testing.TB, dir string, p dispatch.Parcel) int {
	t.Helper()
	folders, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, folder := range folders {
		if dispatch.ID(folder.Name()).Valid() && holds(t, filepath.Join(dir, folder.Name()), p) {
			n++
		}
	}
	return n
}

func holds(t testing.TB, dir string, p dispatch.Parcel) bool {
	t.Helper()
	for i, document := range p.Documents {
		b, err := os.ReadFile(filepath.Join(dir, portal.FileName(i+1, document.MediaType)))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != document.SHA256 {
			return false
		}
	}
	return true
}

// TestResume cuts uploads at every class of boundary.
func TestResume(t *testing.T) {
	t.Parallel()
	document := make([]byte, 3*sftp.Window+1000)
	if _, err := rand.Read(document); err != nil {
		t.Fatal(err)
	}
	portaltest.RunResume(t, func(t *testing.T) portaltest.Peer {
		server := portaltest.StartSFTP(t, portaltest.SFTPFaultless)
		parcel := sampleParcel(t)
		parcel.Subject, parcel.Message = "", ""
		parcel.Documents = []dispatch.Content{dispatchtest.SampleContent("essai-tremblay-zoe.pdf", 1, document)}
		return portaltest.Peer{
			Channel: func() dispatch.Channel {
				return newChannel(t, sftp.Config{
					URL: server.URL(), User: portaltest.User, Secret: []byte(server.Password), HostKey: server.HostKey,
				})
			},
			Parcel: parcel, Chunk: sftp.Window,
			CutAfter: server.CutAfter, LoseCommit: server.LoseReply, Uploaded: server.Uploaded,
			Arrived: func() int { return whole(t, server.Dir, parcel) },
			Names:   server.Names, Private: dispatchtest.SamplePrivate(),
		}
	})
}

// TestWhatStandsThereIsNotBelieved: a part that somebody changed is compared, and replaced from there on.
func TestWhatStandsThereIsNotBelieved(t *testing.T) {
	t.Parallel()
	document := bytes.Repeat([]byte("0123456789abcdef"), 20_000)
	for _, c := range []struct {
		name   string
		change func([]byte) []byte
		sent   int // bytes of the document that go again
	}{
		{"another byte in the middle", func(b []byte) []byte { b[100_000] ^= 1; return b }, len(document) - 100_000},
		{"more than the document has", func(b []byte) []byte { return append(append(b, document[len(b):]...), "more"...) }, 0},
		{"nothing left", func([]byte) []byte { return nil }, len(document)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := portaltest.StartSFTP(t, portaltest.SFTPFaultless)
			channel := newChannel(t, sftp.Config{
				URL: server.URL(), User: portaltest.User, Secret: []byte(server.Password), HostKey: server.HostKey,
			})
			parcel := sampleParcel(t)
			parcel.Subject, parcel.Message = "", ""
			parcel.Documents = []dispatch.Content{dispatchtest.SampleContent("x.pdf", 1, document)}
			parcel.Upload = &portaltest.Upload{}
			server.CutAfter(200_000)
			if _, err := channel.Send(t.Context(), parcel, nil); dispatch.CertaintyOf(err) != dispatch.Unsent {
				t.Fatal(err)
			}
			part := filepath.Join(server.Dir, string(parcel.Attempt)+".part", "document-1.pdf")
			stood := bytes.Clone(document[:150_000]) // how much the server had written by the cut is chance
			if err := os.WriteFile(part, c.change(stood), 0o600); err != nil {
				t.Fatal(err)
			}
			before := server.Uploaded()
			parcel.Attempt = dispatch.NewID(rand.Reader)
			if _, err := channel.Send(t.Context(), parcel, nil); err != nil || whole(t, server.Dir, parcel) != 1 {
				t.Fatalf("%d deposits: %v", whole(t, server.Dir, parcel), err)
			}
			if sent := int(server.Uploaded() - before); sent != c.sent {
				t.Errorf("%d bytes went again, want %d", sent, c.sent)
			}
		})
	}
}

// TestSilentServer: a server that takes everything and answers nothing ends by our patience.
func TestSilentServer(t *testing.T) {
	t.Parallel()
	server := portaltest.StartSFTP(t, portaltest.SFTPSilent)
	channel := newChannel(t, sftp.Config{
		URL: server.URL(), User: portaltest.User, Secret: []byte(server.Password), HostKey: server.HostKey,
		Patience: 200 * time.Millisecond,
	})
	_, err := channel.Send(t.Context(), sampleParcel(t), nil)
	if dispatch.CodeOf(err) != "portal_stalled" || dispatch.CertaintyOf(err) != dispatch.Unsent || !dispatch.RetryOf(err) {
		t.Error(err)
	}
}

// TestServerThatIsNone: nonsense from the first byte is bounded and refused.
func TestServerThatIsNone(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		for { // until the channel has had enough
			if _, err := conn.Write(bytes.Repeat([]byte("no ssh "), 1000)); err != nil {
				return
			}
		}
	}()
	channel := newChannel(t, sftp.Config{URL: "sftp://" + listener.Addr().String(), User: "u", Secret: []byte("p"), HostKey: "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
	if err := channel.Test(t.Context()); dispatch.CertaintyOf(err) != dispatch.Unsent || dispatch.CodeOf(err) != "portal_unreachable" {
		t.Error(err)
	}
	<-done
	_ = listener.Close()
}
