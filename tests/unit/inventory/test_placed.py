"""What says where servers stand: declared, referred to, and refused where it makes no sense."""

import pytest

from cloud.wanted import wanted
from inventory.loader import load
from tests.unit.inventory.estates import FINANCE, Memory, with_file
from tests.unit.inventory.test_schema import errors_of
from zhengyun.resource import Address

FILE = "primary/tenants/finance.yaml"


def _estate(group: str, used: str = "apart") -> Memory:
    text = FINANCE.replace("systems:\n", f"server_groups:\n  apart: {group}\nsystems:\n")
    return with_file(FILE, text.replace("      db:\n", f"      db:\n        server_group: {used}\n"))


def test_a_server_group_is_wanted_with_its_server_in_it() -> None:
    found = wanted(load(_estate("{policy: anti-affinity, max_per_host: 2}")).site("primary"))
    group = found[Address("primary", "servergroup", "finance/apart")].attributes
    assert group == {"tenant": "finance", "policy": "anti-affinity", "max_per_host": 2}
    assert found[Address("primary", "server", "finance/payroll/db")].attributes["server_group"] == "finance/apart"
    assert found[Address("primary", "server", "finance/payroll/app-1")].attributes["server_group"] is None


@pytest.mark.parametrize(
    ("group", "used", "code", "named"),
    [
        ("{policy: anti-affinity}", "apert", "ZY-EST-020", "apert"),
        ("{policy: affinity, max_per_host: 2}", "apart", "ZY-EST-012", "only anti-affinity"),
        ("{policy: anti-affinity, max_per_host: 0}", "apart", "ZY-EST-012", "1"),
        ("{policy: apart}", "apart", "ZY-EST-012", "apart"),
        ("{}", "apart", "ZY-EST-011", "policy"),
    ],
)
def test_a_group_that_makes_no_sense_is_refused(group: str, used: str, code: str, named: str) -> None:
    (error,) = errors_of(_estate(group, used))
    assert error.code.id == code
    assert named in str(error)
    assert error.place
