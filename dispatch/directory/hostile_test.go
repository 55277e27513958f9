package directory_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/directory"
	"github.com/souspli/souspli/dispatch/directory/directorytest"
	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// hostile answers every search by answer, after letting anybody in.
func hostile(t *testing.T, answer func(w io.Writer, id int64) error) directory.LDAPConfig {
	t.Helper()
	ca := dispatchtest.NewCA(t)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{ca.Server().TLS}, MinVersion: tls.VersionTLS12})
	must(t, err)
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(conn, answer)
		}
	}()
	return config(directorytest.Server{CA: ca}, "ldaps://"+listener.Addr().String())
}

func serve(conn net.Conn, answer func(w io.Writer, id int64) error) {
	defer conn.Close()
	for {
		packet, err := ber.ReadPacket(conn)
		if err != nil || len(packet.Children) < 2 {
			return
		}
		id, _ := packet.Children[0].Value.(int64)
		if packet.Children[1].Tag == ldap.ApplicationBindRequest {
			_, err = conn.Write(message(id, result(ldap.ApplicationBindResponse, 0)).Bytes())
		} else {
			err = answer(conn, id)
		}
		if err != nil {
			return
		}
	}
}

func message(id int64, op *ber.Packet, controls ...*ber.Packet) *ber.Packet {
	p := ber.NewSequence("message")
	p.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, id, ""))
	p.AppendChild(op)
	if len(controls) > 0 {
		all := ber.Encode(ber.ClassContext, ber.TypeConstructed, 0, nil, "")
		for _, c := range controls {
			all.AppendChild(c)
		}
		p.AppendChild(all)
	}
	return p
}

func text(value string) *ber.Packet {
	return ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, value, "")
}

func result(tag ber.Tag, code int64) *ber.Packet {
	p := ber.Encode(ber.ClassApplication, ber.TypeConstructed, tag, nil, "")
	p.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagEnumerated, code, ""))
	p.AppendChild(text(""))
	p.AppendChild(text("Lise Gagnon n'est pas ici"))
	return p
}

func entry(dn, mail string) *ber.Packet {
	p := ber.Encode(ber.ClassApplication, ber.TypeConstructed, ldap.ApplicationSearchResultEntry, nil, "")
	p.AppendChild(text(dn))
	attributes, attribute := ber.NewSequence(""), ber.NewSequence("")
	values := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSet, nil, "")
	values.AppendChild(text(mail))
	attribute.AppendChild(text("mail"))
	attribute.AppendChild(values)
	attributes.AppendChild(attribute)
	p.AppendChild(attributes)
	return p
}

func TestHostileServers(t *testing.T) {
	t.Parallel()
	more := &ldap.ControlPaging{PagingSize: 1, Cookie: []byte("more")}
	for name, c := range map[string]struct {
		answer func(w io.Writer, id int64) error
		want   string
	}{
		"entries without an end": {func(w io.Writer, id int64) error {
			one := message(id, entry("cn=a", "a@a.example")).Bytes()
			for {
				if _, err := w.Write(one); err != nil {
					return err
				}
			}
		}, "directory_too_large"},
		"one entry without an end": {func(w io.Writer, _ int64) error {
			_, err := io.Copy(w, io.MultiReader(strings.NewReader("\x30\x84\x7f\xff\xff\xff\x04\x84\x7f\xff\xff\xf0"), zeros{}))
			return errors.Join(err, io.EOF)
		}, "ldap_unreachable"},
		"empty pages without an end": {func(w io.Writer, id int64) error {
			_, err := w.Write(message(id, result(ldap.ApplicationSearchResultDone, 0), more.Encode()).Bytes())
			return err
		}, "directory_too_large"},
		"a part, then closed": {func(w io.Writer, id int64) error {
			_, err := w.Write(message(id, entry("cn=a", "a@a.example")).Bytes())
			return errors.Join(err, io.EOF)
		}, "ldap_unreachable"},
		"a part, and its limit": {func(w io.Writer, id int64) error {
			_, err := w.Write(append(message(id, entry("cn=a", "a@a.example")).Bytes(), message(id, result(ldap.ApplicationSearchResultDone, 4)).Bytes()...))
			return err
		}, "ldap_truncated"},
		"a referral elsewhere": {func(w io.Writer, id int64) error {
			_, err := w.Write(message(id, result(ldap.ApplicationSearchResultDone, 10)).Bytes())
			return err
		}, "ldap_base"},
		"no LDAP at all": {func(w io.Writer, _ int64) error {
			_, err := io.WriteString(w, "HTTP/1.1 400 Bad Request\r\n\r\n")
			return errors.Join(err, io.EOF)
		}, "ldap_unreachable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entries, err := all(t, hostile(t, c.answer))
			if dispatch.CodeOf(err) != c.want || entries != nil {
				t.Errorf("%v, want %s; %d entries", err, c.want, len(entries))
			}
			if err != nil && strings.Contains(err.Error(), "Gagnon") {
				t.Errorf("the error repeats the server: %v", err)
			}
		})
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestSilenceEndsWithTheirPatienceOrOurs(t *testing.T) {
	t.Parallel()
	c := hostile(t, func(io.Writer, int64) error { return nil })
	c.Timeout = 100 * time.Millisecond
	if _, err := all(t, c); dispatch.KindOf(err) != dispatch.KindUnreachable {
		t.Errorf("silence: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	asked := make(chan struct{})
	c = hostile(t, func(io.Writer, int64) error { close(asked); return nil })
	l, err := directory.NewLDAP(c)
	must(t, err)
	go func() {
		<-asked
		cancel()
	}()
	if _, err := l.All(ctx); dispatch.CodeOf(err) != "ldap_stopped" {
		t.Errorf("stopped: %v", err)
	}
}

// FuzzSearch: whatever a server answers, an answer or an error comes, and nobody without an address is made up.
func FuzzSearch(f *testing.F) {
	f.Add(message(2, entry("cn=a", "a@a.example")).Bytes())
	f.Add(message(2, result(ldap.ApplicationSearchResultDone, 0)).Bytes())
	f.Add([]byte("\x30\x03\x02\x01\x02"))
	f.Add([]byte("\x30\x80\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c := hostile(t, func(w io.Writer, _ int64) error {
			_, err := w.Write(data)
			return errors.Join(err, io.EOF)
		})
		c.Timeout = time.Second
		entries, err := all(t, c)
		if err != nil && dispatch.CodeOf(err) == "" {
			t.Fatal("no code: " + strconv.Quote(err.Error()))
		}
		for _, e := range entries {
			if e.Recipient.InDirectory != dispatch.True || e.Recipient.Directory.Source != "annuaire" {
				t.Fatalf("%+v", e)
			}
		}
	})
}
