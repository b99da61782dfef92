"""Whatever a table of a batch holds, it is read row by row or refused with its place."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from cli.batches import rows_of
from tests.examples import examples
from zhengyun.errors import ZhengyunError

TOGETHER = examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters='\r\n"\x00'), max_size=12)


@TOGETHER
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "batch.csv"
    for head in (b"", b"holder,csr,names\n"):
        file.write_bytes(head + content)
        with suppress(ZhengyunError):
            assert all(row.number and (row.problem or row.request) for row in rows_of(file))


@TOGETHER
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4))
def test_every_row_comes_in_its_order_and_what_has_no_request_says_so(
    tmp_path: Path, cells: list[tuple[str, str]]
) -> None:
    lines = [
        "holder,csr,names",
        *(f'"{holder}","nowhere/{number}","{names}"' for number, (holder, names) in enumerate(cells)),
    ]
    (tmp_path / "batch.csv").write_text("\n".join(lines), "utf-8")
    rows = rows_of(tmp_path / "batch.csv")
    assert [(row.number, row.holder, row.names) for row in rows] == [
        (number, holder.strip(), tuple(names.split())) for number, (holder, names) in enumerate(cells, start=1)
    ]
    assert all("ZY-CLI-006" in row.problem for row in rows)


def test_a_file_beside_the_table_is_the_request(tmp_path: Path) -> None:
    (tmp_path / "a.csr").write_bytes(b"request")
    (tmp_path / "batch.csv").write_text("\ufeffcsr,holder\na.csr,finance\n", "utf-8")
    (row,) = rows_of(tmp_path / "batch.csv")
    assert (row.number, row.holder, row.request, row.names, row.problem) == (1, "finance", b"request", (), "")


@pytest.mark.parametrize("name", ["", ".", "../.."])
def test_what_is_no_file_is_a_rows_problem(tmp_path: Path, name: str) -> None:
    (tmp_path / "batch.csv").write_text(f"csr,holder\n{name},finance\n", "utf-8")
    (row,) = rows_of(tmp_path / "batch.csv")
    assert "ZY-CLI-006" in row.problem
