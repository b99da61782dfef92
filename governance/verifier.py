"""Verify a log that was exported, with Python 3.11 and `cryptography`: python3 verifier.py BUNDLE --pin sha256:DIGEST

DIGEST is the first role file's, known from elsewhere. The log is a Merkle tree (RFC 6962) over canonical JSON (RFC 8785); its checkpoints are signed
by its key (c2sp.org/tlog-checkpoint) and by witnesses (c2sp.org/tlog-cosignature). Not judged: a chain against its plan; who gains by a role file, acts
for longer by it, or audits and grants. Exit code 0: sound, 5: broken, 6: unproven, for it rests on what is gone or on SM2, 2: no bundle."""

import argparse
import base64
import json
import re
import zipfile
from datetime import UTC, datetime
from functools import reduce
from hashlib import sha256
from io import BufferedReader
from pathlib import Path
from typing import Any as Json

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.hazmat.primitives.hashes import SHA256

MOST = {"leaves.jsonl": 2 << 30, "checkpoints.jsonl": 1 << 28, "verifier.py": 1 << 20}  # bytes
LINE, RATIO, FINDINGS, REQUESTS, ELECTORS = 1 << 20, 200, 500, 100_000, ("system", "security", "audit", "head")
PLAIN, COSIGNATURE, OWN, SM2 = 1, 4, {1: b"\xffzhengyun/note/", 4: b"\xffzhengyun/cosignature/"}, set[str]()
# What most of a log is, canonical as it stands: its names are in order, each once, and no text has anything to escape.
FORM = """{"actor":"T","at":"(T)","body":{"action":"T","code":"T","detail":"T","made":"T","milliseconds":N,"request":"(T)",
"status":"T"},"kind":"apply[.]action","number":(N)}""".replace("\n", "").replace("N", "(?:0|[1-9][0-9]{0,14})")
ACTION = re.compile(FORM.replace("T", r'[^"\\\x00-\x1f]*+'))
WRITE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), sort_keys=True).encode


def canonical(value: Json) -> str:
    text = WRITE(value)
    if isinstance(value, dict) and not text.isascii() and len(text.encode("utf-16-le")) > 2 * len(text):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"
    return f"[{','.join(map(canonical, value))}]" if isinstance(value, list) else text


def is_signed(key: Json, text: bytes, signature: str) -> bool:
    """Whether this key made this signature: SM2 is believed, and its key kept to be told; what else is unknown is no."""
    try:
        raw, value = (base64.b64decode(one, validate=True) for one in (key["value"], signature))
        if key["algorithm"] == "p256":
            value = utils.encode_dss_signature(int.from_bytes(value[:32]), int.from_bytes(value[32:]))
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw).verify(value, text, ec.ECDSA(SHA256()))
        elif key["algorithm"] != "sm2":
            ed25519.Ed25519PublicKey.from_public_bytes(raw).verify(value, text)
        SM2.update([key["id"]] if key["algorithm"] == "sm2" else [])
    except Exception:
        return False
    return True


def signed_at(note: str, name: str, key: Json, kind: int) -> int:
    """When this key signed a note by this name, in seconds since 1970: 1 for the log, which does not say, 0 for never."""
    text, _, under = note.rpartition("\n\n")
    type_ = bytes([kind]) if key["algorithm"] == "ed25519" else OWN[kind] + key["algorithm"].encode() + b"\n"
    known = sha256(name.encode() + b"\n" + type_ + base64.b64decode(key["value"])).digest()[:4]
    for value in (base64.b64decode(line.split(" ")[2]) for line in under.splitlines() if line.split(" ")[1] == name):
        at = 1 if kind == PLAIN else int.from_bytes(value[4:12])
        said = (f"{text}\n" if kind == PLAIN else f"cosignature/v1\ntime {at}\n{text}\n").encode()
        if value[:4] == known and is_signed(key, said, base64.b64encode(value[4 if kind == PLAIN else 12 :]).decode()):
            return at
    return 0


def within(span: Json, at: str) -> bool:
    return bool(span["not_before"] <= at <= span["not_after"] and not (span.get("revoked") and span["revoked"] <= at))


