"""A city that the generator makes up comes about at a real site as its files say."""

import hashlib
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from inventory.generate import ImageFile, Size, generate
from inventory.loader import load
from inventory.source import Folder
from tests.carrying import carry_out, planned
from tests.estates import CONTENTS
from tests.estates import site as nothing
from tests.lab_site import NAME, LabSite
from zhengyun.estate import Site

pytestmark = [pytest.mark.lab, pytest.mark.slow]

FILE: Final = "first.raw"


def test_a_made_up_city_comes_about_whole_and_goes_again(lab_site: LabSite, tmp_path: Path) -> None:
    city, cloud = _city(tmp_path), lab_site.cloud("city")
    built = carry_out(cloud, planned(city, cloud))
    assert built.not_done() == []
    assert planned(city, cloud, deep=True) == ()
    there = Counter(address.kind for address in cloud.observe().existing)
    systems = [system for tenant in city.tenants for system in tenant.systems]
    assert there["project"] == len(city.tenants) > 1
    assert there["server"] == sum(len(system.servers) for system in systems) > len(systems)
    assert carry_out(cloud, planned(nothing(), cloud)).not_done() == []
    assert [address for address in cloud.observe().existing if address.kind != "unclaimed"] == [], (
        "but for what others have"
    )


def _city(folder: Path) -> Site:
    image = ImageFile(FILE, hashlib.sha256(CONTENTS[FILE]).hexdigest())
    for name, text in generate(Size.usual(3, 4, None, 0), image).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return load(Folder(folder)).site(NAME)
