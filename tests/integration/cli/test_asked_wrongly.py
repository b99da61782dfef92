"""Questions and names that are none, in commands that would go on to ask a cloud: told before anything is asked or written."""

from pathlib import Path

import pytest

from tests.integration.cli.conftest import Cli


def _written(folder: Path, name: str, content: str | bytes) -> str:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(file)


class TestWhatIf:
    """What may be asked about is told, with the place of what is wrong."""

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            ("", "ZY-EST-181"),
            ("[]", "ZY-EST-181"),
            (b"\xff\xfe\x00", "ZY-EST-001"),
            ("wave: [", "ZY-EST-001"),
            ("wave: -3\nsite: primary\nlike: finance/payroll\n", "ZY-EST-012"),
            ("wave: 3\nlike: finance/payroll\n", "ZY-CLOUD-162"),
            ("tenant: finance\n", "ZY-CLOUD-162"),
        ],
    )
    def test_a_file_that_is_no_question_is_bad_input(
        self, cli: Cli, tmp_path: Path, content: str | bytes, code: str
    ) -> None:
        said = cli("cloud", "what-if", _written(tmp_path, "q.yaml", content))
        assert (said.code, code in said.err) == (2, True), said.err

    def test_a_wave_of_one_site_is_not_answered_for_another(self, cli: Cli, tmp_path: Path) -> None:
        file = _written(tmp_path, "wave.yaml", "wave: 3\nsite: primary\nlike: finance/payroll\n")
        said = cli("cloud", "what-if", file, "--site", "dr")
        assert (said.code, "ZY-EST-183" in said.err) == (2, True), said.err

    def test_two_files_of_one_tenant_are_not_taken_for_one(self, cli: Cli, tmp_path: Path) -> None:
        one, two = (_written(tmp_path, name, "tenant: finance\n") for name in ("a.yaml", "b.yaml"))
        said = cli("cloud", "what-if", one, two, "--site", "primary")
        assert (said.code, "ZY-EST-182" in said.err) == (2, True), said.err

    def test_what_is_wrong_in_a_tenants_file_is_told_at_its_place_in_that_file(self, cli: Cli, tmp_path: Path) -> None:
        file = _written(tmp_path, "next.yaml", "tenant: finance\nquota: {servers: many}\nsystems: {}\n")
        said = cli("cloud", "what-if", file, "--site", "primary")
        assert said.code == 2
        assert "next.yaml:2:18: ZY-EST-012" in said.err

    def test_a_commit_with_a_wrong_estate_is_not_told_to_be_none(self, cli: Cli, town: Path) -> None:
        from cli.training import commit

        file = town / "estate/primary/tenants/finance.yaml"
        file.write_text(file.read_text().replace("ram: 24 GiB", "ram: 24GX"))
        commit(town / "estate", "wrong")
        said = cli("cloud", "what-if", "HEAD")
        assert (said.code, "ZY-EST-012" in said.err) == (2, True), said.err
        assert "ZY-EST-181" in cli("cloud", "what-if", "no-such-commit").err


class TestNames:
    """A tenant's name is a file's name too."""

    @pytest.mark.parametrize("name", ["../../elsewhere", "Finance", "", "财政", "a" * 25])
    def test_files_of_a_tenant_that_cannot_be_are_not_written_anywhere(
        self, cli: Cli, town: Path, tmp_path: Path, name: str
    ) -> None:
        before = sorted(tmp_path.rglob("*"))
        file = _written(town, "s.tfstate", '{"version": 4, "resources": []}')
        told = ("--site", "primary", "--level", "2", "--zone", "business", "--owner", "Wang")
        for command in (("cloud", "adopt", name), ("estate", "import", "terraform", file, "--tenant", name)):
            said = cli(*command, *told)
            assert (said.code, "ZY-CLI-020" in said.err) == (2, True), said.err
        assert [one for one in sorted(tmp_path.rglob("*")) if one not in before and one.suffix == ".yaml"] == []

    def test_an_import_of_nothing_names_the_file(self, cli: Cli, town: Path) -> None:
        file = _written(town, "s.tfstate", '{"version": 4, "resources": []}')
        said = cli("estate", "import", "terraform", file, "--tenant", "finances", "--site", "primary")
        assert (said.code, "s.tfstate holds nothing" in said.err) == (2, True), said.err


class TestEntries:
    """An entry of clouds.yaml for a site that there is not."""

    @pytest.mark.parametrize("command", [("drift", "--record"), ("status",), ("cloud", "hosts")])
    @pytest.mark.parametrize("entry", ["nowhere", "nowhere=x", "primary="])
    def test_a_slip_is_bad_input_and_no_site_is_lost_for_it(
        self, cli: Cli, command: tuple[str, ...], entry: str
    ) -> None:
        said = cli(*command, "--os-cloud", entry)
        assert (said.code, "ZY-CLOUD-203" in said.err, said.out) == (2, True, "")
        assert [one["state"] for one in cli("drift", "--last", "-o", "json").json["sites"]] == ["unknown"] * 2
        assert cli("drift", "--last").out.count("no reading has been recorded") == 2


class TestNumbers:
    """Numbers that nothing can come of."""

    @pytest.mark.parametrize("span", ["999999d", "367d", "0m", "-5m", "1.5h", "soon"])
    def test_a_span_that_nobody_waits_for_is_bad_input(self, cli: Cli, span: str) -> None:
        said = cli("drift", "--every", span)
        assert (said.code, "expected a time span" in said.err) == (2, True), said.err

    @pytest.mark.parametrize("sizes", [("0", "0", "0"), ("1", "1", "0"), ("-1", "1", "1"), ("1", "1000000000000", "5")])
    def test_a_city_that_cannot_be_is_not_begun(self, cli: Cli, tmp_path: Path, sizes: tuple[str, str, str]) -> None:
        departments, systems, servers = sizes
        options = ("--departments", departments, "--systems", systems, "--servers", servers)
        said = cli("estate", "generate", str(tmp_path / "city"), *options)
        assert (said.code, "ZY-EST-240" in said.err) == (2, True), said.err
        assert not (tmp_path / "city").exists()


def test_what_cannot_be_foretold_says_what_to_do(cli: Cli) -> None:
    said = cli("cloud", "forecast", "--site", "dr")
    assert (said.code, said.out.count("ZY-CLOUD-190")) == (3, 4)
    assert said.out.endswith("  next: zhengyun cloud capacity --record\n")
    told = cli("cloud", "forecast", "-o", "json").json["forecasts"]
    assert {one["next"] for one in told} == {"zhengyun cloud capacity --record"}
