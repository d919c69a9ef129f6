"""Tests of verify_receipt.py: own small cases, and docs/log-vectors if it is there.

    cd script && python3 -m unittest verify_receipt_test
"""

import base64
import contextlib
import copy
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import verify_receipt as vr  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
VECTORS = os.path.join(HERE, os.pardir, "docs", "log-vectors")
ORIGIN = "demo.invalid/log/register/1"
TIME = "2026-11-22T08:00:00Z"
NOW = vr.posix("now", TIME) + 100
ED25519 = vr.Ed25519()
unittest.addModuleCleanup(ED25519.close)


def b64(data):
    return base64.b64encode(data).decode()


def b64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def sha(data):
    return hashlib.sha256(data).digest()


class Signer:
    """An Ed25519 key whose seed is made of its name; it signs with openssl."""

    signed = {}

    def __init__(self, name, kind, seed=None):
        self.name, self.kind = name, kind
        self.der = bytes.fromhex("302e020100300506032b657004220420") + sha((seed or name).encode())
        out = self.openssl("pkey", "-inform", "DER", "-pubout", "-outform", "DER", data=self.der)
        self.public = out[-32:]
        self.id = sha(name.encode() + b"\n" + bytes([kind]) + self.public)[:4]
        self.vkey = "%s+%s+%s" % (name, self.id.hex(), b64(bytes([kind]) + self.public))

    @staticmethod
    def openssl(*words, data=None):
        return subprocess.run(["openssl", *words], input=data, stdout=subprocess.PIPE, check=True).stdout

    def raw(self, message):
        if (self.der, message) not in self.signed:
            with tempfile.TemporaryDirectory() as folder:
                files = [os.path.join(folder, n) for n in "km"]
                for name, data in zip(files, (self.der, message)):
                    with open(name, "wb") as f:
                        f.write(data)
                self.signed[self.der, message] = self.openssl(
                    "pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", files[0], "-in", files[1])
        return self.signed[self.der, message]

    def line(self, text, when=None):
        message, head = text.encode(), b""
        if self.kind == vr.WITNESS_KEY:
            message = b"cosignature/v1\ntime %d\n" % when + message
            head = when.to_bytes(8, "big")
        return "\u2014 %s %s\n" % (self.name, b64(self.id + head + self.raw(message)))


LOG = Signer(ORIGIN, 1)
OTHER = Signer("demo.invalid/log/library/1", 1)
W = [Signer("w%d.invalid" % i, 4) for i in range(3)]
POLICY = "log %s\nlog %s\n" % (LOG.vkey, OTHER.vkey)
POLICY += "".join("witness W%d %s\n" % (i, w.vkey) for i, w in enumerate(W))
POLICY += "group G 2 W0 W1 W2\n"


def disclosure(name, value, salt=None):
    text = json.dumps([b64url(sha((salt or name).encode())[:16]), name, value], ensure_ascii=False)
    return b64url(text.encode())


def digest(d):
    return b64url(sha(d.encode()))


def tree(leaves):
    """Root of the leaf hashes, and the path of the last leaf."""
    if len(leaves) == 1:
        return leaves[0], []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    left, _ = tree(leaves[:k])
    right, path = tree(leaves[k:])
    return vr.node_hash(left, right), path + [left]


