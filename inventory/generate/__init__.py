"""A fictional city of any size as estate files: for training, for trying a cloud's size, for benches. Pure."""

import random
from collections.abc import Mapping

from inventory.generate.hosts import hosts as hosts_files
from inventory.generate.hosts import zones
from inventory.generate.shape import Size, shape
from inventory.generate.text import ESTATE, SITES, ImageFile, Texts, estate

__all__ = ["ESTATE", "SITES", "ImageFile", "Size", "generate"]


def generate(size: Size, image: ImageFile, hosts: int = 0) -> Mapping[str, str]:
    """Every file of a city by its path; the same size and seed, the same files.

    Of the systems of the highest level a part has its second half at the second site. With `hosts`, so many machines of
    our own stand there, too.

    Raises: ZhengyunError (ZY-EST-283).
    """
    departments = shape(size)
    texts = Texts(random.Random(size.seed))  # noqa: S311 - nothing of it is a secret
    files = {"estate.yaml": estate(departments)}
    for site in SITES:
        told = {one.named.name: texts.tenant(one, site) for one in departments}
        files |= {f"{site}/tenants/{name}.yaml": text for name, text in told.items() if text}
        files[f"{site}/site.yaml"] = texts.site(site, image, zones(site) if hosts else "")
    return files | hosts_files(hosts, SITES, size.seed)
