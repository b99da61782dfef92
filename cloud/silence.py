"""A service that did not answer, as an error of ours: it was not there, or was not believed to be the one."""

from cloud import codes
from cloud.transport import NoAnswerError, NotBelievedError
from zhengyun.errors import ZhengyunError


def silence(site: str, service: str, answer: NoAnswerError) -> ZhengyunError:
    """ZY-CLOUD-310 where its certificate is not believed, and else ZY-CLOUD-002."""
    if isinstance(answer, NotBelievedError):
        return ZhengyunError(codes.NOT_BELIEVED, site=site, service=service, problem=answer.why, address=answer.address)
    return ZhengyunError(codes.UNREACHABLE, site=site, service=service, problem=answer.problem)
