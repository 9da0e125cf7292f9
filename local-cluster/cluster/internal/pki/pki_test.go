package pki

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"net"
	"testing"
	"time"
)

var now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func issue(t *testing.T, ca *CA, s Subject) (*x509.Certificate, tls.Certificate) {
	t.Helper()
	pair, err := ca.Issue(s, now)
	if err != nil {
		t.Fatal(err)
	}
	both, err := tls.X509KeyPair(pair.Cert, pair.Key) // refuses a key of another certificate
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(both.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	return cert, both
}

func verify(ca *CA, cert *x509.Certificate, name string, at time.Time) error {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca.Pair.Cert)
	_, err := cert.Verify(x509.VerifyOptions{Roots: pool, DNSName: name, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	return err
}

func TestAServerIsKnownByItsNamesAndAddressesAndByNoOther(t *testing.T) {
	ca, err := NewCA("test", now)
	if err != nil {
		t.Fatal(err)
	}
	cert, _ := issue(t, ca, Subject{Name: "api", DNS: []string{"kubernetes"}, IPs: []net.IP{net.ParseIP("10.96.0.1")}})
	for name, ok := range map[string]bool{"kubernetes": true, "10.96.0.1": true, "other": false, "10.96.0.2": false} {
		if err := verify(ca, cert, name, now); (err == nil) != ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestACertificateIsValidForAClockAnHourBehindAndTenYearsOn(t *testing.T) {
	ca, _ := NewCA("test", now)
	cert, _ := issue(t, ca, Subject{Name: "api", DNS: []string{"x"}})
	for at, ok := range map[time.Time]bool{
		now.Add(-59 * time.Minute): true, now.Add(-61 * time.Minute): false,
		now.AddDate(9, 11, 0): true, now.AddDate(10, 0, 1): false,
	} {
		if err := verify(ca, cert, "x", at); (err == nil) != ok {
			t.Errorf("at %s: %v", at, err)
		}
	}
}

func TestACAReadBackSignsWhatTheFirstVerifies(t *testing.T) {
	dir := t.TempDir()
	first, _ := NewCA("test", now)
	if err := first.Pair.Write(dir, "ca"); err != nil {
		t.Fatal(err)
	}
	second, err := LoadCA(dir)
	if err != nil {
		t.Fatal(err)
	}
	cert, _ := issue(t, second, Subject{Name: "system:node:a", Group: "system:nodes", DNS: []string{"a"}})
	if err := verify(first, cert, "a", now); err != nil {
		t.Error(err)
	}
	if cert.Subject.CommonName != "system:node:a" || cert.Subject.Organization[0] != "system:nodes" {
		t.Error(cert.Subject)
	}
	stranger, _ := NewCA("test", now)
	if verify(stranger, cert, "a", now) == nil {
		t.Error("another CA of the same name verifies it")
	}
}

func TestOnlyClientsThatAJVMReadsHaveRSAKeys(t *testing.T) {
	ca, _ := NewCA("test", now)
	if _, both := issue(t, ca, Subject{Name: "admin", RSA: true}); both.PrivateKey.(*rsa.PrivateKey).N.BitLen() != 2048 {
		t.Error("not RSA 2048")
	}
	if _, both := issue(t, ca, Subject{Name: "kcm"}); both.PrivateKey.(*ecdsa.PrivateKey) == nil {
		t.Error("not elliptic")
	}
}

func TestNoTwoCertificatesHaveOneSerialNumber(t *testing.T) {
	ca, _ := NewCA("test", now)
	a, _ := issue(t, ca, Subject{Name: "a"})
	b, _ := issue(t, ca, Subject{Name: "a"})
	if a.SerialNumber.Cmp(b.SerialNumber) == 0 {
		t.Error(a.SerialNumber)
	}
}

func TestAFolderWithoutACAIsRefused(t *testing.T) {
	if _, err := LoadCA(t.TempDir()); err == nil {
		t.Error("read a CA from an empty folder")
	}
}
