#!/usr/bin/env python3
"""Verify receipts of an office's register without the office's software.

    verify_receipt.py --policy FILE [--revoked KEYID=TIME ...] [--now TIME] RECEIPT...
    verify_receipt.py --policy FILE [...] --batch FILE

Written from docs/log.md alone; the numbers in brackets below are its sections. It needs Python 3.8 or
later and the command `openssl` (1.1.1 or later), which verifies the Ed25519 signatures.

Exit codes: 0 every receipt is good, 1 something is wrong in a receipt or the policy or a quorum is not
met, 2 a file cannot be opened or the command line is wrong (also: no usable openssl). Of several receipts
the highest code counts.

--batch reads one JSON object {"name": …, "receipt": …} per line, `receipt` being the text of a receipt,
and prints for each `name TAB ok|refused TAB reason`.
"""

import argparse
import base64
import binascii
import calendar
import datetime
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata

MAX_BYTES = 1048576  # of a receipt, policy, note, proof, disclosure [0]
MAX_LEAF = 16384  # [2.1]
MAX_COUNT = 2**53 - 1  # [0]
MAX_DEPTH = 32  # [0]
SD_SIZES = (8, 16, 32, 64, 128, 256)  # [2.1]
NAMES = ("manifest", "id", "act", "effective", "actor", "ground", "rule", "documents", "corrects",
         "record", "parties", "private")  # the closed list, in its order [3.2]
CLASSES = ("public", "sealed", "closed")  # [3.3]
LOG_KEY, WITNESS_KEY = 0x01, 0x04  # key types [5.2]
AHEAD, BEHIND = 3600, 60  # seconds [7.2 step 5, 7.3]
PROOF_HEAD = "c2sp.org/tlog-proof@v1"
ORIGIN = re.compile(r"[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?/log/(register|library)/([1-9][0-9]*)")
# Characters that a key's name may not have: controls, Unicode spaces, plus [5.2].
NOT_IN_KEY_NAME = re.compile("[\x00-\x20+\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")


class Refused(Exception):
    """What was read is refused; the text says why."""


class PolicyError(Refused):
    """The policy is refused; `line` is counted from 1."""

    def __init__(self, line, why):
        super().__init__("policy, line %d: %s" % (line, why))
        self.line = line


class Misuse(Exception):
    """Exit 2: the command line or a file, not the receipt."""


def need(condition, why):
    if not condition:
        raise Refused(why)


# ---------------------------------------------------------------- conventions [0]

def _strict(what, text, altchars, length):
    """Decode base64; encoding the bytes again must give the same characters."""
    need(isinstance(text, str) and text.isascii(), what + " is not base64")
    padded = text + "=" * (-len(text) % 4) if altchars else text
    try:
        data = base64.b64decode(padded.encode(), altchars=altchars)
    except (binascii.Error, ValueError):
        raise Refused(what + " is not base64") from None
    again = base64.b64encode(data, altchars=altchars).decode()
    need((again.rstrip("=") if altchars else again) == text, what + " is not strict base64")
    need(length is None or len(data) == length, what + " has a wrong length")
    return data


def base64_bytes(what, text, length=None):
    return _strict(what, text, None, length)


def base64url_bytes(what, text, length=None):
    return _strict(what, text, b"-_", length)


def count(what, text):
    """A count in decimal."""
    need(re.fullmatch(r"0|[1-9][0-9]{0,15}", text) is not None and int(text) <= MAX_COUNT,
         what + " is not a count")
    return int(text)


def is_count(value):
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_COUNT


def posix(what, text):
    """The seconds since 1970 of a time."""
    form = r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])Z"
    m = re.fullmatch(form, text) if isinstance(text, str) else None
    need(m is not None, what + " is not a time")
    parts = [int(g) for g in m.groups()]
    try:
        datetime.date(*parts[:3])
    except ValueError:
        raise Refused(what + " is not a day of the calendar") from None
    need(parts[0] >= 1970, what + " is before 1970")
    return calendar.timegm(tuple(parts))


def is_origin(text):
    m = ORIGIN.fullmatch(text) if isinstance(text, str) else None
    return m is not None and len(m.group(2)) <= 16 and int(m.group(2)) <= MAX_COUNT