class Case:
    """A receipt in parts; change what is to be wrong, then call text()."""

    def __init__(self, seq=4, fields=None, kinds=None):
        self.seq = seq
        fields = fields or {"id": "X/A/1", "act": "open", "record": {"a": ["Möbius", 1]}}
        self.disclosures = [disclosure(n, v) for n, v in fields.items()]
        self.rows = [[n, digest(d), (kinds or {}).get(n, "public"), ""] for n, d in zip(fields, self.disclosures)]
        self.origin, self.received, self.extra = ORIGIN, TIME, ""
        self.signers, self.times, self.checkpoint, self.more = [LOG], {0: NOW - 90, 1: NOW - 80}, None, ""
        self.decoys, self.index, self.manifest_salt, self.leaf_edit = None, None, None, None

    def text(self, **replace):
        manifest = disclosure("manifest", self.rows, self.manifest_salt)
        sd = [row[1] for row in self.rows] + [digest(manifest)]
        want = self.decoys if self.decoys is not None else next(s for s in vr.SD_SIZES if s >= len(sd))
        sd += [b64url(sha(b"decoy %d" % i)) for i in range(want - len(sd))]
        leaf = json.dumps({"_sd": sorted(sd), "_sd_alg": "sha-256", "log": self.origin,
                           "received_at": self.received, "seq": self.seq, "v": 1}, separators=(",", ":"))
        if self.leaf_edit:
            leaf = self.leaf_edit(leaf)
        leaf = leaf.encode()
        root, path = tree([sha(b"%d" % i) for i in range(self.seq)] + [vr.leaf_hash(leaf)])
        note = self.checkpoint or "%s\n%d\n%s\n" % (self.origin, self.seq + 1, b64(root))
        proof = "c2sp.org/tlog-proof@v1\n%sindex %d\n%s\n%s\n" % (
            self.extra, self.seq if self.index is None else self.index, "".join(b64(p) + "\n" for p in path), note)
        proof += "".join(s.line(note) for s in self.signers) + self.more
        proof += "".join(W[i].line(note, t) for i, t in self.times.items())
        receipt = {"v": 1, "leaf": b64(leaf), "disclosures": self.disclosures + [manifest], "proof": proof}
        receipt.update(replace)
        return json.dumps(receipt, ensure_ascii=False)


def run(text, quorum="G", now=NOW, revoked=None, policy=None):
    policy = vr.Policy((policy or POLICY + "quorum %s\n" % quorum).encode())
    data = text if isinstance(text, bytes) else text.encode()
    return vr.verify(data, policy, now, revoked or {}, ED25519)


class Base(unittest.TestCase):
    def refused(self, why, text, **more):
        with self.assertRaises(vr.Refused) as caught:
            run(text, **more)
        self.assertIn(why, str(caught.exception))

    def wrong(self, read, *values):
        for value in values:
            with self.subTest(value=value), self.assertRaises(vr.Refused):
                read(value)


class Conventions(Base):
    def test_base64(self):
        self.assertEqual(vr.base64_bytes("x", "Zg=="), b"f")
        self.assertEqual(vr.base64url_bytes("x", "_-8"), b"\xff\xef")
        self.wrong(lambda t: vr.base64_bytes("x", t), "Zg", "Zh==", "Zg==\n", "Z g==", "_-8=", "Zg===", "é", 1)
        self.wrong(lambda t: vr.base64url_bytes("x", t), "Zg==", "Zh", "/+8", "Z", "Zg\n", "Zg ")

    def test_count(self):
        self.assertEqual(vr.count("x", "9007199254740991"), 2**53 - 1)
        self.wrong(lambda t: vr.count("x", t), "", "01", "-1", "+1", "9007199254740992", "1\n", "١", "9" * 5000)

    def test_time(self):
        self.assertEqual(vr.posix("x", "1970-01-01T00:00:01Z"), 1)
        self.assertEqual(vr.posix("x", "2024-02-29T23:59:59Z"), 1709251199)
        self.wrong(lambda t: vr.posix("x", t), "1969-12-31T23:59:59Z", "2023-02-29T00:00:00Z", "2023-01-01T24:00:00Z",
                   "2023-01-01T00:00:60Z", "2023-01-01T00:00:00z", "2023-01-01 00:00:00Z", "2023-01-01T00:00:00Z\n")

    def test_origin(self):
        for good in (ORIGIN, "a:1/log/library/12", "A.b-c:65535/log/register/9007199254740991"):
            self.assertTrue(vr.is_origin(good))
        for bad in ("/log/register/1", "a/log/register/0", "a/log/register/01", "a/log/other/1", "a:/log/register/1",
                    "a:123456/log/register/1", "a_b/log/register/1", ORIGIN + "\n", ORIGIN + "/",
                    "a" * 254 + "/log/register/1", "a/log/register/9007199254740992"):
            self.assertFalse(vr.is_origin(bad), bad)

    def test_json(self):
        def read(text):
            return vr.read_json("x", text if isinstance(text, bytes) else text.encode())
        self.assertEqual(read(' {"a" : [1,"\\ud83d\\ude00\\u00e9\\/"],\r\n\t"b":{}} '), {"a": [1, "😀é/"], "b": {}})
        self.assertIsInstance(read("[" * 32 + "]" * 32), list)
        self.wrong(read, "", "[1,]", "[,1]", '{"a":1,}', '{"a":1,"\\u0061":2}', '{"a" 1}', "{1:2}", "[1 2]", "[1", '"a',
                   '"\\ud800"', '"\\ud800x"', '"\\udc00"', '"\\ud800\\ud800"', '"\\x"', '"\\u00g0"', '"\\', '"\\u12',
                   '"\n"', "-1", "-0", "1.0", "1e3", "01", "null", "true", "NaN", "9007199254740992", "[1] 1",
                   "[" * 33 + "]" * 33, "\ufeff[]", b'"\xff"', b'"\xed\xa0\x80"', b'"\xc0\x80"', "\xa0[]", "\x0c[]", "'a'")


