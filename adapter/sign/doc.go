// Package sign signs the office's PDF documents and verifies signed ones.
//
// A signature is PAdES of level B-B or B-T (ETSI EN 319 142-1): a detached CMS SignedData (RFC 5652) over the whole file but
// the place of the signature itself, with the signed attributes content-type, message-digest, ESS signing-certificate-v2 (RFC
// 5035) and CMS algorithm protection (RFC 6211), and the chain of certificates. The claimed time stands in the signature
// dictionary as /M and, as PAdES demands, not in the CMS. B-T adds a time-stamp of the signature by an authority (RFC 3161).
//
// A document is never rewritten: Sign answers a revision to be appended, with an invisible signature field that PDF/A-2, PDF/A-3
// and PDF/UA-1 allow. With an RSA key, or an ECDSA key of a file, the same document, key and time give the same bytes; a
// time-stamp, and ECDSA in a token, do not.
//
// The key is a PKCS#12 file (OpenPKCS12) or lies in a PKCS#11 token (Token). A token's library is native code of a stranger: it
// runs in a process of its own, pkcs11-tool of OpenSC, which is given a digest and answers a signature.
//
// Verify is strict: what it does not understand is a problem, not a pass. It asks nobody: whether a certificate was revoked is
// not looked up. Nothing here reads a clock; times come from the caller. Everything is safe for concurrent use.
package sign