class _JSON:
    """A reader of the JSON of section 0. Its values are str, int, list and dict."""

    SPACE = re.compile(r"[ \t\n\r]*")
    PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
    NUMBER = re.compile(r"[-+.0-9A-Za-z]+")  # greedy, so that 1.0, 01, 1e3 and null are seen whole
    HEX = re.compile(r"[0-9A-Fa-f]{4}")
    ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}

    def __init__(self, what, data):
        self.what, self.at = what, 0
        try:
            self.text = data.decode("utf-8", "strict")
        except UnicodeDecodeError:
            raise Refused(what + " is not UTF-8") from None

    def fail(self, why):
        raise Refused("%s, JSON: %s at character %d" % (self.what, why, self.at))

    def skip(self):
        self.at = self.SPACE.match(self.text, self.at).end()

    def peek(self):
        return self.text[self.at:self.at + 1]

    def take(self, wanted):
        if self.peek() != wanted:
            self.fail("no %s" % wanted)
        self.at += 1

    def document(self):
        self.skip()
        value = self.value(0)
        self.skip()
        if self.at != len(self.text):
            self.fail("something after the value")
        return value

    def value(self, depth):
        c = self.peek()
        if c == '"':
            return self.string()
        if c and c in "[{":
            if depth == MAX_DEPTH:
                self.fail("nested too deep")
            return self.array(depth + 1) if c == "[" else self.object(depth + 1)
        m = self.NUMBER.match(self.text, self.at)
        if m is None:
            self.fail("no value")
        try:
            number = count("number", m.group())
        except Refused:
            self.fail("neither string, count, array nor object")
        self.at = m.end()
        return number

    def array(self, depth):
        items = []
        self.at += 1
        self.skip()
        if self.peek() == "]":
            self.at += 1
            return items
        while True:
            self.skip()
            items.append(self.value(depth))
            self.skip()
            if self.peek() != ",":
                self.take("]")
                return items
            self.at += 1

    def object(self, depth):
        members = {}
        self.at += 1
        self.skip()
        if self.peek() == "}":
            self.at += 1
            return members
        while True:
            self.skip()
            name = self.string()
            if name in members:
                self.fail("a name occurs twice")
            self.skip()
            self.take(":")
            self.skip()
            members[name] = self.value(depth)
            self.skip()
            if self.peek() != ",":
                self.take("}")
                return members
            self.at += 1

    def unit(self):
        """The four digits of a \\u escape."""
        m = self.HEX.match(self.text, self.at)
        if m is None:
            self.fail("a wrong \\u escape")
        self.at = m.end()
        return int(m.group(), 16)

    def string(self):
        self.take('"')
        parts = []
        while True:
            m = self.PLAIN.match(self.text, self.at)
            parts.append(m.group())
            self.at = m.end()
            c = self.peek()
            if c == '"':
                self.at += 1
                return "".join(parts)
            if c != "\\":
                self.fail("a string with a control character or without end")
            self.at += 1
            c = self.peek()
            self.at += 1
            if c in self.ESCAPES:
                parts.append(self.ESCAPES[c])
                continue
            if c != "u":
                self.fail("a wrong escape")
            unit = self.unit()
            if 0xD800 <= unit < 0xDC00 and self.text.startswith("\\u", self.at):
                self.at += 2
                low = self.unit()
                if not 0xDC00 <= low < 0xE000:
                    self.fail("half a surrogate pair")
                unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
            if 0xD800 <= unit < 0xE000:
                self.fail("half a surrogate pair")
            parts.append(chr(unit))


def read_json(what, data):
    return _JSON(what, data).document()


def has_members(value, *names):
    """Whether value is an object with exactly these members."""
    return isinstance(value, dict) and set(value) == set(names)


# ---------------------------------------------------------------- keys, signatures, notes [5]

class Key:
    """A verifier key NAME+KEYID+KEY [5.2]."""

    def __init__(self, text, kind=None):
        need(isinstance(text, str), "a verifier key is not a string")
        parts = text.split("+", 2)
        need(len(parts) == 3, "a verifier key has not the form NAME+KEYID+KEY")
        self.name, self.keyid = parts[0], parts[1]
        need(is_key_name(self.name), "the name of a verifier key is malformed")
        need(re.fullmatch("[0-9a-f]{8}", self.keyid) is not None, "the id of a verifier key is malformed")
        key = base64_bytes("a verifier key", parts[2], 33)
        self.kind, self.public = key[0], key[1:]
        need(self.kind in (LOG_KEY, WITNESS_KEY), "a verifier key has an unknown type")
        need(kind is None or self.kind == kind, "a verifier key has a wrong type")
        digest = hashlib.sha256(self.name.encode() + b"\n" + key).hexdigest()
        need(digest[:8] == self.keyid, "the id of a verifier key is not that of the key")


