// Package inspect looks into the documents that people send: what a file is by its bytes, and whether it is what it should be.
//
// There are two looks. [Look] is quick: it reads the beginning, the end and the table of contents of a file, decodes nothing, and is
// safe and fast enough to stand before a document is taken into a draft. [Inspect] is deep: it goes through the whole file, decodes
// pictures, unpacks archives and reads texts. It is for a process of its own, which [Child] runs under limits of memory and time and
// without any way to the network or to files, after the filing was acknowledged: a filing date is never lost to an inspection, and
// what breaks the child breaks nothing else. [Worker] does so for everything that has not been looked into.
//
// A file is evidence. No look changes a byte of it; what can be shown to people is a copy, made of the picture alone.
//
// Sources: threats T07 to T13 of the project's threat model; ISO 32000-2 (PDF), ISO/IEC 29500-2 (DOCX), ISO 15948 (PNG), ITU-T T.81
// and T.871 (JPEG), TIFF 6.0, RFC 9649 (WebP), the GIF89a specification, RFC 7946 (GeoJSON), WIPO ST.26 (sequence listings).
package inspect