class Keys(Base):
    def test_keys(self):
        key = vr.Key(LOG.vkey, 1)
        self.assertEqual((key.name, key.keyid, key.public), (ORIGIN, LOG.id.hex(), LOG.public))
        name, keyid, rest = LOG.vkey.split("+", 2)
        self.wrong(vr.Key, name, "+%s+%s" % (keyid, rest), "%s+00000000+%s" % (name, rest), LOG.vkey + "=",
                   "%s+%s+%s" % (name, keyid.upper() if keyid.upper() != keyid else "x", rest), Signer("a b", 1).vkey,
                   Signer("a\u3000b", 1).vkey, Signer("a\x01", 1).vkey, Signer("a", 2).vkey, 7)
        with self.assertRaises(vr.Refused):
            vr.Key(LOG.vkey, 4)

    def test_policies(self):
        good = POLICY + "quorum G\n"
        vr.Policy(good.encode()[:-1])
        vr.Policy(("# c\n \t\n" + good.replace(" ", " \t ").replace("\nlog", "\n log")).encode() + b" # \xff\n")
        keys = [w.vkey for w in W]
        for line, text in (
                (8, good + "quorum G\n"), (6, POLICY), (1, "quorum none\n"), (8, good + "log %s\n" % LOG.vkey),
                (8, good + "witness Z %s\n" % keys[0]), (8, good + "group H any W0\n"), (8, good + "group none any G\n"),
                (8, good + "group H any\n"), (8, good + "group H 0 G\n"), (8, good + "group H 2 G\n"),
                (8, good + "group H 01 G\n"), (8, good + "group H any G G\n"), (8, good + "group H any H\n"),
                (8, good + "group W0 any G\n"), (8, good + "group H any none\n"), (8, good + "x\n"),
                (8, good + "\r\n"), (8, good + "# \x7f\n"), (8, good + "log\n"), (8, good + "Log %s\n" % LOG.vkey),
                (1, "log %s u v\n" % LOG.vkey), (1, "log %s\n" % keys[0]), (1, "witness A %s\n" % LOG.vkey),
                (2, "log %s\nquorum G\nwitness G %s\n" % (LOG.vkey, keys[0])), (1, "")):
            with self.subTest(text=text), self.assertRaises(vr.PolicyError) as caught:
                vr.Policy(text.encode())
            self.assertEqual(caught.exception.line, line)
        nested = vr.Policy((POLICY + "group H all G\nquorum H\nlog %s\n" % Signer(ORIGIN, 1, "new").vkey).encode())
        self.assertFalse(nested.met([b"W0"]))
        self.assertTrue(nested.met([b"W0", b"W2"]))

    def test_notes(self):
        text = "a\n\nb\n"
        note = text + "\n" + LOG.line(text) + OTHER.line(text)
        read = vr.Note(note)
        self.assertEqual(read.text, text)
        self.assertEqual(len(read.signed_by([vr.Key(LOG.vkey)], ED25519)), 1)
        self.wrong(vr.Note, text, note[:-1], note + "\n", note.replace("\n", "\r\n"), note.replace("\u2014 ", "- "),
                   note.replace("\u2014 ", "\u2014  "), note[:-2] + "\n", note + "\u2014 x AAAAAA==\n",
                   note + "\u2014 x+y AAAAAAA=\n", note + "x\n", note + LOG.line(text) * 63, note + "\u2014 x AAAAAAB=\n")
        vr.Note(note + LOG.line(text) * 62)
        with self.assertRaises(vr.Refused):
            vr.Note("x" + note).signed_by([vr.Key(LOG.vkey)], ED25519)