def is_key_name(name):
    if not name or NOT_IN_KEY_NAME.search(name):
        return False
    return not any(0xD800 <= ord(c) < 0xE000 for c in name)


class Ed25519:
    """Ed25519 (RFC 8032) by the command openssl. Each (key, message, signature) is verified once."""

    DER = bytes.fromhex("302a300506032b6570032100")  # SubjectPublicKeyInfo before the 32 bytes

    def __init__(self):
        self.known, self.folder = {}, None

    def verify(self, public, message, signature):
        """Whether signature is by public over message. It is the only step that leaves this process."""
        question = (public, message, signature)
        if question not in self.known:
            if self.folder is None:
                self.start()
            self.known[question] = self.ask(*question)
        return self.known[question]

    def start(self):
        """Find openssl and see that it can tell right from wrong (RFC 8032, 7.1, test 2)."""
        self.command = shutil.which("openssl")
        if self.command is None:
            raise Misuse("the command openssl was not found")
        self.folder = tempfile.TemporaryDirectory(prefix="verify-receipt-")
        public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
        good = bytes.fromhex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                             "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
        if not self.ask(public, b"\x72", good) or self.ask(public, b"\x73", good):
            raise Misuse("the command openssl does not verify Ed25519 (1.1.1 or later is needed)")

    def close(self):
        """Remove the folder."""
        if self.folder is not None:
            self.folder.cleanup()
            self.folder = None

    def ask(self, public, message, signature):
        files = []
        for name, content in (("k", self.DER + public), ("m", message), ("s", signature)):
            files.append(os.path.join(self.folder.name, name))
            with open(files[-1], "wb") as f:
                f.write(content)
        command = [self.command, "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER",
                   "-inkey", files[0], "-in", files[1], "-sigfile", files[2]]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, check=False)
        return done.returncode == 0


class Note:
    """A signed note [5.3]: its text, and its lines as (name, key id, signature)."""

    def __init__(self, note):
        need(len(note.encode("utf-8", "surrogatepass")) <= MAX_BYTES, "the note is too big")
        need(not re.search("[\x00-\x09\x0b-\x1f\ud800-\udfff]", note), "the note has a forbidden character")
        cut = note.rfind("\n\n")
        need(cut >= 0, "the note has no empty line")
        self.text, rest = note[:cut + 1], note[cut + 2:]
        need(rest.endswith("\n"), "the note has no signature line, or one without end")
        lines = rest[:-1].split("\n")
        need(len(lines) <= 64, "the note has too many signature lines")
        self.lines = []
        for line in lines:
            parts = line.split(" ")
            need(len(parts) == 3 and parts[0] == "\u2014" and is_key_name(parts[1]),
                 "a signature line of the note is malformed")
            data = base64_bytes("a signature", parts[2])
            need(len(data) >= 5, "a signature is too short")
            self.lines.append((parts[1], data[:4].hex(), data[4:]))

    def signed_by(self, keys, ed25519):
        """Check every line of a known key: a list of (key, time of the cosignature or None)."""
        known = {}
        for key in keys:
            known.setdefault((key.name, key.keyid), []).append(key)
        valid = []
        for name, keyid, signature in self.lines:
            for key in known.get((name, keyid), ()):
                message, when = self.text.encode(), None
                if key.kind == WITNESS_KEY:
                    need(len(signature) == 72, "a cosignature has a wrong length")
                    when = int.from_bytes(signature[:8], "big")
                    need(when < 2**63, "a cosignature has an impossible time")
                    message = b"cosignature/v1\ntime %d\n" % when + message
                    signature = signature[8:]
                need(len(signature) == 64, "a signature has a wrong length")
                need(ed25519.verify(key.public, message, signature), "a signature does not verify")
                valid.append((key, when))
        return valid


class Checkpoint:
    """What the text of a checkpoint says [5.4]."""

    def __init__(self, text):
        lines = text.split("\n")
        need(len(lines) == 4 and lines[3] == "", "the checkpoint has not exactly three lines")
        self.origin = lines[0]
        need(is_origin(self.origin), "the origin of the checkpoint is malformed")
        self.size = count("the size of the checkpoint", lines[1])
        self.root = base64_bytes("the root of the checkpoint", lines[2], 32)
        need(self.size > 0 or self.root == hashlib.sha256(b"").digest(), "a wrong root of the empty tree")


