// Package oauthtest lends tests of signing in a real counterpart: a third party's OpenID provider (oidc-provider,
// from npm), and a person with a browser.
//
// Promise: the provider listens on 127.0.0.1 alone and ends with the test; its program is downloaded once, in the
// exact versions of its lock file, into the person's cache folder. Failure policy: a program that is missing
// fails the test and says which package holds it.
package oauthtest