class Tree(Base):
    def test_inclusion_and_consistency(self):
        leaves = [sha(b"%d" % i) for i in range(20)]

        def root(part):
            return tree(part)[0]

        def path(i, part):
            if len(part) == 1:
                return []
            k = 1
            while k * 2 < len(part):
                k *= 2
            return (path(i, part[:k]) + [root(part[k:])]) if i < k else (path(i - k, part[k:]) + [root(part[:k])])

        def between(m, part, whole):
            if m == len(part):
                return [] if whole else [root(part)]
            k = 1
            while k * 2 < len(part):
                k *= 2
            if m <= k:
                return between(m, part[:k], whole) + [root(part[k:])]
            return between(m - k, part[k:], False) + [root(part[:k])]

        for n in range(1, 21):
            for i in range(n):
                p = path(i, leaves[:n])
                self.assertTrue(vr.included(i, n, leaves[i], root(leaves[:n]), p))
                self.assertFalse(vr.included(i, n, leaves[i], root(leaves[:n]), p + [leaves[0]]))
                self.assertFalse(n > 1 and vr.included(i, n, leaves[i], root(leaves[:n]), p[:-1]))
                self.assertFalse(n > 1 and vr.included((i + 1) % n, n, leaves[i], root(leaves[:n]), p))
            for m in range(1, n + 1):
                p = between(m, leaves[:n], True)
                self.assertTrue(vr.consistent(m, n, root(leaves[:m]), root(leaves[:n]), p))
                self.assertFalse(vr.consistent(m, n, root(leaves[:m]), root(leaves[:n]), p + [leaves[0]]))
                self.assertFalse(vr.consistent(m, n, leaves[19], root(leaves[:n]), p))
        self.assertFalse(vr.included(1, 1, leaves[0], leaves[0], []))


class Disclosures(Base):
    def test_example(self):
        text = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
        self.assertEqual(digest(text), "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0")
        self.wrong(vr.Disclosure, text)

    def test_values(self):
        d, origin = b64url(bytes(32)), "demo.invalid/log/library/1"
        document = {"name": "a", "pages": 1, "sha256": "0" * 64, "size": 0}
        for name, value in (
                ("id", "x"), ("act.x", "y"), ("actor", []), ("actor.x", ["a"]), ("documents", [document]),
                ("corrects", [[0, d], [origin, 9, d]]), ("record.opens", []), ("record.key", LOG.vkey),
                ("record", {"": [{}], "\x7f": "é"}), ("private.contact", "가"), ("rule", 0), ("record.keys", 1),
                ("ground", "q" + "\u0323" * 40),
                ("record.revokes", {"key": LOG.vkey, "since": TIME}),
                ("record.continues", {"origin": origin, "size": 0, "root": b64(bytes(32))})):
            with self.subTest(name=name, value=value):
                vr.Disclosure(disclosure(name, value))
        for name, value in (
                ("id", ""), ("id", ["x"]), ("act", 1), ("act.x", ""), ("actor", "a"), ("actor", [1]), ("actor.x", [[]]),
                ("documents", [dict(document, x=1)]), ("documents", [dict(document, sha256="A" * 64)]),
                ("documents", [dict(document, pages="1")]), ("documents.x", {}), ("corrects", [[d, 0]]), ("corrects", [[0]]),
                ("corrects", [[0, d + "A"]]), ("corrects", [["x", 0, d]]), ("record.covers", 1), ("record.key", W[0].vkey),
                ("record", {"é": 1}), ("record", [{"_sd": 1}]), ("record", {"a": {"...": 1}}), ("record", "e\u0301"),
                ("record", [["e\u0301"]]), ("record", None), ("record", -1), ("record", 1.5), ("record", True),
                ("record.", 1), ("record.A", 1), ("record.a.b", 1), ("manifest.x", []), ("name", 1), ("Record", 1),
                ("record.revokes", {"key": LOG.vkey}), ("record.revokes", {"key": W[0].vkey, "since": TIME}),
                ("record.continues", {"origin": "x", "size": 0, "root": b64(bytes(32))})):
            with self.subTest(name=name, value=value), self.assertRaises(vr.Refused):
                vr.Disclosure(disclosure(name, value))
        self.wrong(lambda v: vr.Disclosure(b64url(v.encode())), '["AAAAAAAAAAAAAAAAAAAAAA","rule"]', "{}", "[1,2,3]",
                   '["AAAAAAAAAAAAAAAAAAAAAB","rule",1]', '["AAAAAAAAAAAAAAAAAAAAA","rule",1]',
                   '["AAAAAAAAAAAAAAAAAAAAAA","rule",1,1]', '["AAAAAAAAAAAAAAAAAAAAAA","rule",{"a":1,"a":1}]')