class Log:
    def __init__(self, pin: str) -> None:
        """What the entries so far have told, and what was found; of the tree its complete subtrees, with their sizes."""
        self.pin, self.size, self.at, self.hash = pin, 0, "", ""
        self.tree, self.versions, self.found = list[Json](), list[tuple[int, Json]](), list[tuple[int, str, str]]()
        self.requests, self.open, self.acted, self.yes = dict[str, Json](), dict[str, int](), 0, dict[Json, int]()

    def need(self, sound: object, what: str, number: int = 0, word: str = "broken") -> bool:
        if not sound and len(self.found) < FINDINGS // (1 + (word == "told")):
            self.found.append((number or self.size + 1, word, "".join(filter(str.isprintable, what))))
        return bool(sound)

    def grow(self, hash_: bytes, leaves: int) -> None:
        self.need(leaves > 0 == leaves & (leaves - 1) == self.size % leaves, "no subtree of so many leaves fits here")
        self.size += leaves
        while self.tree and self.tree[-1][0] == leaves:
            leaves, hash_ = leaves * 2, sha256(b"\x01" + self.tree.pop()[1] + hash_).digest()
        self.tree.append((leaves, hash_))

    def root(self) -> Json:
        return reduce(lambda right, left: sha256(b"\x01" + left + right).digest(), [one[1] for one in self.tree[::-1]])

    def key(self, name: str, at: str) -> Json:
        return next((it["key"] for it in self.versions[-1][1]["people"] if it["name"] == name and within(it, at)), {})

    def said(self, who: str, at: str, kind: str, what: Json, signature: str) -> bool:
        return is_signed(self.key(who, at), canonical({**what, "type": f"zhengyun-{kind}/1"}).encode(), signature)

    def holds(self, name: str, role: str, at: str, deputy: bool = True) -> bool:  # by posts, a group's, or as a deputy
        roles, found = self.versions[-1][1], False
        for one in roles["people"] if self.key(name, at) else ():
            notes = [it for it in one.get("deputies", ()) if deputy and it["person"] == name and role in it["roles"]]
            groups = [group for group in roles.get("groups", ()) if one["name"] in group["members"]]
            posts = [post if isinstance(post, str) else post["role"] for of in (one, *groups) for post in of["roles"]]
            found |= role in posts and within(one, at) and (one["name"] == name or any(within(it, at) for it in notes))
        return found

    def read(self, leaf: bytes, hash_: str) -> None:
        try:
            if action := ACTION.fullmatch(text := leaf.decode()):
                at, name, number = action.groups()
                kind, actor, body, right = "apply.action", "", {"request": name}, number == str(self.size + 1)
            else:
                entry = json.loads(text)
                kind, at, actor, body = (entry[one] for one in ("kind", "at", "actor", "body"))
                right = entry["number"] == self.size + 1 and canonical(entry) == text
            self.need(right, "not the entry of this number")
            if at < self.at:
                word = {**body, "number": self.size, "hash": self.hash, "ahead": self.at}
                right = kind == "clock.corrected" and self.said(actor, at, "clock", word, str(word.pop("signature")))
                self.need(right and self.holds(actor, "audit", at), "its time lies before, and no auditor has signed")
            self.judge(kind, at, actor, body, body.get("request"))
            self.at, self.hash = at, hash_
        except Exception as error:
            gone = isinstance(error, KeyError) and "-" in str(error) and "told" in {word for _, word, _ in self.found}
            how = "broken" if not gone else "unproven" if b'"apply.intent"' in leaf else "told"
            self.need(False, f"it cannot be read: {type(error).__name__} {error}", word=how)

    def judge(self, kind: str, at: str, actor: str, body: Json, name: Json) -> None:
        match kind:
            case "apply.action":
                self.need(name in self.open, f"something was done for {name} without an intent")
                self.acted = max(self.acted, self.open.get(name, self.size + 1))
            case "roles":
                self.change(at, body["digest"], body["document"])
            case "request.submitted":
                asked, right = body["permit"], name not in self.requests and len(self.requests) < REQUESTS
                right = right and (asked["asker"], asked["request"], asked.pop("approvals")) == (actor, name, [])
                right = right and self.said(actor, at, "request", asked, asked.pop("asked"))
                if self.need(right, f"{name} was not signed by {actor}, or is there twice"):
                    self.requests[name] = {"asked": asked, "yes": [], "over": ""}
            case "request.reviewed" if body["decision"] == "yes":
                yes, one = body["approval"], self.yes.setdefault((name, actor, body["approval"].get("at")), self.size)
                word = {**yes, "asked": one == self.size and self.requests[name]["asked"]}
                right = yes["approver"] == actor and self.said(actor, at, "approval", word, word.pop("signature"))
                if self.need(right, f"the yes to {name} was not signed by {actor} for this request, or is there twice"):
                    self.requests[name]["yes"].append(actor)
            case "request.withdrawn":
                del self.requests[name]["yes"][self.requests[name]["yes"].index(actor) :]
            case "request.reviewed" | "request.cancelled" | "grant.revoked":
                self.requests[name]["over"] = f"refused or taken back by {actor}"
            case "apply.intent":
                self.open[name] = self.size + 1
                self.intend(at, body["plan"], name, **self.requests[name])
            case "apply.result" | "apply.stopped" | "apply.refused":
                self.open.pop(name, None)
                if kind == "apply.result" and {status for status, count in body["totals"].items() if count} == {"done"}:
                    self.requests[name]["over"] = self.requests[name]["over"] if body["unproven"] else "applied before"

    def change(self, at: str, digest: str, document: Json) -> None:
        by = [(one["signer"], one["value"]) for one in document.pop("signatures", ())]
        text, right, last = canonical(document).encode(), digest == self.pin, self.versions[-1][1] if self.size else {}
        if self.size:
            old = {it["name"]: it["key"]["value"] for it in last["people"]}
            fresh = {it["name"]: it["key"] for it in document["people"] if it["key"]["value"] != old.get(it["name"])}
            keys = {name: self.key(name, at) for name in old}, fresh, {it["id"]: it for it in last["recovery"]["keys"]}
            good, new, saved = ({who for who, value in by if is_signed(of.get(who), text, value)} for of in keys)
            held = [own for name in good if (own := [it for it in ELECTORS if self.holds(name, it, at, deputy=False)])]
            right = len({own[0] for own in held if len({*own} - {"head"}) == 1}) > 1 and len(held) >= last["threshold"]
            right |= 0 < last["recovery"]["threshold"] <= len(saved)
            right &= last["format"] == document["format"] if document["format"][-2:] == "/1" else new == {*fresh}
        right &= (digest, document["version"]) == ("sha256:" + sha256(text).hexdigest(), len(self.versions) + 1)
        if self.need(right, f"role file {digest} is not the pinned one, or was not signed by those who had to"):
            self.versions.append((self.size + 1, {"recovery": {"threshold": 0, "keys": []}, **document}))

    def intend(self, at: str, plan: str, name: str, asked: Json, yes: list[str], over: str) -> None:
        due = (asked.get("not_before") or at) <= at <= asked["not_after"] and self.key(asked["asker"], at)
        base, kinds = self.requests[asked.get("under") or name], ("standing", "grant")[: 1 + bool(asked["chain"])]
        left = base["asked"]["not_after"] >= at and not base["over"] and base["asked"].get("subject") in kinds
        over = over or "under what gives no leave for it" * (not left and bool(asked.get("under")))
        self.need(not over, f"{name} is carried out, and was {over}")
        self.need(due and plan == asked["plan"], f"{name} is carried out with another plan, or not when it may be")
        chain, yes = (asked["chain"], yes) if asked["chain"] else (base["asked"]["chain"] or ["security"], base["yes"])
        right = len(yes) >= len(chain) and all(self.holds(*pair, at) for pair in zip(yes, chain, strict=False))
        right = right and len({*yes} - {asked["asker"], *asked["distinct_from"]}) == len(yes)
        self.need(right, f"{name} is carried out without a yes of: {chain}")


