"""From accepted files to the estate's normal form: counts written out, exposures turned into groups, defaults filled in."""

from inventory.compile.devices import devices_of
from inventory.compile.hosts import hosts_of
from inventory.compile.ignoring import ignores
from inventory.compile.policy import policy_of
from inventory.compile.site import site_of
from inventory.compile.time import time_of
from inventory.compile.trust import trust_of
from inventory.files import EstateFiles
from inventory.schema.estate import PricesModel
from zhengyun.estate import Estate, Prices


def estate_of(files: EstateFiles, commit: str) -> Estate:
    """Bring accepted files into normal form; a reference that leads nowhere is left as it is."""
    model = files.estate.model
    departments = {name: department.title for name, department in model.departments.items()}
    hosts = hosts_of(files)
    return Estate(
        name=model.estate,
        title=model.title,
        network=model.network,
        sites=tuple(site_of(name, site, departments) for name, site in files.sites.items()),
        commit=commit,
        departments=departments,
        ignores=tuple(ignores(files.drift)) if files.drift else (),
        prices=_prices(model.prices),
        trust=trust_of(files.pki.model) if files.pki else None,
        hosts=hosts,
        apart=tuple(model.apart),
        time=time_of(files.time.model) if files.time else None,
        policy=policy_of(files, hosts, model.network) if files.network else None,
        devices=devices_of(files, hosts),
    )


def _prices(model: PricesModel | None) -> Prices | None:
    if model is None:
        return None
    return Prices(
        float(model.vcpu_month),
        float(model.ram_gib_month),
        float(model.storage_gib_month),
        float(model.floating_month),
        model.currency,
    )