class Receipts(Base):
    def test_good(self):
        v = run(Case().text())
        self.assertEqual((v.exit, v.first), (0, "witnessed 2 of 3; quorum G met"))
        self.assertIn('record = {"a": ["Möbius", 1]}', v.more)
        self.assertIn("log: %s (act of the office)" % ORIGIN, v.more)
        v = run(Case().text(), quorum="none")
        self.assertEqual((v.exit, v.first), (0, "committed; witnessed 2 of 3; quorum none"))
        v = run(Case().text(), quorum="W2")
        self.assertEqual((v.exit, v.first), (1, "committed; witnessed 2 of 3; quorum W2 not met"))
        for seq in (0, 1, 2, 6, 7, 8):
            self.assertEqual(run(Case(seq).text()).exit, 0)
        c = Case()
        c.extra = "extra anything, not base64\n"
        self.assertEqual(run(c.text()).exit, 0)

    def test_left_out(self):
        c = Case(kinds={"record": "sealed"})
        c.disclosures.pop()
        self.assertIn("left out: record (sealed)", run(c.text()).more)
        c = Case()
        del c.disclosures[1:]
        self.assertIn("left out: act (public; it can be looked up at the log)", run(c.text()).more)
        c.disclosures.clear()
        self.refused("fewer than two", c.text())

    def test_form(self):
        good = Case().text()
        self.assertEqual(run(" \n" + good + "\r\n").exit, 0)
        for bad in (good[:-1], good + "x", good.replace('{"v": 1', '{"v": 1, "v": 1'), good.replace('"v": 1', '"v": 2'),
                    good.replace('"v": 1', '"v": "1"'), good.replace('"v": 1', '"v": 1, "x": 1'),
                    good.replace('{"v": 1, ', "{"), "\ufeff" + good, good + " " * vr.MAX_BYTES):
            self.refused("receipt", bad)
        parts = json.loads(good)
        for name, value in (("leaf", parts["leaf"] + "\n"), ("leaf", 1), ("disclosures", {}), ("disclosures", [1, 2]),
                            ("disclosures", parts["disclosures"] + parts["disclosures"][:1]), ("proof", []),
                            ("disclosures", parts["disclosures"][:-1]),
                            ("proof", parts["proof"].replace("index 4", "index 04")),
                            ("proof", parts["proof"].replace("index 4", "index 3")),
                            ("proof", parts["proof"].replace("@v1", "@v2")),
                            ("proof", parts["proof"].replace("index", "extra\nindex")),
                            ("proof", parts["proof"].replace("index", "extra a\nextra b\nindex")),
                            ("proof", parts["proof"].replace("index 4\n", "index 4\n\n")),
                            ("proof", parts["proof"].replace("index 4\n", "index 4\n" + b64(bytes(32)) + "\n")),
                            ("proof", parts["proof"].replace("index 4\n", "index 4\nAAAA\n")),
                            ("proof", parts["proof"].replace("index 4\n", "index 4\n" + (b64(bytes(32)) + "\n") * 64))):
            with self.subTest(name=name, value=value), self.assertRaises(vr.Refused):
                run(Case().text(**{name: value}))

    def test_signatures(self):
        c = Case()
        c.signers = [OTHER]
        self.refused("no signature by a log", c.text())
        c.signers = [LOG, LOG, OTHER]
        self.assertEqual(run(c.text()).exit, 0)
        c.more = LOG.line("another text\n")
        self.refused("does not verify", c.text())
        c.more = W[2].line("another text\n", NOW)
        self.refused("does not verify", c.text())
        c.more = "\u2014 w2.invalid %s\n" % b64(W[2].id + bytes(71))
        self.refused("wrong length", c.text())
        c.more = Signer("w2.invalid", 4, "not known").line("another text\n", NOW)
        self.assertEqual(run(c.text()).first, "witnessed 2 of 3; quorum G met")
        c.more = "\u2014 w2.invalid AAAA\n"
        self.refused("too short", c.text())

    def test_times(self):
        c = Case()
        c.times[2] = NOW + 3600
        self.assertEqual(run(c.text()).first, "witnessed 3 of 3; quorum G met")
        c.times[2] += 1
        self.refused("future", c.text())
        c = Case()
        received = vr.posix("x", TIME)
        c.times = {0: received - 60, 1: received - 61}
        self.assertNotIn("clock", "".join(run(c.text()).more))
        c.times[0] -= 1
        self.assertIn("clock ran ahead", "".join(run(c.text()).more))

    def test_revoked(self):
        c, keyid = Case(), LOG.id.hex()
        self.assertEqual(run(c.text(), revoked={keyid: NOW - 79}).exit, 0)
        self.refused("revoked", c.text(), revoked={keyid: NOW - 80})
        self.refused("revoked", c.text(), revoked={keyid: NOW}, quorum="none")
        self.assertEqual(run(c.text(), revoked={keyid: NOW - 80}, quorum="W0").first, "witnessed 1 of 3; quorum W0 met")
        self.assertEqual(run(c.text(), revoked={OTHER.id.hex(): 0}).exit, 0)
        new = Signer(ORIGIN, 1, "new")
        c.signers = [LOG, new]
        policy = POLICY + "log %s\nquorum G\n" % new.vkey
        self.assertEqual(run(c.text(), revoked={keyid: 0}, policy=policy).exit, 0)
        self.assertEqual(run(c.text(), revoked={keyid: 0, new.id.hex(): NOW}, policy=policy).exit, 0)
        self.refused("revoked", c.text(), revoked={keyid: 0, new.id.hex(): 0}, policy=policy)

    def test_checkpoint(self):
        for text in ("x\n5\n%s\n" % b64(bytes(32)), "%s\n05\n%s\n" % (ORIGIN, b64(bytes(32))),
                     "%s\n5\n%s\nmore\n" % (ORIGIN, b64(bytes(32))), "%s\n5\n%s\n" % (ORIGIN, b64(bytes(31))),
                     "%s\n0\n%s\n" % (ORIGIN, b64(bytes(32))), "%s\n4\n%s\n" % (ORIGIN, b64(bytes(32))),
                     "%s\n5\n%s\n" % (ORIGIN, b64(bytes(32)))):
            c = Case()
            c.checkpoint = text
            with self.subTest(text=text), self.assertRaises(vr.Refused):
                run(c.text())

    def test_leaf(self):
        for edit in (lambda s: s.replace('"v":1', '"v":2'), lambda s: s.replace('"v":1', '"v": 1'),
                     lambda s: s.replace('"v":1', '"v":1,"w":1'), lambda s: s.replace("sha-256", "sha-512"),
                     lambda s: s.replace("sha-256", "sha\\u002d256"), lambda s: s.replace(ORIGIN, OTHER.name),
                     lambda s: s.replace('"seq":4', '"seq":3'), lambda s: s.replace("08:00:00", "08:00:60"),
                     lambda s: s.replace('"_sd":["', '"_sd":["' + "A" * 43 + '","'), lambda s: s + "\n",
                     lambda s: json.dumps(dict(json.loads(s), _sd=json.loads(s)["_sd"][::-1]), separators=(",", ":"))):
            c = Case()
            c.leaf_edit = edit
            self.refused("leaf", c.text())
        for n in (4, 16):
            c = Case()
            c.decoys = n
            with self.assertRaises(vr.Refused):
                run(c.text())

    def test_manifest(self):
        def changed(change):
            c = Case()
            c.rows = copy.deepcopy(c.rows)
            change(c)
            return c.text()
        stranger = b64url(bytes(32))
        for change in (
                lambda c: c.rows.reverse(), lambda c: c.rows[0].pop(), lambda c: c.rows[0].__setitem__(2, "open"),
                lambda c: c.rows[0].__setitem__(0, "manifest"), lambda c: c.rows[0].__setitem__(0, "ground"),
                lambda c: c.rows[2].__setitem__(1, c.rows[1][1]), lambda c: c.rows[2].__setitem__(0, "act"),
                lambda c: c.rows[2].__setitem__(0, "parties"), lambda c: c.rows[2].__setitem__(3, 1),
                lambda c: c.rows.pop(), lambda c: c.rows[1].__setitem__(0, "act.x"),
                lambda c: c.disclosures.append(disclosure("rule", 1)),
                lambda c: c.__setattr__("manifest_salt", "id")):
            with self.subTest(rows=changed), self.assertRaises(vr.Refused):
                run(changed(change))
        leaf = {"_sd": ["x"], "seq": 0, "log": ORIGIN}
        with self.assertRaises(vr.Refused):
            vr.check_manifest(vr.Disclosure(disclosure("manifest", [["id", stranger, "public", ""],
                                                                    ["act", b64url(sha(b"")), "closed", "x"]])), leaf)

    def test_references(self):
        d = b64url(bytes(32))
        for ref, good in (([3, d], True), ([4, d], False), ([OTHER.name, 9, d], True), ([ORIGIN, 3, d], False)):
            text = Case(fields={"id": "x", "act": "y", "corrects": [ref]}).text()
            if good:
                self.assertEqual(run(text).exit, 0)
            else:
                self.refused("reference", text)