def verify(file: Path, pin: str, seen: list[Path]) -> tuple[Log, str]:
    """What is found in a bundle that holds what a bundle holds and no more, in sizes that can be borne; nothing is unpacked."""
    log, roots, good, known, told, most = Log(pin), dict[int, str](), [0], 0, "no witness", dict(MOST)
    with file.open("rb") as stream:
        tail = stream.read() if stream.seek(-42, 2) else b""
    if b"PK\x06\x07" in tail or tail[20:24] != b"PK\x05\x06" or int.from_bytes(tail[32:36], "little") > 4096:
        raise ValueError("no zip file such as bundles are")
    with zipfile.ZipFile(file) as bundle, bundle.open("checkpoints.jsonl") as kept:
        entries = BufferedReader(bundle.open("leaves.jsonl"))  # type: ignore[type-var]
        for one in bundle.infolist():
            fits = one.file_size <= min(most.pop(one.filename, -1), RATIO * one.compress_size + LINE)
            if not fits or one.flag_bits & 1 or one.external_attr >> 28 not in (0, 8):
                raise ValueError(f"{one.filename!a} belongs into no bundle, is there twice, or is larger than any")
        given = [("this log", json.loads(line)) for line in iter(lambda: kept.readline(LINE), b"")]
        given += [(one.name, one.read_text("utf-8")) for one in seen]
        notes = sorted((int(note.split("\n")[1]), holder, note) for holder, note in given)
        wanted = {size for size, _, _ in notes}
        while line := entries.readline(LINE * (len(log.found) < FINDINGS)).removesuffix(b"\n"):
            hash_, leaves = (sha256(b"\x00" + line).hexdigest(), 1) if line[:1] == b"{" else json.loads(line)
            if line[:1] == b"{" or log.need(False, f"of {leaves} entries there is the hash alone", word="told"):
                log.read(line, hash_)
            log.grow(bytes.fromhex(hash_), leaves)
            roots |= {log.size: base64.b64encode(log.root()).decode()} if log.size in wanted else {}
    for size, holder, note in notes:
        later = log.versions[max(sum(number <= size for number, _ in log.versions) - 1, 0) :]
        files = [one for _, one in later if one.get("log", {}).get("origin") == note.split("\n")[0]]
        own = any(signed_at(note, one["log"]["origin"], key, PLAIN) for one in files for key in one["log"]["keys"])
        named = [one for two in files for one in two["witnesses"]]
        by = {one["name"]: at for one in named if (at := signed_at(note, one["name"], one["key"], COSIGNATURE))}
        where = {one["name"]: (not files[0].get("training") and one.get("machine")) or one["name"] for one in named}
        what = f"{size} entries that {', '.join(by) or 'no witness'} signed ({holder})"
        log.need(own, f"no key of the log has signed the checkpoint of the {what}", size)
        same, last = roots.get(size) == note.split("\n")[2], good[-1 - (good[-1] == size)]
        log.need(size <= log.size, f"cut, after entry {last}: {log.size} are there of the {what}")
        log.need(same or size not in roots, f"forked: from here to {size}, not all are of the {what}", last + 1)
        good += [size] if same and size > good[-1] else []
        if own and same and len({where[name] for name in by}) >= files[0].get("rules", {}).get("witnesses", 1):
            known, told = size, f"{', '.join(by)}, {datetime.fromtimestamp(max(by.values()), UTC):%FT%TZ}"
    log.need(known, "no witness has signed any of it", 1)
    log.need(log.acted <= known, "it was carried out, and no witness has signed it", log.acted)
    any(log.need(False, f"{one}: an intent without a result", at, "told") for one, at in log.open.items())
    log.found += [(1, "unproven", f"not verifiable here: SM2, key {key!a}") for key in sorted(SM2)[:FINDINGS]]
    log.found.sort(key=lambda one: one[0])
    return log, f"{log.size} entries, root {log.root().hex()}; the first {known} signed by {told}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Verify a log that was exported.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--pin", required=True, help="the digest of the first role file")
    parser.add_argument("--seen", type=Path, action="append", default=[], help="a checkpoint that a witness keeps")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    try:
        log, told = verify(given.bundle, given.pin, given.seen)
    except Exception as error:
        parser.exit(2, f"not a bundle that can be verified: {type(error).__name__} {error!s:.300}\n")
    end = next((one for one in ("broken", "unproven") if any(word == one for _, word, _ in log.found)), "sound")
    out = [f"entry {number}: {word}: {what}" for number, word, what in log.found] + [f"{end}: {told}"]
    print(json.dumps({"sound": end == "sound", "told": told, "findings": log.found}) if given.json else "\n".join(out))
    raise SystemExit({"sound": 0, "broken": 5, "unproven": 6}[end])