class Policy:
    """Whose word is taken [5.6]. Names of witnesses and groups are bytes."""

    def __init__(self, data):
        self.logs, self.witnesses = [], {}  # keys; name → key
        self.groups, self.quorum = {}, None  # name → (how many, members), in the order of the file
        lines = data.split(b"\n")
        if lines[-1] == b"" and len(lines) > 1:
            lines.pop()
        if len(data) > MAX_BYTES:
            raise PolicyError(len(lines), "the policy is too big")
        self.members = set()
        for number, line in enumerate(lines, 1):
            try:
                need(not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", line), "a forbidden octet")
                items = [item for item in re.split(rb"[ \t]+", line) if item]
                if items and not items[0].startswith(b"#"):
                    self.line(*items)
            except PolicyError:
                raise
            except Refused as e:
                raise PolicyError(number, str(e)) from None
        if self.quorum is None:
            raise PolicyError(len(lines), "no quorum line")
        if not self.logs:
            raise PolicyError(len(lines), "no log line")

    def line(self, word, *items):
        if word == b"log":
            need(len(items) in (1, 2), "log takes a key and perhaps a URL")
            key = self.key(items[0], LOG_KEY)
            need(all(key.public != k.public for k in self.logs), "the key of an earlier log line")
            self.logs.append(key)
        elif word == b"witness":
            need(len(items) in (2, 3), "witness takes a name, a key and perhaps a URL")
            self.new(items[0])
            key = self.key(items[1], WITNESS_KEY)
            need(all(key.public != k.public for k in self.witnesses.values()), "the key of an earlier witness")
            self.witnesses[items[0]] = key
        elif word == b"group":
            need(len(items) >= 3, "group takes a name, a number and at least one member")
            name, many, members = items[0], items[1], items[2:]
            self.new(name)
            for member in members:
                need(self.defined(member), "a member is not defined above")
                need(member not in self.members, "a member is already in a group")
                self.members.add(member)
            if many == b"all":
                least = len(members)
            elif many == b"any":
                least = 1
            else:
                least = count("the number of a group", many.decode("latin-1"))
            need(1 <= least <= len(members), "the number of a group is not possible")
            self.groups[name] = (least, members)
        elif word == b"quorum":
            need(len(items) == 1, "quorum takes one name")
            need(self.quorum is None, "a second quorum line")
            need(items[0] == b"none" or self.defined(items[0]), "the quorum is not defined above")
            self.quorum = items[0]
        else:
            raise Refused("an unknown word")

    def key(self, item, kind):
        try:
            return Key(item.decode("utf-8", "strict"), kind)
        except UnicodeDecodeError:
            raise Refused("the name of a verifier key is not UTF-8") from None

    def defined(self, name):
        return name in self.witnesses or name in self.groups

    def new(self, name):
        need(name != b"none", "none cannot be defined")
        need(not self.defined(name), "a name is defined twice")

    def met(self, cosigned):
        """Whether the quorum is met if the witnesses of these names have cosigned."""
        have = set(cosigned)
        for name, (least, members) in self.groups.items():  # members are defined before their group
            if sum(member in have for member in members) >= least:
                have.add(name)
        return self.quorum == b"none" or self.quorum in have


# ---------------------------------------------------------------- tree, leaf, disclosures [2, 3]

def leaf_hash(leaf):
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def included(index, size, leaf, root, path):
    """Whether the inclusion proof holds [2.3]; leaf is the leaf's hash."""
    if not 0 <= index < size:
        return False
    f, s, r = index, size - 1, leaf
    for p in path:
        if s == 0:
            return False
        if f % 2 == 1 or f == s:
            r = node_hash(p, r)
            while f % 2 == 0 and f != 0:
                f, s = f // 2, s // 2
        else:
            r = node_hash(r, p)
        f, s = f // 2, s // 2
    return s == 0 and r == root


def consistent(m, n, old, new, path):
    """Whether the consistency proof holds [2.3]. A receipt has none; two checkpoints may be compared."""
    if m > n or m == n and old != new:
        return False
    if m == 0 or m == n:
        return not path
    if not path:
        return False
    path = list(path)
    if m & (m - 1) == 0:
        path.insert(0, old)
    f, s = m - 1, n - 1
    while f % 2 == 1:
        f, s = f // 2, s // 2
    a = b = path[0]
    for p in path[1:]:
        if s == 0:
            return False
        if f % 2 == 1 or f == s:
            a, b = node_hash(p, a), node_hash(p, b)
            while f % 2 == 0 and f != 0:
                f, s = f // 2, s // 2
        else:
            b = node_hash(b, p)
        f, s = f // 2, s // 2
    return s == 0 and a == old and b == new


def read_leaf(data):
    """The object of a leaf [2.1]."""
    need(len(data) <= MAX_LEAF, "the leaf is too big")
    leaf = read_json("the leaf", data)
    need(has_members(leaf, "_sd", "_sd_alg", "log", "received_at", "seq", "v"),
         "the leaf has not the six members")
    digests = leaf["_sd"]
    need(isinstance(digests, list) and len(digests) in SD_SIZES, "the leaf has a wrong number of digests")
    for digest in digests:
        base64url_bytes("a digest of the leaf", digest, 32)
    need(all(a < b for a, b in zip(digests, digests[1:])), "the digests of the leaf are not in order")
    need(leaf["_sd_alg"] == "sha-256", "the leaf has another hash")
    need(is_origin(leaf["log"]), "the origin of the leaf is malformed")
    posix("received_at of the leaf", leaf["received_at"])
    need(is_count(leaf["seq"]), "seq of the leaf is not a count")
    need(leaf["v"] == 1 and is_count(leaf["v"]), "the leaf has another version")
    canonical = '{"_sd":[%s],"_sd_alg":"sha-256","log":"%s","received_at":"%s","seq":%d,"v":1}' % (
        ",".join('"%s"' % d for d in digests), leaf["log"], leaf["received_at"], leaf["seq"])
    need(data == canonical.encode("utf-8", "surrogatepass"), "the leaf is not canonical")
    return leaf


def base_name(name):
    """The name before the full stop, if name is of the closed list [3.2], else None."""
    m = re.fullmatch(r"([a-z]+)(\.[a-z]+)?", name) if isinstance(name, str) else None
    if m is None or m.group(1) not in NAMES or m.group(1) == "manifest" and m.group(2):
        return None
    return m.group(1)


def check_value(value):
    """What holds for every value of a disclosure [3.1]."""
    if isinstance(value, str):
        need(unicodedata.normalize("NFC", value) == value, "a string of a disclosure is not in form C")
    elif isinstance(value, list):
        for item in value:
            check_value(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            need(name.isascii(), "a member's name in a disclosure is not ASCII")
            need(name not in ("_sd", "_sd_alg", "..."), "a forbidden member's name in a disclosure")
            check_value(item)


def check_references(value, leaf):
    """An array of references [3.4]; leaf is the one the references stand in, or None."""
    need(isinstance(value, list), "references are not an array")
    for ref in value:
        need(isinstance(ref, list) and len(ref) in (2, 3), "a reference is malformed")
        need(is_count(ref[-2]), "the seq of a reference is not a count")
        base64url_bytes("the digest of a reference", ref[-1], 32)
        need(len(ref) == 2 or is_origin(ref[0]), "the origin of a reference is malformed")
        if leaf is not None:
            need(len(ref) == 3 or ref[0] < leaf["seq"], "a reference does not go back")
            need(len(ref) == 2 or ref[0] != leaf["log"], "a reference names its own log by origin")


def check_named_value(name, value, leaf):
    """What holds for the value of this name [3.2]; the manifest is checked by read_manifest."""
    base = base_name(name)
    if base in ("id", "act"):
        need(isinstance(value, str) and value != "", "%s is not a string, or empty" % base)
    elif base == "actor":
        need(isinstance(value, list) and all(isinstance(v, str) for v in value), "actor is not an array of strings")
    elif base == "documents":
        need(isinstance(value, list), "documents is not an array")
        for d in value:
            need(has_members(d, "name", "pages", "sha256", "size"), "a document has not the four members")
            need(isinstance(d["name"], str) and is_count(d["pages"]) and is_count(d["size"])
                 and isinstance(d["sha256"], str) and re.fullmatch("[0-9a-f]{64}", d["sha256"]) is not None,
                 "a document is malformed")
    elif base == "corrects" or name in ("record.opens", "record.erases", "record.covers"):
        check_references(value, leaf)
    elif name == "record.key":
        Key(value, LOG_KEY)
    elif name == "record.revokes":
        need(has_members(value, "key", "since"), "record.revokes has not the two members")
        Key(value["key"], LOG_KEY)
        posix("since of record.revokes", value["since"])
    elif name == "record.continues":
        need(has_members(value, "origin", "size", "root"), "record.continues has not the three members")
        need(is_origin(value["origin"]) and is_count(value["size"]), "record.continues is malformed")
        base64_bytes("root of record.continues", value["root"], 32)


class Disclosure:
    """A disclosure [3.1]: salt, name, value and digest. Without a leaf the references are not compared."""

    def __init__(self, text, leaf=None):
        need(isinstance(text, str), "a disclosure is not a string")
        need(len(text) <= MAX_BYTES, "a disclosure is too big")
        parts = read_json("a disclosure", base64url_bytes("a disclosure", text))
        need(isinstance(parts, list) and len(parts) == 3, "a disclosure is not an array of three")
        self.salt, self.name, self.value = parts
        base64url_bytes("the salt of a disclosure", self.salt, 16)
        need(base_name(self.name) is not None, "the name of a disclosure is not of the list")
        check_value(self.value)
        if self.name == "manifest":
            check_rows(self.value)
        else:
            check_named_value(self.name, self.value, leaf)
        self.digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def check_rows(rows):
    """The form of a manifest [3.3], as far as it can be told without the leaf."""
    need(isinstance(rows, list), "the manifest is not an array")
    names, digests, last = set(), set(), 0
    for row in rows:
        need(isinstance(row, list) and len(row) == 4 and all(isinstance(s, str) for s in row),
             "a row of the manifest is not four strings")
        name, digest, klass, _ = row
        base = base_name(name)
        need(base not in (None, "manifest"), "a row of the manifest has a name not of the list")
        need(NAMES.index(base) >= last, "the rows of the manifest are not in order")
        last = NAMES.index(base)
        base64url_bytes("a digest of the manifest", digest, 32)
        need(klass in CLASSES, "a row of the manifest has an unknown class")
        need(name not in names, "a name occurs in two rows of the manifest")
        need(digest not in digests, "a digest occurs in two rows of the manifest")
        names.add(name)
        digests.add(digest)
    need("id" in names and "act" in names, "the manifest has no row for id or act")


def check_manifest(manifest, leaf):
    """The manifest against its leaf [3.3, 7.2 step 9]: its rows by name."""
    rows, digests = manifest.value, set(leaf["_sd"])
    need(all(row[1] in digests for row in rows), "a digest of the manifest is not in the leaf")
    need(all(row[1] != manifest.digest for row in rows), "the manifest has its own digest in a row")
    fits = [size for size in SD_SIZES if size >= len(rows) + 1]
    need(fits and fits[0] == len(leaf["_sd"]), "the number of digests does not fit the manifest")
    return {row[0]: row for row in rows}


# ---------------------------------------------------------------- receipts [7]

class Proof:
    """A text of tlog-proof [7.1]: index, path and note."""

    def __init__(self, text):
        need(len(text.encode("utf-8", "surrogatepass")) <= MAX_BYTES, "the proof is too big")
        head, gap, note = text.partition("\n\n")
        need(gap, "the proof has no empty line")
        lines = head.split("\n")
        need(lines.pop(0) == PROOF_HEAD, "the proof has another first line")
        if lines and lines[0].startswith("extra "):
            lines.pop(0)
        need(lines and lines[0].startswith("index "), "the proof has no index")
        self.index = count("the index of the proof", lines.pop(0)[len("index "):])
        need(len(lines) <= 63, "the proof has too many hashes")
        self.path = [base64_bytes("a hash of the proof", line, 32) for line in lines]
        self.note = Note(note)
        self.checkpoint = Checkpoint(self.note.text)


class Receipt:
    """A receipt as it is read [7.1]; nothing in it is believed yet."""

    def __init__(self, data):
        need(len(data) <= MAX_BYTES, "the receipt is too big")
        receipt = read_json("the receipt", data)
        need(has_members(receipt, "v", "leaf", "disclosures", "proof"), "the receipt has not the four members")
        need(receipt["v"] == 1 and is_count(receipt["v"]), "the receipt has another version")
        self.leaf = base64_bytes("the leaf", receipt["leaf"])
        self.disclosures = receipt["disclosures"]
        need(isinstance(self.disclosures, list) and all(isinstance(d, str) for d in self.disclosures),
             "disclosures is not an array of strings")
        need(len(self.disclosures) >= 2, "the receipt has fewer than two disclosures")
        need(len(set(self.disclosures)) == len(self.disclosures), "a disclosure occurs twice")
        need(isinstance(receipt["proof"], str), "the proof is not a string")
        self.proof = Proof(receipt["proof"])


class Verdict:
    """What is said of a receipt that was not refused: exit code, first line, the lines after it [7.3]."""

    def __init__(self, exit_code, first, more):
        self.exit, self.first, self.more = exit_code, first, more


def verify(data, policy, now, revoked, ed25519):
    """Check a receipt [7.2]: a Verdict, or Refused. now is in seconds, revoked maps key ids to seconds."""
    receipt = Receipt(data)  # step 2
    proof, checkpoint = receipt.proof, receipt.proof.checkpoint
    keys = policy.logs + list(policy.witnesses.values())
    valid = proof.note.signed_by(keys, ed25519)  # step 3
    signers = {key.keyid for key, _ in valid if key.kind == LOG_KEY and key.name == checkpoint.origin}
    need(signers, "no signature by a log of the policy with the checkpoint's origin")  # step 4
    times = {}  # name of the witness in the policy → the times of its cosignatures
    for name, witness in policy.witnesses.items():
        when = [t for key, t in valid if key is witness]
        if when:
            times[name] = when
    need(all(t <= now + AHEAD for when in times.values() for t in when), "a cosignature is of the future")  # step 5
    if all(keyid in revoked for keyid in signers):  # step 6
        # A later TIME leaves all the cosignatures of an earlier one and perhaps more: one try is enough.
        limit = max(revoked[keyid] for keyid in signers)
        times = {name: [t for t in when if t < limit] for name, when in times.items()}
        times = {name: when for name, when in times.items() if when}
        need(policy.quorum != b"none" and policy.met(times), "the log's key is revoked")

    leaf = read_leaf(receipt.leaf)  # step 7
    need(leaf["log"] == checkpoint.origin, "the leaf is of another log than the checkpoint")
    need(leaf["seq"] == proof.index, "seq of the leaf is not the index of the proof")
    need(leaf["seq"] < checkpoint.size, "the leaf is not below the size of the checkpoint")
    need(included(proof.index, checkpoint.size, leaf_hash(receipt.leaf), checkpoint.root, proof.path),
         "the inclusion proof does not hold")

    disclosures = [Disclosure(d, leaf) for d in receipt.disclosures]  # step 8
    digests = set(leaf["_sd"])
    need(all(d.digest in digests for d in disclosures), "a disclosure is not of this leaf")
    need(len({d.name for d in disclosures}) == len(disclosures), "two disclosures have one name")
    need(len({d.salt for d in disclosures}) == len(disclosures), "two disclosures have one salt")

    manifests = [d for d in disclosures if d.name == "manifest"]  # step 9
    need(len(manifests) == 1, "the manifest is missing")
    rows = check_manifest(manifests[0], leaf)
    others = [d for d in disclosures if d.name != "manifest"]
    for d in others:
        need(d.name in rows and rows[d.name][1] == d.digest, "a disclosure is not as the manifest says")

    met = policy.met(times)  # step 10
    first = "witnessed %d of %d; quorum " % (len(times), len(policy.witnesses))
    if policy.quorum == b"none":
        first = "committed; " + first + "none"
    elif met:
        first += shown(policy.quorum) + " met"
    else:
        first = "committed; " + first + shown(policy.quorum) + " not met"
    return Verdict(0 if met else 1, first, describe(leaf, others, rows, times))


def describe(leaf, disclosures, rows, times):
    """The lines after the first."""
    kind = ORIGIN.fullmatch(leaf["log"]).group(1)
    word = "act of the office" if kind == "register" else "copy of a foreign or imported record"
    lines = ["log: %s (%s)" % (leaf["log"], word), "seq: %d" % leaf["seq"], "received_at: " + leaf["received_at"]]
    newest = max((t for when in times.values() for t in when), default=None)
    if newest is not None and posix("received_at", leaf["received_at"]) - newest > BEHIND:
        lines.append("the office's clock ran ahead: the act was in the log before the moment it claims")
    for d in sorted(disclosures, key=lambda d: list(rows).index(d.name)):
        lines.append("%s = %s" % (d.name, shown(json.dumps(d.value, ensure_ascii=False, sort_keys=True))))
    told = {d.name for d in disclosures}
    for name, row in rows.items():
        if name not in told:
            hint = "; it can be looked up at the log" if row[2] == "public" else ""
            lines.append("left out: %s (%s%s)" % (name, row[2], hint))
    return lines


def shown(text):
    """Text for a terminal: what cannot be printed, or turns the direction of writing, is escaped."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


# ---------------------------------------------------------------- command line

def read_file(name):
    try:
        with open(name, "rb") as f:
            return f.read()
    except OSError as e:
        raise Misuse("%s: %s" % (name, e.strerror or "cannot be read")) from None


def complain(text):
    print(text, file=sys.stderr)


def read_revoked(flags):
    """KEYID=TIME …; of several times of one key the earliest holds."""
    revoked = {}
    for flag in flags:
        keyid, _, when = flag.partition("=")
        try:
            need(re.fullmatch("[0-9a-f]{8}", keyid) is not None, "no key id")
            seconds = posix("the time", when)
        except Refused as e:
            raise Misuse("--revoked %s: %s" % (flag, e)) from None
        revoked[keyid] = min(seconds, revoked.get(keyid, seconds))
    return revoked


def batch(data, policy, now, revoked, ed25519):
    worst = 0
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:  # this envelope is ours; only the receipt in it has to be strict
            case = json.loads(line.decode("utf-8", "surrogateescape"))
            name, receipt = case["name"], case["receipt"].encode("utf-8", "surrogatepass")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            complain('line %d of the batch is not an object with "name" and "receipt"' % number)
            worst = 2
            continue
        try:
            verdict = verify(receipt, policy, now, revoked, ed25519)
            code, reason = verdict.exit, verdict.first
        except Refused as e:
            code, reason = 1, str(e)
        worst = max(worst, code)
        print("%s\t%s\t%s" % (shown(str(name)), "refused" if code else "ok", reason))
    return worst


def single(name, alone, policy, now, revoked, ed25519):
    try:
        verdict = verify(read_file(name), policy, now, revoked, ed25519)
    except Refused as e:
        complain("%srefused: %s" % ("" if alone else name + ": ", e))
        return 1
    if not alone:
        print("%s:" % name)
    print("\n".join([verdict.first] + verdict.more))
    return verdict.exit


def without_policy(names):
    """Tell what the receipts claim, to help to find the policy [7.3]."""
    complain("NOTHING WAS VERIFIED: without --policy nobody's word can be checked.")
    for name in names:
        try:
            proof = Receipt(read_file(name)).proof
        except Refused:
            complain("%s: not a receipt" % name)
            continue
        complain("%s: claims, unverified, origin %s" % (name, shown(proof.checkpoint.origin)))
        for signer, keyid, _ in proof.note.lines:
            complain("%s: claims, unverified, key %s %s" % (name, shown(signer), keyid))
    return 1


def main(argv=None):
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    parser = argparse.ArgumentParser(prog="verify_receipt.py", allow_abbrev=False,
                                     description="Verify receipts of an office's register.")
    parser.add_argument("--policy", metavar="FILE", help="whose word is taken")
    parser.add_argument("--revoked", metavar="KEYID=TIME", action="append", default=[],
                        help="a log's key that was in wrong hands since TIME")
    parser.add_argument("--now", metavar="TIME", help="instead of the clock, YYYY-MM-DDTHH:MM:SSZ")
    parser.add_argument("--batch", metavar="FILE", help='lines {"name": ..., "receipt": ...}')
    parser.add_argument("receipt", nargs="*", metavar="RECEIPT", help="file of a receipt")
    flags = parser.parse_args(argv)
    if bool(flags.batch) == bool(flags.receipt):
        parser.error("give either receipts or --batch")
    ed25519 = Ed25519()
    try:
        return work(flags, ed25519)
    except Misuse as e:
        complain(str(e))
        return 2
    finally:
        ed25519.close()


def work(flags, ed25519):
    """The exit code for these flags."""
    try:
        now = int(time.time()) if flags.now is None else posix("--now", flags.now)
    except Refused as e:
        raise Misuse(str(e)) from None
    revoked = read_revoked(flags.revoked)
    if flags.policy is None:
        return without_policy(flags.receipt)
    data = read_file(flags.policy)
    try:
        policy = Policy(data)
    except Refused as e:
        complain("refused: %s" % e)
        return 1
    if flags.batch:
        return batch(read_file(flags.batch), policy, now, revoked, ed25519)
    codes, alone = [], len(flags.receipt) == 1
    for name in flags.receipt:
        try:
            codes.append(single(name, alone, policy, now, revoked, ed25519))
        except Misuse as e:
            complain(str(e))
            codes.append(2)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