class Command(Base):
    def call(self, *words):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = vr.main(list(words))
            except SystemExit as e:
                code = e.code
        return code, out.getvalue(), err.getvalue()

    def test_exit_codes(self):
        good = Case().text()
        with tempfile.TemporaryDirectory() as folder:
            def file(name, text):
                path = os.path.join(folder, name)
                with open(path, "w", encoding="utf-8", newline="") as f:
                    f.write(text)
                return path
            policy, receipt = file("policy", POLICY + "quorum G\n"), file("receipt", good)
            weak, bad = file("weak", POLICY + "quorum W2\n"), file("bad", good[1:])
            lines = "".join(json.dumps({"name": n, "receipt": t}) + "\n" for n, t in (("a", good), ("b", good[1:])))
            base, now = ("--policy", policy), ("--now", "2026-11-22T08:01:40Z")
            code, out, err = self.call(*base, *now, receipt)
            self.assertEqual((code, out.splitlines()[0], err), (0, "witnessed 2 of 3; quorum G met", ""))
            self.assertEqual(self.call("--policy", weak, *now, receipt)[0], 1)
            code, out, err = self.call(*base, *now, bad)
            self.assertEqual((code, out), (1, ""))
            self.assertIn("refused", err)
            self.assertEqual(self.call("--policy", bad, receipt)[0], 1)
            code, out, err = self.call(receipt)
            self.assertEqual((code, out), (1, ""))
            self.assertIn("NOTHING WAS VERIFIED", err)
            for words in ((*base, receipt + "x"), ("--policy", policy + "x", receipt), base, (*base, "--now", "x", receipt),
                          (*base, "--revoked", "x", receipt), (*base, "--revoked", "0000000A=" + TIME, receipt),
                          (*base, "--unknown", receipt), (*base, receipt, receipt + "x")):
                self.assertEqual(self.call(*words)[0], 2, words)
            code, out, _ = self.call(*base, *now, "--batch", file("batch", lines))
            self.assertEqual((code, [r.split("\t")[:2] for r in out.splitlines()]), (1, [["a", "ok"], ["b", "refused"]]))
            self.assertEqual(self.call(*base, *now, "--batch", file("broken", lines + "{}\n"))[0], 2)


