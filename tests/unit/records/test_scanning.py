"""A string of SQL taken apart as PostgreSQL does it: what is said in a literal, a comment or a name is never taken for a statement."""

from hypothesis import given
from hypothesis import strategies as st

from records.scanning import Kind, bare, readings
from records.writes import first, targets

HIDDEN = [
    "; DELETE FROM entries; ",
    "DELETE FROM entries",
    "'",
    '"',
    "--",
    "/*",
    "*/",
    "$$",
    "$a$",
    "\n",
    "\r",
    "''",
    ";",
    "x",
]
NOISE = st.lists(st.sampled_from(HIDDEN), max_size=6).map("".join)
BLANKS = st.one_of(
    st.sampled_from([" ", "\n", "\r", "\t", "\f", "/**/", "/*/**/*/"]),
    NOISE.map(lambda one: f"--{one.replace(chr(10), ' ').replace(chr(13), ' ')}\n"),
    NOISE.map(lambda one: f"/*{one.replace('/*', ' ').replace('*/', ' ').replace('*', ' ')} */"),
).map(lambda one: f" {one} ")
LITERALS = st.one_of(
    NOISE.map(lambda one: "'" + one.replace("'", "''") + "'"),
    NOISE.map(lambda one: f"$tag${one}$tag$"),
    NOISE.map(lambda one: "E'" + one.replace("'", "\\'") + "'"),
    NOISE.map(lambda one: '"' + one.replace('"', '""') + '"'),
    st.just("(a$a$)"),
    st.just("$1"),
)


@st.composite
def strings(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A string of statements, and the tables that they write to."""
    parts, tables = [], draw(st.lists(st.sampled_from(["plans", "entries", "nodes"]), min_size=1, max_size=4))
    for table in tables:
        blank = draw(BLANKS)
        shape = draw(
            st.sampled_from(
                [f"delete{blank}FROM{blank}only{blank}({blank}{table})", f'Update{blank}public.{blank}"{table}"']
            )
        )
        # A blank after each: two literals with the end of a line between them would be one.
        parts.append(f"{blank}{shape}{blank}WHERE{blank}{draw(LITERALS)} = {draw(LITERALS)}{draw(BLANKS)}")
    return ";".join(parts), tables


@given(strings())
def test_what_is_written_to_is_found_whatever_stands_around_it(made: tuple[str, list[str]]) -> None:
    text, tables = made
    for statements in readings(text)[:1]:
        assert [target.name for one in statements for target in targets(one)] == tables
        assert {first(one) for one in statements} <= {"delete", "update"}
    assert readings(text)


@given(
    st.lists(st.sampled_from([*HIDDEN, "E'", 'U&"', "\\", "$1$", "$é$", "(", "e'\n'", " "]), max_size=40).map("".join)
)
def test_whatever_it_is_it_is_read_to_its_end(text: str) -> None:
    for statements in readings(text):
        assert all(statements)
    assert "\n" not in bare(text)


@given(st.text(max_size=80))
def test_any_text_too(text: str) -> None:
    readings(text)
    bare(text)


def test_what_never_ends_is_no_reading() -> None:
    for text in ("'a", '"a', "/* /* */", "$$a$", "E'\\'", 'U&"x'):
        assert readings(text) == []


def test_a_backslash_is_read_both_ways() -> None:
    both = readings("SELECT '\\'; DELETE FROM entries; --'")
    assert [len(one) for one in both] == [2, 1]
    assert readings("SELECT 'a\\'")[0][0][1].kind is Kind.LITERAL


def test_many_comments_after_a_literal_are_no_labyrinth() -> None:
    """A pattern that tries every way in which comments could be divided would never end."""
    assert len(readings("SELECT 'a'" + " -- -- " * 20_000)[0]) == 1
    assert len(readings("SELECT 'a'" + " --\n" * 20_000)[0]) == 1


def test_shown_is_what_is_done() -> None:
    assert bare("UPDATE /* tidy */ requests\nSET a = '-- b'--c") == "UPDATE requests SET a = '-- b'"
    assert bare("SELECT 'a") == "SELECT 'a"
