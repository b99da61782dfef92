"""What comes over the wire and goes over it, without any library."""

from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.transport import Response
from cloud.wire import CHUNK, Bytes, body_of, never_connected, newest, short


@given(st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]))
def test_bytes_are_sent_whole_however_often(length: int) -> None:
    content = bytes(length)
    upload = Bytes(lambda: BytesIO(content))
    assert len(upload) == length
    for _ in range(2):
        assert b"".join(upload) == content, "a second attempt begins at the beginning"


@pytest.mark.parametrize(
    ("document", "version"),
    [
        ({"versions": {"values": [{"id": "v3.14", "status": "stable"}]}}, "v3.14"),
        ({"versions": [{"id": "v2.0", "status": "CURRENT"}]}, "v2.0"),
        (
            {
                "versions": [
                    {"id": "v2.0", "status": "SUPPORTED"},
                    {"id": "v2.1", "status": "CURRENT", "version": "2.96"},
                ]
            },
            "2.96",
        ),
        ({"versions": [{"id": "v1.0", "max_version": "1.39", "status": "CURRENT"}]}, "1.39"),
        ({"versions": [{"id": "v9", "status": "EXPERIMENTAL"}]}, "v9"),
        ({"versions": []}, "?"),
        ({}, "?"),
        ("<html>", "?"),
        (None, "?"),
        ([], "?"),
        ({"versions": None}, "?"),
        ({"versions": "2"}, "?"),
        ({"versions": [7]}, "?"),
        ({"versions": {}}, "?"),
        ({"versions": {"values": 1}}, "?"),
    ],
)
def test_a_service_tells_its_version_in_its_own_form(document: Any, version: str) -> None:
    assert newest(document) == version


DOCUMENTS = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["versions", "values", "id", "status", "message", "detail"]), inner, max_size=3
        )
    ),
)


@pytest.mark.slow
@given(DOCUMENTS)
def test_whatever_a_service_answers_it_has_a_version_and_a_problem(document: Any) -> None:
    assert isinstance(newest(document), str)
    response = Response(500, document)
    assert response.problem
    assert response.over_quota is False


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (
            {"computeFault": {"code": 500, "message": "Unexpected API Error.\n<class 'Timeout'>"}},
            "Unexpected API Error. <class 'Timeout'>",
        ),
        ({"badRequest": {"code": 400, "message": "too many"}}, "too many"),
        ({"NeutronError": {"type": "OverQuota", "message": "Quota exceeded", "detail": ""}}, "Quota exceeded"),
        ({"errors": [{"status": 404, "title": "Not Found", "detail": "no provider"}]}, "no provider"),
        ({"error": {"code": 401, "message": "who?", "title": "Unauthorized"}}, "who?"),
        ("  Bad Gateway\n", "Bad Gateway"),
        ("x" * 1000, "x" * 300),
        (None, "HTTP 500"),
        ({}, "HTTP 500"),
    ],
)
def test_each_service_wraps_its_words_in_another_way(body: Any, problem: str) -> None:
    assert Response(500, body).problem == problem


def test_a_body_is_json_or_text_or_nothing() -> None:
    def answer(content: bytes) -> Any:
        import json

        return SimpleNamespace(content=content, text=content.decode(), json=lambda: json.loads(content))

    assert body_of(answer(b"")) is None
    assert body_of(answer(b'{"a": 1}')) == {"a": 1}
    assert body_of(answer(b"<html>")) == "<html>"


@pytest.mark.parametrize(
    ("text", "never", "told"),
    [
        (
            "NewConnectionError: Failed to establish a new connection: [Errno 111] Connection refused",
            True,
            "Connection refused",
        ),
        ("NameResolutionError: [Errno -2] Name or service not known", True, "Name or service not known"),
        ("('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))", False, "Connection reset"),
        ("('Connection aborted.', RemoteDisconnected('Remote end closed connection'))", False, "Remote end closed"),
        ("HTTPConnectionPool: Read timed out. (read timeout=60)", False, "timed out"),
        ("y" * 500, False, "y" * 200),
    ],
)
def test_only_what_was_never_connected_was_certainly_not_sent(text: str, never: bool, told: str) -> None:
    assert never_connected(OSError(text)) is never
    assert short(OSError(text)) == told
