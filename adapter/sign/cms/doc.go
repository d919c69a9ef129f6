// Package cms makes and reads the two kinds of signed data that a signature of a PDF needs: the detached signature itself (CMS
// SignedData, RFC 5652, with the attributes of CAdES that PAdES asks for) and the time-stamp token (RFC 3161).
//
// The reader takes DER only, one signer, RSA (PKCS #1 version 1.5) and ECDSA, and SHA-256, SHA-384 and SHA-512. It is for
// bytes from outside: whatever else it meets is an error, of kind Invalid, that says what it was. Whether a certificate is to be
// believed is not decided here.
package cms