def vectors(name):
    path = os.path.join(VECTORS, name + ".json")
    if not os.path.exists(path):
        raise unittest.SkipTest("docs/log-vectors/%s.json is not there" % name)
    with open(path, encoding="utf-8") as f:
        return json.load(f)


class Vectors(Base):
    """docs/log-vectors, section 9. The words of `error` are not compared, only that there is one."""

    def each(self, cases, good):
        """Call good(case) for each case; with an `error` it must be refused."""
        for case in cases:
            with self.subTest(name=case["name"]):
                if "error" in case:
                    with self.assertRaises(vr.Refused):
                        good(case)
                else:
                    good(case)

    def test_key(self):
        def good(case):
            key = vr.Key(case["vkey"])
            self.assertEqual((key.keyid, key.kind), (case["keyid"], case["type"]))
        self.each(vectors("key"), good)

    def test_note(self):
        def good(case):
            valid = vr.Note(case["note"]).signed_by([vr.Key(k) for k in case["known"]], ED25519)
            self.assertEqual(sorted({key.name for key, _ in valid}), sorted(n.split(" ")[0] for n in case.get("valid", [])))
        self.each(vectors("note"), good)

    def test_leaf(self):
        def good(case):
            vr.read_leaf(case["leaf"].encode("utf-8", "surrogatepass"))
            self.assertEqual(vr.leaf_hash(case["leaf"].encode()).hex(), case["hash"])
        self.each(vectors("leaf"), good)

    def test_disclosure(self):
        def good(case):
            d = vr.Disclosure(case["disclosure"])
            self.assertEqual(d.digest, case["digest"])
            self.assertEqual(vr.base64url_bytes("x", case["disclosure"]).decode(), case["text"])
        self.each(vectors("disclosure"), good)

    def test_policy(self):
        def good(case):
            policy = vr.Policy(case["policy"].encode())
            names = {n.encode() for n in case.get("cosigned", [])}
            self.assertEqual((policy.met(names), len(policy.witnesses)), (case["met"], case["n"]))

        cases = vectors("policy")
        self.each(cases, good)
        for case in cases:
            if "error" in case:
                with self.subTest(name=case["name"]), self.assertRaises(vr.PolicyError) as caught:
                    vr.Policy(case["policy"].encode())
                self.assertEqual("line %d" % caught.exception.line, case["line"])

    def test_proof(self):
        for case in vectors("proof"):
            roots, path = ([base64.b64decode(h) for h in case[k]] for k in ("roots", "proof"))
            with self.subTest(name=case["name"]):
                if "leaf" in case:
                    holds = vr.included(case["index"], case["sizes"][0], base64.b64decode(case["leaf"]), roots[0], path)
                else:
                    holds = vr.consistent(*case["sizes"], *roots, path)
                self.assertEqual(holds, case["holds"])

    def test_receipt(self):
        whole = vectors("receipt")
        for case in whole["cases"]:
            with self.subTest(name=case["name"]):
                revoked = vr.read_revoked(case.get("revoked", []))
                code, first, more = 1, None, []
                try:
                    policy = vr.Policy(whole["policies"][case["policy"]].encode())
                    v = vr.verify(case["receipt"].encode("utf-8", "surrogatepass"), policy,
                                  vr.posix("now", case["now"]), revoked, ED25519)
                    code, first, more = v.exit, v.first, v.more
                except vr.Refused as e:
                    self.assertIn("error", case, str(e))
                self.assertEqual((code, first), (case["exit"], case.get("first")))
                if first:
                    left = [line.split(" ")[2] for line in more if line.startswith("left out")]
                    self.assertEqual(left, case.get("left_out", []))
                    self.assertEqual(any("clock" in line for line in more), case.get("clock_ahead", False))

    def test_opening(self):
        for case in vectors("opening"):
            vr.Policy(case["policy"].encode())
            for event in case["leaves"]:
                leaf = vr.read_leaf(event["leaf"].encode())
                read = {name: vr.Disclosure(d, leaf) for name, d in event["disclosures"].items()}
                rows = vr.check_manifest(read.pop("manifest"), leaf)
                self.assertEqual({n: row[1] for n, row in rows.items()}, {n: d.digest for n, d in read.items()})


if __name__ == "__main__":
    unittest.main()
