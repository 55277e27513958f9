package fax

import (
	"crypto/x509"
	"time"
)

// ServiceConfig is an account on a fax service, as every provider package takes it.
type ServiceConfig struct {
	URL      string            // empty: the service's own address, where it has one
	User     string            // account, user or key name
	Secret   []byte            // password, token or key
	Settings map[string]string // by the names that the provider's package documents
	Roots    *x509.CertPool    // nil: the system's
	Now      func() time.Time
	Patience time.Duration // most that one wait for the service may take; 0: as long as the provider thinks right
}
