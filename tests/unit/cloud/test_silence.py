"""A service that does not answer: that it is not there, and that it is not believed, are two things."""

import pytest

from cloud import codes
from cloud.silence import silence
from cloud.transport import NotBelievedError
from cloud.wire import unanswered
from tests.unit.cloud.calls import Line
from zhengyun.errors import Exit, ZhengyunError

# As keystoneauth has it of requests, which has it of urllib3, which has it of Python, which has it of OpenSSL.
WRAPPED = (
    "SSL exception connecting to https://127.0.0.1:5000/v3/auth/tokens: HTTPSConnectionPool(host='127.0.0.1', port=5000): "
    "Max retries exceeded with url: /v3/auth/tokens (Caused by SSLError(SSLCertVerificationError(1, '[SSL: "
    "CERTIFICATE_VERIFY_FAILED] certificate verify failed: {said} (_ssl.c:1006)')))"
)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("certificate has expired", "it, or one above it, has ended"),
        ("certificate is not yet valid", "not in force yet"),
        ("IP address mismatch, certificate is not valid for '127.0.0.1'.", "for another machine than 127.0.0.1"),
        ("Hostname mismatch, certificate is not valid for 'cloud'.", "for another machine than 127.0.0.1"),
        ("unable to get local issuer certificate", "does not lead to a root that is trusted here"),
        ("unable to get issuer certificate", "does not lead to a root that is trusted here"),
        ("self-signed certificate in certificate chain", "does not lead to a root that is trusted here"),
        ("self signed certificate", "does not lead to a root that is trusted here"),
        ("certificate revoked", "has been revoked"),
        ("EE certificate key too weak", "EE certificate key too weak"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_said_in_our_words(said: str, words: str) -> None:
    answer = unanswered(Exception(WRAPPED.format(said=said)), sent=True)
    assert isinstance(answer, NotBelievedError)
    assert (answer.sent, answer.address) == (False, "127.0.0.1:5000")
    error = silence("primary", "identity", answer)
    assert (error.code, error.exit) == (codes.NOT_BELIEVED, Exit.UNREACHABLE)
    assert words in str(error)
    assert "_ssl" not in str(error)


@pytest.mark.parametrize(
    "said", ["Connection refused", "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)"]
)
def test_all_else_is_no_answer(said: str) -> None:
    answer = unanswered(Exception(said), sent=False)
    assert not isinstance(answer, NotBelievedError)
    assert silence("primary", "network", answer).code is codes.UNREACHABLE


@pytest.mark.parametrize("method", ["get", "post"])
def test_whom_we_do_not_believe_we_do_not_ask_again(method: str) -> None:
    line = Line(unanswered(Exception(WRAPPED.format(said="certificate has expired")), sent=True))
    with pytest.raises(ZhengyunError) as raised:
        line.api.get("network", "/networks") if method == "get" else line.api.post("network", "/networks", {})
    assert raised.value.code is codes.NOT_BELIEVED
    assert type(raised.value) is ZhengyunError, "nothing was said, so that nothing can have been done"
    assert (len(line.sent), line.time.slept) == (1, [])
