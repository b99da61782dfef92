"""Bundles that were made to do harm: the page refuses them in bounded memory, and never unpacks anything."""

import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.attacks import Attack
from tests.integration.records.forging import Handed, verify, zipped

PAGE = "verifier.py"


class TestHostile:
    """Files that were made to do harm: refused, in bounded memory, and nothing is ever unpacked."""

    @pytest.fixture
    def good(self, log: Handed, tmp_path: Path) -> dict[str, bytes]:
        log.verify()
        with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
            return {name: bundle.read(name) for name in bundle.namelist()}

    def refused(self, file: Path, attack: Attack, what: str) -> None:
        verdict = verify(file)
        assert verdict.code == 2
        assert verdict.out.startswith("not a bundle that can be verified: ")
        attack(f"hostile bundle: {what}", "refused before anything is read of it", PAGE)

    def test_a_bomb(self, good: dict[str, bytes], tmp_path: Path, attack: Attack) -> None:
        file = zipped(tmp_path / "x.zip", {**good, "leaves.jsonl": b'["' + b"0" * (1 << 28)}, compresslevel=9)
        assert file.stat().st_size < 1 << 20
        self.refused(file, attack, "zip bomb")

    @pytest.mark.parametrize("name", ["../verifier.py", "/etc/passwd", "leaves.jsonl/../x", "LEAVES.JSONL", "x\x1b[2J"])
    def test_a_path_that_leads_elsewhere(
        self, good: dict[str, bytes], tmp_path: Path, attack: Attack, name: str
    ) -> None:
        self.refused(zipped(tmp_path / "x.zip", {**good, name: b"x"}), attack, "path traversal, other names")

    def test_a_link(self, good: dict[str, bytes], tmp_path: Path, attack: Attack) -> None:
        file = tmp_path / "x.zip"
        with zipfile.ZipFile(file, "w") as bundle:
            for name in ("verifier.py", "checkpoints.jsonl"):
                bundle.writestr(name, good[name])
            link = zipfile.ZipInfo("leaves.jsonl")
            link.create_system, link.external_attr = 3, 0o120777 << 16
            bundle.writestr(link, "/etc/passwd")
        self.refused(file, attack, "symbolic link")

    def test_a_name_that_is_there_twice(self, good: dict[str, bytes], tmp_path: Path, attack: Attack) -> None:
        file = zipped(tmp_path / "x.zip", good)
        with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as bundle:
            bundle.writestr("leaves.jsonl", good["leaves.jsonl"])
        self.refused(file, attack, "duplicate names")

    def patched(self, file: Path, size: int) -> Path:
        """The file, with another size for its leaves in the directory."""
        data = bytearray(file.read_bytes())
        at_ = data.rindex(b"leaves.jsonl") - 46
        assert data[at_ : at_ + 4] == b"PK\x01\x02"
        struct.pack_into("<I", data, at_ + 24, size)
        file.write_bytes(data)
        return file

    def test_ten_gigabytes_of_entries(self, good: dict[str, bytes], tmp_path: Path, attack: Attack) -> None:
        file = self.patched(zipped(tmp_path / "x.zip", good), 0xFFFFFFF0)
        self.refused(file, attack, "more entries than any, by their size")

    def test_ten_gigabytes_of_entries_that_are_said_to_be_fewer(
        self, good: dict[str, bytes], tmp_path: Path, attack: Attack
    ) -> None:
        whole = zlib.compressobj(9, wbits=-15)
        block = whole.compress(b"{}\n" * (1 << 24)) + whole.flush(zlib.Z_FULL_FLUSH)
        file, count = (
            zipped(tmp_path / "x.zip", {name: good[name] for name in ("verifier.py", "checkpoints.jsonl")}),
            200,
        )
        stream = block * count
        assert count * 3 * (1 << 24) > 10 * 10**9
        end = file.read_bytes()
        directory = int.from_bytes(end[-6:-2], "little")
        name, packed, size = b"leaves.jsonl", len(stream), min(199 * len(stream), 2_000_000_000)
        common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x21, 0, packed, size, len(name), 0)
        record = b"PK\x01\x02\x14\x00" + common + struct.pack("<HHHII", 0, 0, 0, 0, directory) + name
        entry = b"PK\x03\x04" + common + name + stream
        listed = end[directory:-22] + record
        tail = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 3, 3, len(listed), directory + len(entry), 0)
        file.write_bytes(end[:directory] + entry + listed + tail)
        verdict = verify(file)
        assert verdict.code == 5
        assert len(verdict.out.splitlines()) <= 501
        attack("hostile bundle: 10 GB of entries, said to be fewer", "broken; no more is read than tells so", PAGE)

    def test_more_members_than_any(self, good: dict[str, bytes], tmp_path: Path, attack: Attack) -> None:
        members = {**good, **{f"x{number}": b"" for number in range(70_000)}}
        self.refused(zipped(tmp_path / "x.zip", members), attack, "70,000 members")

    def test_a_size_that_is_not_true(self, good: dict[str, bytes], tmp_path: Path, attack: Attack) -> None:
        file = self.patched(zipped(tmp_path / "x.zip", good), 100)
        self.refused(file, attack, "a size that is not true")

    def test_a_line_without_end(self, good: dict[str, bytes], tmp_path: Path) -> None:
        import random

        noise = "".join(random.Random(1).choices("0123456789abcdef", k=3 << 20)).encode()
        file = zipped(tmp_path / "x.zip", {**good, "leaves.jsonl": b'{"x":"' + noise})
        assert verify(file).code in (2, 5)

    @pytest.mark.parametrize("data", [b"", b"PK", b"x" * 100, b"PK\x05\x06" + bytes(18)])
    def test_what_is_no_bundle(self, tmp_path: Path, data: bytes) -> None:
        (tmp_path / "x.zip").write_bytes(data)
        assert verify(tmp_path / "x.zip").code == 2
        assert verify(tmp_path / "nowhere.zip").code == 2

    def test_a_flipped_bit_anywhere_is_never_sound_where_it_matters(
        self, good: dict[str, bytes], tmp_path: Path
    ) -> None:
        lines = good["leaves.jsonl"]
        for place in range(0, len(lines), max(1, len(lines) // 12)):
            broken = bytearray(lines)
            broken[place] ^= 1
            assert verify(zipped(tmp_path / "x.zip", {**good, "leaves.jsonl": bytes(broken)})).code in (2, 5)
