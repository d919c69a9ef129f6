package xml_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange/xml"
)

// reaching are documents that would have a reader open the file or the address FILE or URL, each in a manner of its own.
var reaching = []string{
	`<!DOCTYPE a SYSTEM "URL/a.dtd"><a/>`,
	`<!DOCTYPE a PUBLIC "-//X//Y" "FILE"><a/>`,
	`<!DOCTYPE a [<!ENTITY e SYSTEM "FILE">]><a>&e;</a>`,
	`<!DOCTYPE a [<!ENTITY e SYSTEM "URL/e">]><a>&e;</a>`,
	`<!DOCTYPE a [<!ENTITY e PUBLIC "x" "URL/e">]><a b="&e;"/>`,
	`<!DOCTYPE a [<!ENTITY e SYSTEM "URL/e">]><a/>`,
	`<!DOCTYPE a [<!ENTITY e SYSTEM "URL/e" NDATA n><!NOTATION n SYSTEM "URL/n"><!ATTLIST a b ENTITY "e">]><a/>`,
	`<!DOCTYPE a [<!ENTITY % p SYSTEM "FILE">%p;]><a/>`,
	`<!DOCTYPE a [<!ENTITY % p SYSTEM "URL/p">%p;]><a/>`,
	`<!DOCTYPE a [<!ENTITY % f SYSTEM "FILE"><!ENTITY % d SYSTEM "URL/d">%d;%all;]><a>&send;</a>`,
	`<!DOCTYPE a [<!ENTITY % p "<!ENTITY &#37; q SYSTEM 'URL/q'>">%p;%q;]><a/>`,
	`<!DOCTYPE a SYSTEM "FILE" [<!ATTLIST a xmlns CDATA #FIXED "URL/">]><a/>`,
	`<?xml-stylesheet type="text/xsl" href="URL/s"?><a/>`,
	`<?xml-model href="URL/m"?><a/>`,
	`<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="FILE" parse="text"/><xi:include href="URL/i"/></a>`,
	`<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="u URL/x" xsi:noNamespaceSchemaLocation="FILE"/>`,
	`<a xmlns="URL/ns" xml:base="URL/" xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="FILE" xlink:actuate="onLoad"/>`,
	`<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"><xsl:import href="URL/t"/></xsl:stylesheet>`,
}

// TestNothingIsOpened reads documents that point outside, under strace: no socket and no such file is opened. That
// strace would see it is held by a second run, in which the test itself opens both.
func TestNothingIsOpened(t *testing.T) {
	file, act := os.Getenv("MUNIMENT_XML_FILE"), os.Getenv("MUNIMENT_XML_ACT")
	if file != "" {
		const url = "http://127.0.0.1:9"
		for _, doc := range reaching {
			doc = strings.NewReplacer("FILE", file, "URL", url).Replace(doc)
			for _, d := range []string{doc, doc + doc} {
				r := xml.NewReader(strings.NewReader(d), xml.Limits{Documents: 2})
				for more := true; more; more = r.NextDocument() {
					readAll(r, false)
				}
			}
		}
		if act == "open" {
			os.ReadFile(file)
			if c, err := net.Dial("tcp", "127.0.0.1:9"); err == nil {
				c.Close()
			}
		}
		return
	}
	if err := exec.Command("strace", "-f", "-e", "trace=none", "true").Run(); err != nil {
		t.Skipf("strace does not run here: %v", err)
	}
	folder := t.TempDir()
	file = filepath.Join(folder, "outside.txt")
	if err := os.WriteFile(file, []byte("outside"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, act := range []string{"", "open"} {
		trace := filepath.Join(folder, "trace"+act)
		cmd := exec.Command("strace", "-f", "-s", "4096", "-o", trace, "-e", "trace=%network,%file", os.Args[0], "-test.run=^TestNothingIsOpened$")
		cmd.Env = append(os.Environ(), "MUNIMENT_XML_FILE="+file, "MUNIMENT_XML_ACT="+act)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		calls, err := os.ReadFile(trace)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []string{"socket(", "connect(", filepath.Base(file)} {
			if seen := strings.Contains(string(calls), c); seen != (act == "open") {
				t.Errorf("%q is in the trace: %v, and the test opens it itself: %v", c, seen, act == "open")
			}
		}
	}
}
