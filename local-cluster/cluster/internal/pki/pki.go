// Package pki makes a cluster's certificate authority, certificates and kubeconfigs. Nothing of it is meant to outlive the
// cluster, and none of it is trusted by anything else.
package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Pair is a certificate and its key, PEM.
type Pair struct{ Cert, Key []byte }

// Subject is who a certificate speaks for: for a client Name is the user and Group the group, for a server the names and
// addresses it may be called by.
type Subject struct {
	Name, Group string
	DNS         []string
	IPs         []net.IP
	// RSA: the JVM's Kubernetes client reads RSA keys by default and elliptic-curve ones only with a setting.
	RSA bool
}

// CA signs.
type CA struct {
	cert *x509.Certificate
	key  crypto.Signer
	Pair Pair
}

// Valid from an hour ago, since clocks of emulated machines differ, for ten years.
func period(now time.Time) (time.Time, time.Time) { return now.Add(-time.Hour), now.AddDate(10, 0, 0) }

// NewCA makes a certificate authority.
func NewCA(name string, now time.Time) (*CA, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	from, to := period(now)
	t := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: from, NotAfter: to,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, err
	}
	return parse(der, key)
}

func parse(der []byte, key crypto.Signer) (*CA, error) {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	keyPEM, err := encodeKey(key)
	return &CA{cert: cert, key: key, Pair: Pair{Cert: encode("CERTIFICATE", der), Key: keyPEM}}, err
}

// LoadCA reads back what Write left in dir.
func LoadCA(dir string) (*CA, error) {
	certPEM, err := os.ReadFile(filepath.Join(dir, "ca.crt"))
	if err != nil {
		return nil, err
	}
	keyPEM, err := os.ReadFile(filepath.Join(dir, "ca.key"))
	if err != nil {
		return nil, err
	}
	certBlock, _ := pem.Decode(certPEM)
	keyBlock, _ := pem.Decode(keyPEM)
	if certBlock == nil || keyBlock == nil {
		return nil, fmt.Errorf("%s holds no readable certificate authority", dir)
	}
	key, err := x509.ParsePKCS8PrivateKey(keyBlock.Bytes)
	if err != nil {
		return nil, err
	}
	return parse(certBlock.Bytes, key.(crypto.Signer))
}

// Issue signs a certificate that serves as client and as server.
func (ca *CA) Issue(s Subject, now time.Time) (Pair, error) {
	key, err := newKey(s.RSA)
	if err != nil {
		return Pair{}, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return Pair{}, err
	}
	from, to := period(now)
	t := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: s.Name}, NotBefore: from, NotAfter: to,
		DNSNames: s.DNS, IPAddresses: s.IPs, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
	if s.Group != "" {
		t.Subject.Organization = []string{s.Group}
	}
	der, err := x509.CreateCertificate(rand.Reader, t, ca.cert, key.Public(), ca.key)
	if err != nil {
		return Pair{}, err
	}
	keyPEM, err := encodeKey(key)
	return Pair{Cert: encode("CERTIFICATE", der), Key: keyPEM}, err
}

// SigningKey is the pair for service account tokens: the private key and the public one.
func SigningKey() (private, public []byte, err error) {
	key, err := newKey(false)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return nil, nil, err
	}
	private, err = encodeKey(key)
	return private, encode("PUBLIC KEY", der), err
}

// Write puts NAME.crt and NAME.key in dir, readable by the owner only.
func (p Pair) Write(dir, name string) error {
	if err := os.WriteFile(filepath.Join(dir, name+".crt"), p.Cert, 0o600); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name+".key"), p.Key, 0o600)
}

func newKey(useRSA bool) (crypto.Signer, error) {
	if useRSA {
		return rsa.GenerateKey(rand.Reader, 2048)
	}
	return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
}

func encodeKey(key crypto.Signer) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return encode("PRIVATE KEY", der), err
}

func encode(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
