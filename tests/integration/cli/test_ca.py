"""Certificates as people type them: three people, a batch, and everything that is refused."""

import csv
import json
import os
import subprocess
from pathlib import Path

import pytest

from cli import applied
from keys import passphrases
from tests.authorities import pem, wish
from tests.integration.cli.conftest import Cli
from tests.issuing import settle

HOST = "www.city.example"


@pytest.fixture
def ca(cli: Cli, town: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The command line where both families are in force."""
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    settle(town)
    settle(town, "sm2", "sm2-")
    return cli


def request(folder: Path, algorithm: str = "p256", host: str = HOST) -> str:
    """The file of a request."""
    file = folder / f"{host}.csr"
    asked = wish(algorithm, f"C=CN,O=City,OU=Finance,CN={host}", (f"dns:{host}",))
    file.write_bytes(pem("CERTIFICATE REQUEST", asked))
    return str(file)


def asked(ca: Cli, folder: Path, profile: str = "server", algorithm: str = "p256") -> str:
    """The name of an application."""
    said = ca(
        "ca", "request", request(folder, algorithm), "--profile", profile, "--for", "finance/portal", "-m", "portal",
        "-o", "json",
    )  # fmt: skip
    assert said.code == 0, said.err
    return str(said.json["application"])


def issued(ca: Cli, folder: Path, profile: str = "server", algorithm: str = "p256") -> str:
    """The serial number of a certificate."""
    name = asked(ca, folder, profile, algorithm)
    assert ca("ca", "approve", name, "--yes", "--as", "security").code == 0
    said = ca("ca", "issue", name, "--as", "security2", "-o", "json")
    assert said.code == 0, said.err
    return str(said.json["certificates"][0]["serial"])


class TestRoad:
    """From a request to a revocation."""

    @pytest.mark.parametrize(("profile", "algorithm"), [("server", "p256"), ("sm2-server", "sm2")])
    def test_three_people_and_openssl_reads_what_comes_out(
        self, ca: Cli, tmp_path: Path, profile: str, algorithm: str
    ) -> None:
        said = ca(
            "ca", "request", request(tmp_path, algorithm), "--profile", profile, "--for", "finance/portal", "-m", "new portal"
        )  # fmt: skip
        assert said.code == 0, said.err
        name = said.out.split()[0]
        assert f"next: a reviewer looks at it with: zhengyun ca approve {name}" in said.out
        waiting = ca("ca", "issue", name, "--as", "security2")
        assert (waiting.code, "ZY-PKI-152" in waiting.err) == (8, True)
        refused = ca("ca", "approve", name, "--yes", "--as", "operator2")
        assert (refused.code, "ZY-PKI-130" in refused.err) == (3, True)
        agreed = ca("ca", "approve", name, "--yes", "--as", "security")
        assert agreed.code == 0, agreed.err
        for words in ("would be certified: 1", f"CN={HOST}", f"names: dns:{HOST}", "key: ", "in force from"):
            assert words in agreed.err
        refused = ca("ca", "issue", name, "--as", "security")
        assert (refused.code, "ZY-PKI-131" in refused.err) == (3, True)
        out = tmp_path / "portal.pem"
        done = ca("ca", "issue", name, "--as", "security2", "--out", str(out))
        assert done.code == 0, done.err
        assert "good" in done.out
        read = subprocess.run(
            ["openssl", "x509", "-in", out, "-noout", "-serial", "-ext", "subjectAltName"],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        assert f"DNS:{HOST}" in read
        serial = read.splitlines()[0].partition("=")[2]
        shown = ca("ca", "show", serial, "-o", "json").json
        assert (shown["state"], shown["holder"]) == ("good", "finance/portal")
        twice = ca("ca", "issue", name, "--as", "security2", "--out", str(tmp_path / "again.pem"))
        assert twice.code == 0
        assert (tmp_path / "again.pem").read_bytes() == out.read_bytes(), "handed out again, from the records"

    def test_held_released_and_revoked(self, ca: Cli, tmp_path: Path) -> None:
        serial = issued(ca, tmp_path)
        name = ca("ca", "suspend", serial, "-m", "lost?", "-o", "json").json["application"]
        assert ca("ca", "approve", name, "--yes", "--as", "security").code == 0
        assert "on hold" in ca("ca", "show", serial).out
        refused = ca("ca", "suspend", serial, "-m", "again").err
        assert "ZY-PKI-142" in refused
        assert "is on hold; this can be done with one that is good" in refused
        name = ca("ca", "resume", serial, "-m", "found", "-o", "json").json["application"]
        assert ca("ca", "approve", name, "--yes", "--as", "security").code == 0
        assert ca("ca", "issue", name, "--as", "security2").code == 0
        said = ca("ca", "revoke", serial, "--reason", "superseded", "-m", "replaced", "-o", "json")
        assert not any(said.json["uses"].values()), "nothing uses it"
        name = said.json["application"]
        agreed = ca("ca", "approve", name, "--yes", "--as", "security2")
        assert "because: superseded (another certificate has taken its place)" in agreed.err
        assert "its holder has no other good certificate of this profile" in agreed.err
        assert ca("ca", "issue", name, "--as", "security").code == 0
        shown = ca("ca", "show", serial).out
        past = [line.rpartition(": ")[2] for line in shown.splitlines() if line.startswith("  20")]
        assert past == ["on hold", "good", "revoked"]
        assert "superseded" in shown
        assert "ZY-PKI-142" in ca("ca", "resume", serial, "-m", "no").err
        told = ca("audit", "query", "--request", name, "-o", "json").json
        assert [one["kind"] for one in told["entries"]][::-1] == ["ca.asked", "ca.approved", "ca.revoked"]

    def test_rejected_and_withdrawn(self, ca: Cli, tmp_path: Path) -> None:
        first, second = asked(ca, tmp_path), asked(ca, tmp_path)
        assert "rejected" in ca("ca", "reject", first, "-m", "not ours", "--as", "security").out
        assert "ZY-PKI-147" in ca("ca", "withdraw", second, "--as", "operator2").err
        assert "withdrawn" in ca("ca", "withdraw", second).out
        assert ca("ca", "approve", second, "--yes", "--as", "security").code == 3
        assert ca("ca", "list", "-o", "json").json["applications"] == []

    def test_lists_by_state_profile_and_end(self, ca: Cli, tmp_path: Path) -> None:
        serial, waiting = issued(ca, tmp_path), asked(ca, tmp_path)
        listed = ca("ca", "list", "-o", "json").json
        assert [one["application"] for one in listed["applications"]] == [waiting]
        assert serial in [one["serial"] for one in listed["certificates"]]
        assert [
            one["serial"] for one in ca("ca", "list", "--profile", "server", "-o", "json").json["certificates"]
        ] == [serial]
        assert ca("ca", "list", "--state", "revoked", "-o", "json").json["certificates"] == []
        assert ca("ca", "list", "--expiring", "30 d", "-o", "json").json["certificates"] == []
        ending = ca("ca", "list", "--expiring", "400 d", "-o", "json").json["certificates"]
        assert [one["serial"] for one in ending] == [serial]
        assert "ZY-PKI-143" in ca("ca", "renew", serial, "-m", "soon").err


class TestBatch:
    """Many at once."""

    def table(self, folder: Path, *rows: tuple[str, ...], head: str = "holder,csr,names") -> str:
        file = folder / "batch.csv"
        file.write_text("\n".join([head, *(",".join(row) for row in rows)]) + "\n", "utf-8")
        return str(file)

    def test_reviewed_as_one_certified_row_by_row_with_a_report(self, ca: Cli, tmp_path: Path) -> None:
        hosts = [f"h{number}.city.example" for number in range(4)]
        for host in hosts:
            request(tmp_path, host=host)
        (tmp_path / "bad.csr").write_text("nonsense")
        rows = [(f"finance/{host}", f"{host}.csr", f"dns:{host}") for host in hosts]
        file = self.table(tmp_path, *rows, ("finance/x", "bad.csr", ""), ("finance/y", "missing.csr", ""))
        out = tmp_path / "out"
        said = ca("ca", "batch", file, "--profile", "server", "-m", "autumn", "--out", str(out), "-o", "json")
        assert said.code == 0, said.err
        assert (said.json["count"], [one["number"] for one in said.json["problems"]]) == (6, [5, 6])
        name = said.json["application"]
        agreed = ca("ca", "approve", name, "--yes", "--as", "security")
        assert "would be certified: 4" in agreed.err
        assert "row 6, finance/y: ZY-CLI-006" in agreed.err
        done = ca("ca", "issue", name, "--as", "security2", "--out", str(out))
        assert done.code == 0, done.err
        told = list(csv.DictReader((out / "report.csv").open(encoding="utf-8")))
        assert [(one["row"], one["state"]) for one in told] == [
            *((str(number), "good") for number in range(1, 5)), ("5", "wrong"), ("6", "wrong"),
        ]  # fmt: skip
        assert {one["file"] for one in told[:4]} == {file.name for file in out.glob("*.pem")}
        assert told[4]["problem"].startswith("ZY-PKI-")
        assert json.loads(ca("ca", "show", name, "-o", "json").out)["state"] == "done"

    def test_what_is_too_much_for_a_screen_is_told_to_be_more(
        self, ca: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        request(tmp_path)
        rows = [(f"finance/h{number}", f"{HOST}.csr", "") for number in range(15)]
        name = ca(
            "ca", "batch", self.table(tmp_path, *rows), "--profile", "server", "-m", "x", "-o", "json"
        ).json["application"]  # fmt: skip
        assert ca("ca", "approve", name, "--yes", "--as", "security").code == 0
        monkeypatch.setattr(applied, "MANY", 10)
        assert "and 5 more" in ca("ca", "issue", name, "--as", "security2").out
        said = ca("ca", "show", name)
        assert "and 5 more" in said.out
        serial = ca("ca", "list", "--profile", "server", "--most", "1", "-o", "json").json
        assert (len(serial["certificates"]), serial["more"]) == (1, True)
        assert (
            "there are more than 14; --most shows them" in ca("ca", "list", "--profile", "server", "--most", "14").out
        )
        assert not ca("ca", "list", "--profile", "server", "--most", "15", "-o", "json").json["more"]
        assert "  and 2 more" in ca("ca", "show", serial["certificates"][0]["serial"]).out, "14 others have its key"

    def test_what_was_asked_for_twice_is_certified_once_and_a_holder_is_no_formula(
        self, ca: Cli, tmp_path: Path
    ) -> None:
        request(tmp_path)
        rows = [
            ("finance/x", f"{HOST}.csr", ""),
            ("finance/x", f"{HOST}.csr", f"dns:{HOST}"),
            ("=1+1", f"{HOST}.csr", ""),
        ]
        said = ca("ca", "batch", self.table(tmp_path, *rows), "--profile", "server", "-m", "x", "--out", "out")
        assert said.code == 0, said.err
        assert "row 2, finance/x: ZY-PKI-290 Row 1 asks for the same" in said.out
        told = list(csv.DictReader((tmp_path / "out/report.csv").open(encoding="utf-8")))
        assert [(one["state"], one["holder"]) for one in told] == [
            ("waiting", "finance/x"), ("wrong", "finance/x"), ("waiting", "'=1+1"),
        ]  # fmt: skip

    def test_a_key_that_several_would_have_is_told_to_who_reviews(self, ca: Cli, tmp_path: Path) -> None:
        issued(ca, tmp_path)
        rows = [("finance/x", f"{HOST}.csr", ""), ("health/y", f"{HOST}.csr", "")]
        said = ca("ca", "batch", self.table(tmp_path, *rows), "--profile", "server", "-m", "x", "-o", "json")
        agreed = ca("ca", "approve", said.json["application"], "--yes", "--as", "security")
        assert "ONE KEY for several holders" in agreed.err
        assert ": finance/x, health/y, finance/portal" in agreed.err
        again = asked(ca, tmp_path)
        assert "ONE KEY" not in ca("ca", "approve", again, "--yes", "--as", "security").err

    @pytest.mark.parametrize(
        ("name", "told"),
        [("pipe", "it is no regular file"), ("/dev/zero", "it is no regular file"), ("a\0b.csr", "null byte")],
    )
    def test_a_row_that_names_no_file_is_told_and_waited_for_by_nobody(
        self, ca: Cli, tmp_path: Path, name: str, told: str
    ) -> None:
        os.mkfifo(tmp_path / "pipe")
        file = self.table(tmp_path, ("finance/x", name, ""))
        said = ca("ca", "batch", file, "--profile", "server", "-m", "x", "--out", "out")
        assert (said.code, "ZY-PKI-145" in said.err) == (2, True)
        assert "row 1, finance/x: ZY-CLI-006" in said.err, "each row says why, where not one can be certified"
        (row,) = csv.DictReader((tmp_path / "out/report.csv").open(encoding="utf-8"))
        assert (row["state"], told in row["problem"]) == ("wrong", True)

    def test_a_report_that_cannot_be_written_is_told_before_anything_is_asked_for(
        self, ca: Cli, tmp_path: Path
    ) -> None:
        request(tmp_path)
        (tmp_path / "taken").write_text("")
        file = self.table(tmp_path, ("finance/x", f"{HOST}.csr", ""))
        said = ca("ca", "batch", file, "--profile", "server", "-m", "x", "--out", "taken/below")
        assert (said.code, "ZY-CLI-006" in said.err) == (2, True)
        assert ca("ca", "list", "-o", "json").json["applications"] == []

    @pytest.mark.parametrize(
        ("content", "what"),
        [
            ("holder,csr\nx\n", "another number of fields"),
            ("holder,names\nx,y\n", "its columns are"),
            ('holder,csr\n"x,y\n', "line"),
            ("", "its columns are"),
        ],
    )
    def test_what_is_no_table_is_told(self, ca: Cli, tmp_path: Path, content: str, what: str) -> None:
        file = tmp_path / "batch.csv"
        file.write_text(content)
        said = ca("ca", "batch", str(file), "--profile", "server", "-m", "x")
        assert (said.code, "ZY-PKI-149" in said.err, what in said.err) == (2, True, True)

    def test_bytes_that_are_no_text_and_a_table_without_a_good_row(self, ca: Cli, tmp_path: Path) -> None:
        (tmp_path / "batch.csv").write_bytes(b"holder,csr\n\xff\xfe,x\n")
        assert "ZY-PKI-149" in ca("ca", "batch", str(tmp_path / "batch.csv"), "--profile", "server", "-m", "x").err
        file = self.table(tmp_path, ("a", "b", ""), ("c", "d", ""))
        assert "ZY-PKI-145" in ca("ca", "batch", file, "--profile", "server", "-m", "x").err
        assert "ZY-PKI-145" in ca("ca", "batch", self.table(tmp_path), "--profile", "server", "-m", "x").err


class TestWrongly:
    """Words that make no sense."""

    @pytest.mark.parametrize(
        ("words", "code", "told"),
        [
            (("show", "CA-NONE22"), 2, "ZY-REC-017"),
            (("show", "77"), 2, "ZY-PKI-141"),
            (("show", "xyz"), 2, "expected a serial number"),
            (("revoke", "77", "--reason", "superseded", "-m", "x"), 2, "ZY-PKI-141"),
            (("revoke", "77", "--reason", "because", "-m", "x"), 2, "superseded"),
            (("suspend", "nonsense", "-m", "x"), 2, "expected a serial number"),
            (("request", "none.csr", "--profile", "server", "-m", "x"), 2, "ZY-CLI-006"),
            (("approve", "CA-NONE22"), 2, "ZY-REC-017"),
            (("issue", "CA-NONE22"), 2, "ZY-REC-017"),
            (("withdraw", "CA-NONE22"), 2, "ZY-REC-017"),
            (("reject", "CA-NONE22", "-m", "x"), 2, "ZY-REC-017"),
        ],
    )
    def test_what_is_not_there_is_told(self, ca: Cli, words: tuple[str, ...], code: int, told: str) -> None:
        said = ca("ca", *words)
        assert (said.code, told in said.err) == (code, True), said.err

    def test_a_profile_that_is_not_there_a_wrong_key_and_no_trust_at_all(self, ca: Cli, tmp_path: Path) -> None:
        csr = request(tmp_path)
        assert "ZY-PKI-134" in ca("ca", "request", csr, "--profile", "seals", "-m", "x").err
        said = ca("ca", "request", request(tmp_path, "sm2"), "--profile", "server", "-m", "x", "--for", "finance")
        assert said.code in {0, 3}
        assert ca("ca", "request", csr, "--profile", "server", "-m", " ", "--for", "finance").code == 2
        assert "ZY-PKI-157" in ca("ca", "request", csr, "--profile", "server", "-m", "x", "--for", "").err

    def test_what_cannot_be_handed_out_is_recorded(self, ca: Cli, tmp_path: Path) -> None:
        name = asked(ca, tmp_path)
        assert ca("ca", "approve", name, "--yes", "--as", "security").code == 0
        said = ca("ca", "issue", name, "--as", "security2", "--out", str(tmp_path / "nowhere" / "x.pem"))
        assert (said.code, "ZY-PKI-151" in said.err) == (1, True)
        assert len(ca("ca", "show", name, "-o", "json").json["certificates"]) == 1

    def test_in_chinese(self, ca: Cli, tmp_path: Path) -> None:
        said = ca("ca", "request", request(tmp_path), "--profile", "nothing", "-m", "x", "--lang", "zh_CN")
        assert "ZY-PKI-134" in said.err
